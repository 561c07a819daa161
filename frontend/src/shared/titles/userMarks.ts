/**
 * What was just marked, for every card of the same title on the page: the click shows at once, and
 * the server's word replaces it when it comes.
 */
import { createStore } from "solid-js/store";
import type { MediaCard } from "../../api/types";

export interface Marks {
  watchLater?: boolean;
  watched?: boolean;
}

const [marks, setMarks] = createStore<Record<number, Marks>>({});

/** The card with what was marked since it was fetched. Tracks. */
export function marked(media: MediaCard): MediaCard {
  const mark = marks[media.id];
  if (!mark) return media;
  return {
    ...media,
    watchLater: mark.watchLater ?? media.watchLater,
    watched: mark.watched ?? media.watched,
  };
}

export function mark(mediaId: number, change: Marks): void {
  setMarks(mediaId, (before) => ({ ...before, ...change }));
}
