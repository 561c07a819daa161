/** What a taste is made of, in words, and the rails of a page of recommendations. */
import type { MediaCard, Recommendation, TasteEvidence } from "../../api/types";
import { stars, type Because } from "../../shared/recommendations/reasonText";

/** "Over at 22:38 if you start now". */
export function endText(media: MediaCard, now: Date): string | undefined {
  if (media.mediaType !== "movie" || !media.inLibrary || !media.runtimeMinutes) return undefined;
  const end = new Date(now.getTime() + media.runtimeMinutes * 60_000);
  const time = end.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `Over at ${time} if you start now`;
}

/** "at 23%", "after S1 E4", "in S1 E4"; empty where it is not known. */
function placeText(place: TasteEvidence["stoppedAt"]): string {
  if (!place) return "";
  const { seasonNumber, episodeNumber, percent } = place;
  if (seasonNumber === null) return ` at ${percent}%`;
  return ` ${percent === null ? "after" : "in"} S${seasonNumber} E${episodeNumber}`;
}

/** What a title says about a person's taste: "Rated 4½ · seen 3 times", "Dropped after S1 E4". */
export function evidenceText({ kind, rating, plays, stoppedAt }: TasteEvidence): string {
  const done: Partial<Record<TasteEvidence["kind"], string>> = {
    favorite: "You love it",
    dropped: "Dropped",
    refused: "Not for you",
    postponed: "Not now",
    completed: "Completed",
    abandoned: "Stopped early",
    started: "Started",
    followed: "You follow it",
    saved: "Saved",
    forgotten: "Says nothing",
  };
  const first =
    kind === "rated" && rating !== null ? `Rated ${stars(rating)}` : (done[kind] ?? "Finished");
  const place = placeText(stoppedAt);
  if (place) return `${first}${place}`;
  return plays > 1 ? `${first} · seen ${plays} times` : first;
}

export interface ReasonRail {
  because: Because;
  items: Recommendation[];
}

/** A reason needs so many titles for a rail of its own. */
const MIN_OF_RAIL = 4;
const MAX_RAILS = 4;
/** The others are among those of their kind. */
const MAX_OF_RAIL = 12;

export interface Arranged {
  pick: Recommendation | undefined;
  rails: ReasonRail[];
  rest: Recommendation[];
}

/**
 * The first as the pick, rails of those with one reason, and the others. Rails that were there
 * `before` keep their order: a refused title moves none of them.
 */
export function arrange(items: readonly Recommendation[], before?: Arranged): Arranged {
  const [pick, ...others] = items;
  const byReason = new Map<number, ReasonRail>();
  for (const item of others) {
    const because = item.because[0];
    if (!because) continue;
    const rail = byReason.get(because.mediaId);
    if (rail && rail.items.length < MAX_OF_RAIL) rail.items.push(item);
    else if (!rail) byReason.set(because.mediaId, { because, items: [item] });
  }
  const shown = before?.rails.map((rail) => rail.because.mediaId) ?? [];
  const placeOf = ({ because }: ReasonRail) =>
    shown.includes(because.mediaId) ? shown.indexOf(because.mediaId) : shown.length;
  const rails = [...byReason.values()]
    .filter((rail) => rail.items.length >= MIN_OF_RAIL)
    .sort((one, other) => placeOf(one) - placeOf(other))
    .slice(0, MAX_RAILS);
  const inRails = new Set(rails.flatMap((rail) => rail.items));
  return { pick, rails, rest: others.filter((item) => !inRails.has(item)) };
}
