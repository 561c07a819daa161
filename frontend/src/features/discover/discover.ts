import { query } from "@solidjs/router";
import { getDiscover } from "../../api/discover";
import type { Discover, MediaCard, Section } from "../../api/types";
import { formatDay } from "../../lib/format";

export const discoverQuery = query(() => getDiscover(), "discover");

/** Number of featured titles. */
const TURNS = 5;

/** Featured titles: the first of each section with a backdrop, without duplicates. */
export function headliners(discover: Discover): { media: MediaCard; why: string }[] {
  const chosen = new Map<number, { media: MediaCard; why: string }>();
  for (let rank = 0; rank < 12 && chosen.size < TURNS; rank += 1) {
    for (const section of discover.sections) {
      const media = section.items[rank];
      if (!media?.backdropUrl || chosen.has(media.id) || chosen.size >= TURNS) continue;
      chosen.set(media.id, { media, why: section.title });
    }
  }
  return [...chosen.values()];
}

/** "As of Tuesday", for a section with stale data because its provider does not respond. */
export function ageText(section: Section, now: Date): string | undefined {
  if (!section.staleSince) return undefined;
  return `As of ${formatDay(new Date(section.staleSince), now)}`;
}

/** "hidden-gems" → "Hidden gems", until the server's title is known. */
export function titleFromSlug(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
