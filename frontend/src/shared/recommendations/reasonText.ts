/** Why a title is recommended, in words. */
import type { Recommendation } from "../../api/types";

export type Because = Recommendation["because"][number];

/** A sentence of which `name` is what it is about. */
export interface Reason {
  before: string;
  name: string;
  after: string;
}

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

const DONE: Partial<Record<Because["kind"], string>> = {
  favorite: "love",
  completed: "completed",
  started: "started",
  followed: "follow",
  saved: "saved",
};

/** What the person did with the other title: all of it was watched, or some episodes. */
function reasonOf({ title, kind, rating }: Because, start = "Because you"): Reason {
  if (kind === "rated" && rating !== null)
    return { before: `${start} gave `, name: title, after: ` ${stars(rating)} stars` };
  return { before: `${start} ${DONE[kind] ?? "watched"} `, name: title, after: "" };
}

/** "Because you watched Nosferatu". */
export function reasonText(because: Because): string {
  const { before, name, after } = reasonOf(because);
  return `${before}${name}${after}`;
}

/** Why a card is on the list; in a rail of one reason, what both titles have in common. */
export function cardReason(reasons: readonly Because[], isInRail: boolean): Reason {
  const [first, second] = reasons;
  if (!first) return { before: "Many who saw it ", name: "like it", after: "" };
  if (!isInRail) return reasonOf(first);
  const again = first.person ?? first.keyword;
  if (again) return { before: "", name: again, after: " again" };
  if (second) return reasonOf(second, "And because you");
  if (first.genre) return { before: "", name: first.genre, after: ", too" };
  return { before: "Much like ", name: first.title, after: "" };
}
