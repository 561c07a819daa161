/** What a taste is made of, in words, and the rails of a page of recommendations. */
import type { MediaCard, Recommendation, TasteEvidence } from "../../api/types";
import { stars, type Because } from "../../shared/recommendations/reasonText";

/** "Over at 22:38 if you start now". */
export function endText(media: MediaCard, now: Date): string | undefined {
  if (media.mediaType !== "movie" || !media.atHand || !media.runtimeMinutes) return undefined;
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
 * The first as the pick, rails of those with one reason, and the others. What is left out still
 * says where its rail stands: refusing a title moves none.
 */
export function arrange(
  items: readonly Recommendation[],
  isLeftOut: (mediaId: number) => boolean = () => false,
): Arranged {
  const [pick, ...others] = items.filter((item) => !isLeftOut(item.media.id));
  const byReason = new Map<number, ReasonRail>();
  for (const { because } of items) {
    const [first] = because;
    if (first && !byReason.has(first.mediaId)) {
      byReason.set(first.mediaId, { because: first, items: [] });
    }
  }
  for (const item of others) {
    const rail = item.because[0] && byReason.get(item.because[0].mediaId);
    if (rail && rail.items.length < MAX_OF_RAIL) rail.items.push(item);
  }
  const rails = [...byReason.values()]
    .filter((rail) => rail.items.length >= MIN_OF_RAIL)
    .slice(0, MAX_RAILS);
  const inRails = new Set(rails.flatMap((rail) => rail.items));
  return { pick, rails, rest: others.filter((item) => !inRails.has(item)) };
}
