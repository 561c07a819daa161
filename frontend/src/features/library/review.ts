/** The review of unmatched files, one after the other. */
import { createAsyncStore, useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, startTransition } from "solid-js";
import type { Match } from "../../api/library";
import type { LibraryItem, RecentMatch, UnmatchedItem } from "../../api/types";
import { createBackgroundQuery } from "../../lib/backgroundQuery";
import { pluralize } from "../../lib/format";
import { formatDay } from "../../lib/formatDates";
import {
  itemQuery,
  ignoreFile,
  matchFile,
  QUEUE_SIZE,
  recentMatchesQuery,
  restoreFile,
  restoreMatches,
  toUnmatched,
  unmatchedQuery,
} from "./libraryQueries";

/** So many files before the last one that was loaded, the next page is. */
const LOADED_AHEAD = 10;

/** A decision about a file or a whole folder, for the history. */
export interface Decision {
  /** The file that it was made for, and how many it decided. */
  id: string;
  files: number;
  text: string;
  /** The matched title, if any. */
  title: string | null;
  /** Undefined after a toast with the error. */
  takeBack: () => Promise<unknown>;
  /** Of files that were matched together. */
  undoId?: string;
}

/** Files that were matched together with a title. */
export interface FolderMatched {
  ids: readonly string[];
  title: string;
  undoId: string;
}

export type Review = ReturnType<typeof createReview>;

/** The review queue, the current file, and the decisions since the page was opened. */
export function createReview() {
  const [search, setSearch] = useSearchParams<{ file?: string }>();
  const [decided, setDecided] = createSignal<readonly Decision[]>([]);
  const [skipped, setSkipped] = createSignal<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = createSignal(false);
  const [pages, setPages] = createSignal(1);
  const queue = createAsyncStore(() => unmatchedQuery(pages()));
  // A file opened by its URL may already be matched, and be matched anew.
  const requested = createAsyncStore(async () => {
    const id = search.file;
    if (id === undefined) return undefined;
    const waiting = await unmatchedQuery(pages());
    if (waiting.items.some((item) => item.id === id)) return undefined;
    return toUnmatched(await itemQuery(id));
  });

  const files = createMemo((): UnmatchedItem[] => {
    const waiting = queue()?.items ?? [];
    const skips = skipped();
    const inTurn = [
      ...waiting.filter((item) => !skips.has(item.id)),
      ...waiting.filter((item) => skips.has(item.id)),
    ];
    const extra = requested();
    return extra ? [extra, ...inTurn] : inTurn;
  });
  const current = createMemo(
    () => files().find((item) => item.id === search.file) ?? files().at(0),
  );

  // What was matched together before the page was opened can still be undone, for a week.
  const recent = createBackgroundQuery(() => recentMatchesQuery(), [], "undoId");
  const earlier = createMemo(() => {
    const known = new Set(decided().map((decision) => decision.undoId));
    return (recent() ?? []).filter((each) => !known.has(each.undoId)).map(earlierDecision);
  });

  const loaded = () => queue()?.items.length ?? 0;
  const more = () => Math.max(0, (queue()?.total ?? 0) - loaded());
  const loadMore = () => void startTransition(() => setPages((count) => count + 1));
  createEffect(() => {
    const left = files().filter((item) => !skipped().has(item.id));
    const at = left.findIndex((item) => item.id === current()?.id);
    const isNear = at >= left.length - LOADED_AHEAD;
    if (isNear && more() > 0 && loaded() >= pages() * QUEUE_SIZE) loadMore();
  });

  const open = (id: string | undefined) =>
    setSearch({ file: id }, { replace: true, scroll: false });

  /** The next file, determined before this one and those decided with it leave the list. */
  const neighbour = (id: string, decidedToo: readonly string[] = []) => {
    const stays = (item: UnmatchedItem) => item.id !== id && !decidedToo.includes(item.id);
    const at = files().findIndex((item) => item.id === id);
    return (files().slice(at).find(stays) ?? files().slice(0, at).findLast(stays))?.id;
  };

  const decide = async (
    item: UnmatchedItem,
    call: Promise<LibraryItem | undefined>,
    toDecision: (done: LibraryItem) => Pick<Decision, "text" | "title">,
  ) => {
    if (busy()) return;
    setBusy(true);
    const next = neighbour(item.id);
    const done = await call;
    setBusy(false);
    if (!done) return;
    const takeBack = () => restoreFile(item);
    setDecided((all) => [...all, { id: item.id, files: 1, takeBack, ...toDecision(done) }]);
    open(next);
  };

  return {
    /** Suspends until the queue has loaded. */
    total: () => queue()?.total ?? 0,
    /** Files that are not loaded yet. */
    more,
    loadMore,
    files,
    current,
    decided,
    /** Folders that were matched before those, the newest first. */
    earlier,
    busy,
    open,
    step: (by: 1 | -1) => {
      const at = files().findIndex((item) => item.id === current()?.id);
      const to = files()[at + by];
      if (to) open(to.id);
    },
    skip: (item: UnmatchedItem) => {
      const next = neighbour(item.id);
      setSkipped((all) => new Set([...all, item.id]));
      open(next);
    },
    accept: (item: UnmatchedItem, match: Match) =>
      decide(item, matchFile(item.id, match), (done) => ({
        text: "Matched",
        title: done.media?.title ?? null,
      })),
    leaveOut: (item: UnmatchedItem) =>
      decide(item, ignoreFile(item.id), () => ({
        text: `Ignored ${item.fileName}`,
        title: null,
      })),
    homeVideo: (item: UnmatchedItem) =>
      decide(item, ignoreFile(item.id, true), () => ({
        text: `Home video: ${item.fileName}`,
        title: null,
      })),
    /** The file's folder was matched at once: go on with the first file that was not. */
    matchedFolder: (item: UnmatchedItem, matched: FolderMatched) => {
      const { ids, title, undoId } = matched;
      const takeBack = () => restoreMatches(undoId);
      const decision = { id: item.id, files: ids.length, title, takeBack, undoId };
      setDecided((all) => [
        ...all,
        { ...decision, text: `Matched ${pluralize(ids.length, "file")} with` },
      ]);
      open(neighbour(item.id, ids));
    },
    /** Take back a decision, the last one of now: its file is in the queue again, and is opened. */
    undo: async (last: Decision | undefined = decided().at(-1)) => {
      if (!last || busy()) return;
      setBusy(true);
      const restored = await last.takeBack();
      setBusy(false);
      if (!restored) return;
      setDecided((all) => all.filter((decision) => decision !== last));
      open(last.id);
    },
  };
}

/** `today`, `on Tuesday`, `on 3 March`. */
function dayOf(match: RecentMatch): string {
  const day = formatDay(new Date(match.matchedAt), new Date());
  return day === "today" || day === "yesterday" ? day : `on ${day}`;
}

const earlierDecision = (match: RecentMatch): Decision => ({
  id: match.firstFile,
  files: match.files,
  text: `Matched ${pluralize(match.files, "file")} ${dayOf(match)} with`,
  title: match.media.title,
  takeBack: () => restoreMatches(match.undoId),
  undoId: match.undoId,
});
