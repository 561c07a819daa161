/**
 * Marks set in this tab, for every card of the same title: a click shows at once, and the server's
 * response replaces it.
 */
import { createStore } from "solid-js/store";
import type { GameStatus, MediaCard, WatchStatus } from "../../api/types";

export interface UserMarks {
  watchLater?: boolean;
  watched?: boolean;
  favorite?: boolean;
  /** Null when the rating was removed. */
  ownRating?: number | null;
  watchStatus?: WatchStatus | null;
  gameStatus?: GameStatus | null;
  followed?: boolean;
  wanted?: boolean;
}

const [marks, setMarks] = createStore<Record<number, UserMarks>>({});

/** The card with the marks set since it was fetched. Tracks. */
export function withUserMarks(media: MediaCard): MediaCard {
  const setUserMarks = marks[media.id];
  if (!setUserMarks) return media;
  const { gameStatus } = setUserMarks;
  return {
    ...media,
    watchLater: setUserMarks.watchLater ?? media.watchLater,
    // A game is watched when it is completed.
    watched:
      gameStatus === undefined
        ? (setUserMarks.watched ?? media.watched)
        : gameStatus === "completed",
    favorite: setUserMarks.favorite ?? media.favorite,
    ownRating: setUserMarks.ownRating === undefined ? media.ownRating : setUserMarks.ownRating,
    watchStatus:
      setUserMarks.watchStatus === undefined ? media.watchStatus : setUserMarks.watchStatus,
    gameStatus: gameStatus === undefined ? media.gameStatus : gameStatus,
    followed: setUserMarks.followed ?? media.followed,
    wanted: setUserMarks.wanted ?? media.wanted,
  };
}

export function mark(mediaId: number, change: UserMarks): void {
  setMarks(mediaId, (before) => ({ ...before, ...change }));
}

/** Whether a title was seen; a game is completed instead. */
export const markSeen = (media: MediaCard, isSeen: boolean) =>
  mark(
    media.id,
    media.mediaType === "game" ? { gameStatus: isSeen ? "completed" : null } : { watched: isSeen },
  );
