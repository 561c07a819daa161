/** The history of the user, page by page, and the changes made to it. */
import { revalidate } from "@solidjs/router";
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { correctPlay, deletePlay, listHistory, undoChange } from "../../api/tracking";
import type { Play, PlaysChange, PlayTime } from "../../api/types";
import { dropCachedLists } from "../../lib/pagedList";
import { dashboardQuery, mediaQuery } from "../../shared/queries";
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

export function createDiary(): Diary {
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
      const page = await listHistory(from, mine.signal);
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
  void load(undefined);

  /** After a change the order may be another: read from the newest play again. */
  const changed = () => {
    dropCachedLists("watched");
    void revalidate([dashboardQuery.key, mediaQuery.key]);
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
