/** The history of the user, page by page, and the changes made to it. */
import { revalidate } from "@solidjs/router";
import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import { correctPlay, deletePlay, listHistory, undoChange } from "../../api/tracking";
import type { MediaType, Play, PlaysChange, PlayTime } from "../../api/types";
import { dropCachedLists } from "../../lib/pagedList";
import { dashboardQuery, mediaQuery } from "../../shared/queries";
import { statsQuery } from "../../shared/stats";
import { mark } from "../../shared/titles/userMarks";
import { toastOnError, toastUndo } from "../../ui/toast";

export interface Diary {
  plays: Accessor<readonly Play[]>;
  state: Accessor<"loading" | "ready" | "failed">;
  error: Accessor<unknown>;
  hasMore: Accessor<boolean>;
  /** Load earlier plays; retries after a failure. */
  loadMore: () => void;
  correct: (play: Play, when: PlayTime) => Promise<void>;
  remove: (play: Play) => Promise<void>;
}

/** The plays of a kind, from the end of a day backwards; both are optional. */
export interface DiaryFilter {
  mediaType?: MediaType;
  /** `2026-11-19` */
  day?: string;
}

export function createDiary(filter: Accessor<DiaryFilter>): Diary {
  const [plays, setPlays] = createSignal<readonly Play[]>([]);
  const [cursor, setCursor] = createSignal<string | null>();
  const [state, setState] = createSignal<"loading" | "ready" | "failed">("loading");
  const [error, setError] = createSignal<unknown>();
  let request = new AbortController();
  onCleanup(() => request.abort());

  const load = async (from: string | undefined) => {
    request.abort();
    const mine = (request = new AbortController());
    setState("loading");
    try {
      const { mediaType, day } = untrack(filter);
      const page = await listHistory(
        { cursor: from, mediaType, to: day && endOfDay(day) },
        mine.signal,
      );
      if (mine.signal.aborted) return;
      setPlays((before) => (from === undefined ? page.items : [...before, ...page.items]));
      setCursor(page.nextCursor);
      setState("ready");
    } catch (reason) {
      if (mine.signal.aborted) return;
      setError(reason);
      setState("failed");
    }
  };
  createEffect(
    on(filter, () => {
      setPlays([]);
      void load(undefined);
    }),
  );

  /** After a change the order may be another: read from the newest play again. */
  const changed = () => {
    dropCachedLists("watched");
    void revalidate([dashboardQuery.key, mediaQuery.key, statsQuery.key]);
    return load(undefined);
  };
  const apply = async (text: string, call: Promise<PlaysChange>): Promise<void> => {
    const change = await toastOnError(call);
    if (!change) return;
    mark(change.media.id, { watched: change.media.watched });
    const { undoId } = change;
    if (undoId) toastUndo(text, () => void undo(undoId, change.media.id));
    await changed();
  };
  const undo = async (undoId: string, mediaId: number) => {
    const done = await toastOnError(undoChange(undoId).then(() => true));
    if (!done) return;
    mark(mediaId, { watched: undefined });
    await changed();
  };

  return {
    plays,
    state,
    error,
    hasMore: () => typeof cursor() === "string",
    loadMore: () => {
      if (state() !== "loading") void load(cursor() ?? undefined);
    },
    correct: (play, when) =>
      apply(`The date of ${play.media.title} is changed`, correctPlay(play.id, when)),
    remove: (play) => apply(`${play.media.title} is removed from your diary`, deletePlay(play.id)),
  };
}

/** The first moment after a day, where the person is now. */
function endOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}
