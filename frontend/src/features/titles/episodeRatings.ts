/** The user's ratings of the seasons and episodes of a show. */
import { createAsyncStore, revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { ratePart, type RatedPart, undoChange } from "../../api/tracking";
import type { Episode, MediaDetail, Season, TitleRatings } from "../../api/types";
import { titleRatingsQuery } from "../../shared/queries";
import { dismiss, toastOnError, toastUndo } from "../../ui/toast";
import { seasonName } from "./seasonParts";

export interface PartRatings {
  /** 0.5 to 10; null without one. Both track. */
  ofSeason: (season: Season) => number | null;
  ofEpisode: (episode: Episode) => number | null;
  rateSeason: (season: Season, rating: number | null) => void;
  rateEpisode: (episode: Episode, rating: number | null) => void;
}

/** A change shows at once, and a toast offers Undo. */
export function createPartRatings(title: () => MediaDetail): PartRatings {
  // The page works without them.
  const stored = createAsyncStore(() => titleRatingsQuery(title().id).catch(() => undefined));
  /** Ratings set in this tab, until the server's answer contains them. */
  const [chosen, setChosen] = createStore<Record<string, number | null | undefined>>({});

  /** The toasts of the last changes. */
  const offers = new Map<string, number>();

  const now = (part: RatedPart) => {
    const own = chosen[keyOf(part)];
    return own === undefined ? ratingOf(stored.latest, part) : own;
  };

  async function send<T>(part: RatedPart, rating: number | null, call: Promise<T>) {
    setChosen(keyOf(part), rating);
    const accepted = await toastOnError(call.then((value) => ({ value })));
    if (accepted) await revalidate(titleRatingsQuery.keyFor(title().id));
    setChosen(keyOf(part), undefined);
    return accepted;
  }

  async function rate(part: RatedPart, name: string, rating: number | null): Promise<void> {
    const before = now(part);
    const accepted = await send(part, rating, ratePart(title().id, part, rating));
    const undoId = accepted?.value.undoId;
    if (!undoId) return;
    // Only the newest change can be undone, and a slider makes many.
    dismiss(offers.get(keyOf(part)) ?? 0);
    const offer = toastUndo(
      `Your rating of ${name} ${rating === null ? "is removed" : `is ${rating} of 10`}`,
      () => void send(part, before, undoChange(undoId)),
    );
    offers.set(keyOf(part), offer);
  }

  return {
    ofSeason: ({ seasonNumber }) => now({ seasonNumber }),
    ofEpisode: ({ id }) => now({ episodeId: id }),
    rateSeason: (season, rating) =>
      void rate({ seasonNumber: season.seasonNumber }, seasonName(season), rating),
    rateEpisode: (episode, rating) =>
      void rate({ episodeId: episode.id }, `episode ${episode.episodeNumber}`, rating),
  };
}

function keyOf(part: RatedPart): string {
  return "episodeId" in part ? `episode ${part.episodeId}` : `season ${part.seasonNumber}`;
}

function ratingOf(ratings: TitleRatings | undefined, part: RatedPart): number | null {
  const found =
    "episodeId" in part
      ? ratings?.episodes.find((each) => each.episodeId === part.episodeId)
      : ratings?.seasons.find((each) => each.seasonNumber === part.seasonNumber);
  return found?.rating ?? null;
}
