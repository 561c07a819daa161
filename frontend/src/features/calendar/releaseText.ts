/** Texts of releases. */
import type { CalendarDay, CalendarEntry, UndatedRelease } from "../../api/types";
import { formatDuration, joinList, numberWord, pluralize } from "../../lib/format";
import { localDay } from "../../lib/localDay";
import { dayText, monthText } from "./calendarDates";

const KINDS: Record<CalendarEntry["kind"], string> = {
  episode: "New episode",
  premiere: "Premiere",
  cinema: "In cinemas",
  limited: "In selected cinemas",
  digital: "Digital",
  physical: "On disc",
  tv: "On television",
  game: "Game",
  expansion: "Expansion",
  dlc: "DLC",
};

/** `S1 E4`, or `S2 E1–8` for episodes that come out together. */
function episodeCode({ episode }: CalendarEntry): string {
  if (!episode) return "";
  const { seasonNumber, episodeNumber, lastEpisodeNumber } = episode;
  const last = lastEpisodeNumber > episodeNumber ? `–${lastEpisodeNumber}` : "";
  return `S${seasonNumber} E${episodeNumber}${last}`;
}

/** The line below the title: `S1 E4 · Endurance`, `Linux and PC`, `For Veloren`, `Comedy, Drama`. */
export function releaseText(entry: CalendarEntry): string {
  const { base, episode, media } = entry;
  if (base) return [`For ${base.title}`, joinList(entry.platforms)].filter(Boolean).join(" · ");
  if (!episode) return joinList(entry.platforms) || media.genres.slice(0, 2).join(", ");
  const isSeveral = episode.lastEpisodeNumber > episode.episodeNumber;
  return [episodeCode(entry), isSeveral ? "" : episode.title].filter(Boolean).join(" · ");
}

/** What is new: how a season begins or ends, its next episode, a film in cinemas. */
export function noveltyText({ episode, kind }: CalendarEntry): string {
  if (!episode) return KINDS[kind];
  const isPremiere = episode.episodeNumber === 1;
  const season = `Season ${episode.seasonNumber}`;
  if (isPremiere && episode.isFinale) return `${season}, complete`;
  if (isPremiere) return episode.seasonNumber === 1 ? "New show" : `${season} premiere`;
  return episode.isFinale ? `${season} finale` : KINDS[kind];
}

/** `21:00` where the user is; undefined where the time is not known. */
export const timeText = ({ airsAt }: CalendarEntry): string | undefined =>
  airsAt === null
    ? undefined
    : new Date(airsAt).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** The badge of a card: `21:00 · Season 3 premiere`, `In cinemas`, `Anytime`. */
export function badgeText(entry: CalendarEntry): string {
  const time = timeText(entry);
  const novelty = noveltyText(entry);
  // The number below says that an episode is new, and both do not fit a column at 1280 pixels.
  if (novelty === KINDS.episode) return time ?? "Anytime";
  return [time, novelty].filter(Boolean).join(" · ");
}

/** `Thursday 19 November, 21:00 CET`: the moment where the user is, or the day alone. */
export function momentText({ airsAt }: Pick<CalendarEntry, "airsAt">, day: string): string {
  if (airsAt === null) return dayText(day);
  const time = new Date(airsAt).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  return `${dayText(day)}, ${time}`;
}

/** Whether a release of a day is out: at its moment, or for all of the day without one. */
export const isReleased = ({ airsAt }: Pick<CalendarEntry, "airsAt">, day: string, now: Date) =>
  airsAt === null ? day <= localDay(now) : new Date(airsAt) <= now;

const DAY_S = 24 * 3600;

/** `in 1 h 22 min`; undefined unless it airs within a day. */
export function untilText({ airsAt }: Pick<CalendarEntry, "airsAt">, now: Date) {
  if (airsAt === null) return undefined;
  const seconds = (new Date(airsAt).getTime() - now.getTime()) / 1000;
  return seconds > 0 && seconds < DAY_S ? `in ${formatDuration(seconds)}` : undefined;
}

/** An entry without what gives away an episode: its name, its picture and what it is about. */
export function withoutSpoilers(entry: CalendarEntry): CalendarEntry {
  if (!entry.episode || entry.seen) return entry;
  const hidden = { title: "", overview: "", stillUrl: null, stillPlaceholder: null };
  return { ...entry, episode: { ...entry.episode, ...hidden } };
}

/** What an entry is to the user, the most useful first. */
export function markOf(entry: CalendarEntry): "seen" | "ready" | "wanted" | "mine" | undefined {
  if (entry.seen) return "seen";
  if (entry.libraryItemId !== null) return "ready";
  if (entry.isWanted) return "wanted";
  return entry.isMine ? "mine" : undefined;
}

/** `Ten things arrive. Four are yours, and two can be played now.` */
export function leadText(days: readonly CalendarDay[]): string {
  const total = days.reduce((sum, day) => sum + day.total, 0);
  if (total === 0) return "Nothing arrives.";
  const entries = days.flatMap((day) => day.entries);
  const mine = entries.filter((entry) => entry.isMine).length;
  const ready = entries.filter((entry) => entry.libraryItemId !== null).length;
  const rest = [
    mine > 0 && `${numberWord(mine)} ${mine === 1 ? "is" : "are"} yours`,
    ready > 0 && `${numberWord(ready)} can be played now`,
  ].filter((part) => part !== false);
  const first = `${numberWord(total)} ${total === 1 ? "thing arrives" : "things arrive"}.`;
  if (rest.length === 0) return first;
  const [opening, ...others] = rest;
  return `${first} ${[opening, ...others.map((part) => part.toLowerCase())].join(", and ")}.`;
}

/** For screen readers: `19 releases`. */
export const countText = (total: number) => pluralize(total, "release");

/** `March 2027`, `Q3 2027`, `2027`: when something without a day comes out. */
export function undatedText({ precision, latestOn }: Omit<UndatedRelease, "media">): string {
  if (latestOn === null) return "To be announced";
  const year = latestOn.slice(0, 4);
  if (precision === "month") return monthText(latestOn);
  return precision === "quarter" ? `Q${Math.ceil(Number(latestOn.slice(5, 7)) / 3)} ${year}` : year;
}
