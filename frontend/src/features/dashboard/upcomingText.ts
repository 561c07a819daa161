/** The words of a release that is to come. No clock. */
import type { UpcomingRelease } from "../../api/types";

const LANGUAGE = "en-GB";
const DAY_MS = 86_400_000;

const KINDS: Record<UpcomingRelease["release"]["kind"], string> = {
  episode: "New episode",
  premiere: "Premiere",
  cinema: "In cinemas",
  limited: "In some cinemas",
  digital: "Digital release",
  physical: "On disc",
  tv: "On television",
  game: "Game release",
  expansion: "Expansion",
  dlc: "DLC",
};

/** `today`, `tomorrow`, `Saturday` within a week, `3 March` after that. */
export function dayText(day: string, now: Date): string {
  const at = new Date(day); // midnight in UTC
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((at.getTime() - today) / DAY_MS);
  if (days <= 0) return "today";
  if (days === 1) return "tomorrow";
  return at.toLocaleDateString(LANGUAGE, {
    ...(days < 7 ? { weekday: "long" } : { day: "numeric", month: "long" }),
    timeZone: "UTC",
  });
}

/** `S1 E4 · Triangular Diplomacy`, `S2 E1–E3`, `Digital release`; without spoilers no name. */
export function releaseText(item: UpcomingRelease, isSpoilerFree: boolean): string {
  const { episode, kind, platforms } = item.release;
  if (!episode) return [KINDS[kind], platforms.join(", ")].filter(Boolean).join(" · ");
  const first = `S${episode.seasonNumber} E${episode.episodeNumber}`;
  if (episode.lastEpisodeNumber > episode.episodeNumber)
    return `${first}–E${episode.lastEpisodeNumber}`;
  return [first, !isSpoilerFree && episode.title].filter(Boolean).join(" · ");
}
