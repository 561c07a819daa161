/** Font size of a title over a picture. No I/O. */

export type TitleSize = "large" | "middle" | "small";

/** Widths in em of about three lines at the large size, and about four at the medium one. */
const MAX_LARGE = 30;
const MAX_MIDDLE = 56;
/** Wider words would be broken on a phone, at the large and the medium size. */
const MAX_WORD_LARGE = 9.5;
const MAX_WORD_MIDDLE = 12;
/** Advance widths in em, by the shape of the letter. */
const NARROW = /[ iIljtfr.,'!:]/;
const BROAD = /[mwMW]/;
// Kana, Han, Hangul and full-width forms: one em each.
const FULL_WIDTH =
  /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3fffd}]/u;

export function titleSize(title: string): TitleSize {
  const widest = Math.max(...title.split(/\s+/).map(em));
  const whole = em(title);
  if (whole <= MAX_LARGE && widest <= MAX_WORD_LARGE) return "large";
  return whole <= MAX_MIDDLE && widest <= MAX_WORD_MIDDLE ? "middle" : "small";
}

/** Approximate width of a text in em. */
function em(text: string): number {
  return Array.from(text).reduce((width, letter) => width + advance(letter), 0);
}

function advance(letter: string): number {
  if (NARROW.test(letter)) return 0.28;
  if (BROAD.test(letter)) return 0.86;
  if (FULL_WIDTH.test(letter)) return 1;
  return /[A-Z]/.test(letter) ? 0.65 : 0.55;
}
