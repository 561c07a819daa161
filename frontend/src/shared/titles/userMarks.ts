/**
 * Marks set in this tab, for every card of the same title: a click shows at once, and the server's
 * response replaces it.
 */
import { createStore } from "solid-js/store";
import type { MediaCard, WatchStatus } from "../../api/types";

export interface UserMarks {
  watchLater?: boolean;
  watched?: boolean;
  favorite?: boolean;
  /** Null when the rating was removed. */
  ownRating?: number | null;
  watchStatus?: WatchStatus | null;
}

const [marks, setMarks] = createStore<Record<number, UserMarks>>({});

/** The card with the marks set since it was fetched. Tracks. */
export function withUserMarks(media: MediaCard): MediaCard {
  const setUserMarks = marks[media.id];
  if (!setUserMarks) return media;
  return {
    ...media,
    watchLater: setUserMarks.watchLater ?? media.watchLater,
    watched: setUserMarks.watched ?? media.watched,
    favorite: setUserMarks.favorite ?? media.favorite,
    ownRating: setUserMarks.ownRating === undefined ? media.ownRating : setUserMarks.ownRating,
    watchStatus:
      setUserMarks.watchStatus === undefined ? media.watchStatus : setUserMarks.watchStatus,
  };
}

export function mark(mediaId: number, change: UserMarks): void {
  setMarks(mediaId, (before) => ({ ...before, ...change }));
}
