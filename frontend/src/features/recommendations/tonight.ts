/** What a sofa asks for: the choices, and the words of them. */
import type { Mood, SofaReason } from "../../api/types";
import { joinList } from "../../lib/format";
import { reasonText } from "./reasons";

export interface Length {
  value: string;
  label: string;
  words: string;
  minutes?: number;
}

export const LENGTHS: readonly [Length, ...Length[]] = [
  { value: "2h", label: "2 hours", words: "two hours", minutes: 120 },
  { value: "90", label: "90 min", words: "ninety minutes", minutes: 90 },
  { value: "any", label: "No hurry", words: "all evening" },
];

export const MOODS: readonly { value: Mood; label: string; words: string }[] = [
  { value: "light", label: "Light", words: "something light" },
  { value: "tense", label: "Tense", words: "something tense" },
  { value: "odd", label: "Odd", words: "something odd" },
  { value: "beautiful", label: "Beautiful", words: "something beautiful" },
  { value: "seen_before", label: "Seen before", words: "an old friend" },
];

/** The words of what is asked for: "something odd", "a western", "something good". */
export function wishText(
  mood: Mood | undefined,
  genre: string | undefined,
  isGame: boolean,
): string {
  const wish = MOODS.find(({ value }) => value === mood)?.words;
  if (wish && genre) return `${wish}, ${genre.toLowerCase()}`;
  if (genre) return `some ${genre.toLowerCase()}`;
  return wish ?? (isGame ? "a good game" : "something good");
}

/** "You", "You and Ben", "You, Ben and Mia": the one who asks stands first. */
export const sofaText = (others: readonly string[]) => joinList(["You", ...others]);

/** Why a title suits somebody, beside their picture. */
export function suitsText(reason: SofaReason, isAsker: boolean): string {
  if (reason.kind === "because" && reason.because) return reasonText(reason.because);
  if (reason.kind === "saved") return "You saved it for later";
  if (reason.kind === "seen") return "You have seen it, and it is worth a second time";
  const name = reason.person.name;
  if (reason.kind === "genre" && reason.genre)
    return isAsker ? `${reason.genre}, which you like` : `${reason.genre}, which ${name} likes`;
  if (reason.kind === "praised")
    return isAsker ? "Many people love it" : `New to ${name}, and loved by many`;
  return isAsker ? "You have not seen it" : `New to ${name}`;
}
