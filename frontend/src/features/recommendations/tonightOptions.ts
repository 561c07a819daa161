/** What a sofa asks for: the choices, and the words of them. */
import type { Mood, SofaReason, TonightTitle } from "../../api/types";
import { joinList } from "../../lib/format";
import { reasonWithSubject } from "../../shared/recommendations/reasonText";

export interface Length {
  value: string;
  label: string;
  words: string;
  minutes?: number;
}

export const USUAL_LENGTH: Length = {
  value: "2h",
  label: "2 hours",
  words: "two hours",
  minutes: 120,
};
export const LENGTHS: readonly Length[] = [
  { value: "90", label: "90 min", words: "ninety minutes", minutes: 90 },
  USUAL_LENGTH,
  { value: "any", label: "No hurry", words: "all evening" },
];

export const MOODS: readonly { value: Mood; label: string; words: string }[] = [
  { value: "light", label: "Light", words: "something light" },
  { value: "tense", label: "Tense", words: "something tense" },
  { value: "odd", label: "Odd", words: "something odd" },
  { value: "beautiful", label: "Beautiful", words: "something beautiful" },
  { value: "seen_before", label: "Seen before", words: "an old friend" },
];

/** The start of an evening that begins at once. */
export const NOW = "now";

/** What is chosen at present. */
export interface Choices {
  kind: "screen" | "game";
  length: Length;
  /** `NOW`, or a time as "20:00". */
  at: string;
  mood: Mood | undefined;
  genre: { slug: string; name: string } | undefined;
}

/** Changes of the choices, as the address keeps them; undefined is the usual choice. */
export interface ChoiceParams {
  what?: string;
  time?: string;
  at?: string;
  mood?: string;
  genre?: string;
}

/** "2 hours, from 20:00, odd": the choices in one line. */
export function summaryOf({ kind, length, at, mood, genre }: Choices): string {
  const facts = [
    kind === "game" ? "Play" : length.label,
    kind === "screen" && at !== NOW && `from ${at}`,
    MOODS.find(({ value }) => value === mood)?.label.toLowerCase(),
    genre?.name.toLowerCase(),
  ];
  return facts.filter(Boolean).join(", ");
}

/** The words of what is asked for: "something odd", "a western", "something good". */
export function moodText(
  mood: Mood | undefined,
  genre: string | undefined,
  isGame: boolean,
): string {
  const words = MOODS.find(({ value }) => value === mood)?.words;
  if (words && genre) return `${words}, ${genre.toLowerCase()}`;
  if (genre) return `some ${genre.toLowerCase()}`;
  return words ?? (isGame ? "a good game" : "something good");
}

/** "You", "You and Ben", "You, Ben and Mia": the one who asks stands first. */
export const sofaText = (others: readonly string[]) => joinList(["You", ...others]);

/** Why a title suits a viewer, beside their picture. */
export function suitsText(reason: SofaReason, isAsker: boolean, isGame: boolean): string {
  if (reason.kind === "because" && reason.because) return reasonWithSubject(reason.because);
  if (reason.kind === "saved") return "You saved it for later";
  const known = isGame ? "played" : "seen";
  if (reason.kind === "seen") return `You have ${known} it, and it is worth a second time`;
  const name = reason.person.name;
  if (reason.kind === "genre" && reason.genre)
    return isAsker ? `${reason.genre}, which you like` : `${reason.genre}, which ${name} likes`;
  if (reason.kind === "praised")
    return isAsker ? "Many people love it" : `New to ${name}, and loved by many`;
  return isAsker ? `You have not ${known} it` : `New to ${name}`;
}

/** The next full hours, as "20:00". */
export function startsOf(now: Date, count = 3): string[] {
  return Array.from(
    { length: count },
    (_, number) => `${String((now.getHours() + 1 + number) % 24).padStart(2, "0")}:00`,
  );
}

/** The next moment of the clock that is "20:00". */
export function startOf(time: string, now: Date): Date {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const start = new Date(now);
  start.setHours(hours, minutes, 0, 0);
  if (start < now) start.setDate(start.getDate() + 1);
  return start;
}

const ROUNDED_TO_MS = 5 * 60_000;

/** "Ready at about 20:40", or by a free source. */
export function arrivalText({ at }: NonNullable<TonightTitle["arrival"]>): string {
  const rounded = new Date(Math.ceil(new Date(at).getTime() / ROUNDED_TO_MS) * ROUNDED_TO_MS);
  const time = rounded.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `Ready at about ${time}`;
}
