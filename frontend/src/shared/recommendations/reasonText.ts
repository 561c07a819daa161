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
export function reasonOf({ title, kind, rating }: Because): Reason {
  if (kind === "rated" && rating !== null)
    return { before: "Because you gave ", name: title, after: ` ${stars(rating)} stars` };
  return { before: `Because you ${DONE[kind] ?? "watched"} `, name: title, after: "" };
}

/** "Because you watched Nosferatu". */
export function reasonText(because: Because): string {
  const { before, name, after } = reasonOf(because);
  return `${before}${name}${after}`;
}

/** Why a card is on the list. */
export function cardReason([first]: readonly Because[]): Reason {
  return first ? reasonOf(first) : { before: "Many who saw it ", name: "like it", after: "" };
}
