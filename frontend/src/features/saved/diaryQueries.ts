/** The history of the user: page by page, or a month at a time. */
import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import { listHistory } from "../../api/tracking";
import type { HistoryPage, MediaType, Play } from "../../api/types";
import { dayOf, monthGrid } from "./diaryDays";

const PAGE = 50;
/** The server gives so many at once. */
const MAX_PAGE = 100;

export interface Diary {
  plays: Accessor<readonly Play[]>;
  state: Accessor<"loading" | "ready" | "failed">;
  error: Accessor<unknown>;
  hasMore: Accessor<boolean>;
  /** Load earlier plays; retries after a failure. */
  loadMore: () => void;
  /** After a change the order may be another: read as many again, from the newest play on. */
  reload: () => Promise<void>;
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

  /** Append pages after a cursor until there are so many plays, at least one more. */
  const load = async (from: string | undefined, count: number) => {
    request.abort();
    const mine = (request = new AbortController());
    setState("loading");
    try {
      const { mediaType, day } = untrack(filter);
      const found = from === undefined ? [] : [...untrack(plays)];
      const enough = Math.max(count, found.length + 1);
      let next: string | null | undefined = from;
      do {
        const limit = count > found.length + PAGE ? MAX_PAGE : PAGE;
        const page: HistoryPage = await listHistory(
          { cursor: next, mediaType, to: day && endOfDay(day), limit },
          mine.signal,
        );
        if (mine.signal.aborted) return;
        found.push(...page.items.filter((play) => !day || dayOf(play) <= day));
        next = page.nextCursor ?? undefined;
      } while (next !== undefined && found.length < enough);
      setPlays(found);
      setCursor(next ?? null);
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
      void load(undefined, 0);
    }),
  );

  return {
    plays,
    state,
    error,
    hasMore: () => typeof cursor() === "string",
    loadMore: () => {
      if (state() !== "loading") void load(cursor() ?? undefined, 0);
    },
    reload: () => load(undefined, plays().length),
  };
}

/**
 * A moment after all viewings of a day: after its last moment where the person is now, and after its
 * noon in UTC, where a viewing without a time is. In the far east that is a part of the next day.
 */
function endOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(year, month - 1, date + 1).getTime();
  return new Date(Math.max(last, Date.UTC(year, month - 1, date, 12) + 1)).toISOString();
}

export interface MonthOfPlays {
  /** By day, `2026-11-19`. */
  days: Accessor<ReadonlyMap<string, readonly Play[]>>;
  state: Accessor<"loading" | "ready" | "failed">;
  error: Accessor<unknown>;
  reload: () => Promise<void>;
}

const DAY_MS = 86_400_000;

/** What was watched on the days of a month, `2026-11`, and of the weeks that it begins and ends in. */
export function createMonth(
  month: Accessor<string>,
  mediaType: Accessor<MediaType | undefined>,
): MonthOfPlays {
  const [days, setDays] = createSignal<ReadonlyMap<string, readonly Play[]>>(new Map());
  const [state, setState] = createSignal<"loading" | "ready" | "failed">("loading");
  const [error, setError] = createSignal<unknown>();
  let request = new AbortController();
  onCleanup(() => request.abort());

  const load = async () => {
    request.abort();
    const mine = (request = new AbortController());
    setState("loading");
    const grid = untrack(() => monthGrid(month()));
    // Days count where the person is, moments in UTC: a day more on each side holds both.
    const at = (day: string, days: number) =>
      new Date(Date.parse(day) + days * DAY_MS).toISOString();
    const span = { from: at(grid[0] ?? "", -1), to: at(grid.at(-1) ?? "", 2) };
    try {
      const found = new Map<string, Play[]>();
      let cursor: string | undefined;
      do {
        const page = await listHistory(
          { ...span, mediaType: untrack(mediaType), cursor, limit: MAX_PAGE },
          mine.signal,
        );
        if (mine.signal.aborted) return;
        for (const play of page.items) {
          const day = dayOf(play);
          found.set(day, [...(found.get(day) ?? []), play]);
        }
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      setDays(found);
      setState("ready");
    } catch (reason) {
      if (mine.signal.aborted) return;
      setError(reason);
      setState("failed");
    }
  };
  createEffect(
    on([month, mediaType], () => {
      setDays(new Map());
      void load();
    }),
  );
  return { days, state, error, reload: load };
}
