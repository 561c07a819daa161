/** Why a title is recommended, in words. */
import type { Recommendation } from "../../api/types";

export type Because = Recommendation["because"][number];

/** Ten points are five stars. */
export function stars(rating: number): string {
  const halves = Math.round(rating);
  const whole = Math.floor(halves / 2);
  return `${whole || ""}${halves % 2 ? "½" : ""}`;
}

/** "Because you watched Rififi: heist again", where something is known that both are about. */
export function reasonWithSubject(because: Because): string {
  const text = reasonText(because);
  return because.keyword ? `${text}: ${because.keyword} again` : text;
}

/** "Because you watched Nosferatu": all of it, or some episodes. */
export function reasonText(because: Because): string {
  const { title, kind, rating } = because;
  if (kind === "rated" && rating !== null)
    return `Because you gave ${title} ${stars(rating)} stars`;
  if (kind === "favorite") return `Because you love ${title}`;
  if (kind === "completed") return `Because you completed ${title}`;
  if (kind === "started") return `Because you started ${title}`;
  if (kind === "followed") return `Because you follow ${title}`;
  if (kind === "saved") return `Because you saved ${title}`;
  return `Because you watched ${title}`;
}
