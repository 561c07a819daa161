/** What the billboard of Discover shows. No I/O. */
import type { Discover, FreeSource, MediaCard, Section } from "../../api/types";
import { formatDay } from "../../lib/formatDates";

/** Number of featured titles. */
const TURNS = 5;

export interface Headliner {
  media: MediaCard;
  why: string;
  /** What it can be downloaded from. */
  source: FreeSource | undefined;
}

/** Featured titles: the first of each section with a backdrop, without duplicates. */
export function headliners(
  discover: Discover,
  sources: ReadonlyMap<number, FreeSource>,
): Headliner[] {
  const chosen = new Map<number, Headliner>();
  for (let rank = 0; rank < 12 && chosen.size < TURNS; rank += 1) {
    for (const section of discover.sections) {
      const media = section.items[rank];
      if (!media?.backdropUrl || chosen.has(media.id) || chosen.size >= TURNS) continue;
      chosen.set(media.id, { media, why: section.title, source: sources.get(media.id) });
    }
  }
  return [...chosen.values()];
}

/** "As of Tuesday", for a section with stale data because its provider does not respond. */
export function ageText(section: Section, now: Date): string | undefined {
  if (!section.staleSince) return undefined;
  return `As of ${formatDay(new Date(section.staleSince), now)}`;
}
