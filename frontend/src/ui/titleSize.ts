/** Font size of a title over a picture. Pure. */
import { em } from "./poster/setTitle";

export type TitleSize = "large" | "middle" | "small";

/** Widths in em of about three lines at the large size, and about four at the medium one. */
const MAX_LARGE = 30;
const MAX_MIDDLE = 56;
/** Wider words would be broken on a phone, at the large and the medium size. */
const MAX_WORD_LARGE = 9.5;
const MAX_WORD_MIDDLE = 12;

export function titleSize(title: string): TitleSize {
  const widest = Math.max(...title.split(/\s+/).map(em));
  const whole = em(title);
  if (whole <= MAX_LARGE && widest <= MAX_WORD_LARGE) return "large";
  return whole <= MAX_MIDDLE && widest <= MAX_WORD_MIDDLE ? "middle" : "small";
}
