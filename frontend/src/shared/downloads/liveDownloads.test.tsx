import { render, screen } from "@solidjs/testing-library";
import { createSignal, For } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadJob } from "../../api/types";
import { notifyDownloadsChanged } from "./downloadChanges";
import type { JobFilter } from "./jobMerge";
import { createLiveDownloads, type LiveDownloads } from "./liveDownloads";

interface Question {
  query: URLSearchParams;
  tag: string | null;
}

let requests: Question[] = [];
let answer: (question: Question) => Response;
let live: LiveDownloads;

const at = (second: number) => `2026-03-20T20:00:${String(second).padStart(2, "0")}Z`;
const coming = (id: string, second: number, changes: Partial<DownloadJob> = {}) =>
  aJob({ id, title: id, status: "downloading", updatedAt: at(second), ...changes });

function page(items: DownloadJob[], rest: Record<string, unknown> = {}, tag = '"t"'): Response {
  const body = {
    items,
    nextCursor: null,
    version: "v1",
    removedIds: [],
    isReset: false,
    ...rest,
  };
  return Response.json(body, { headers: { ETag: tag } });
}

const nothingNew = () => new Response(null, { status: 304 });

beforeEach(() => {
  vi.useFakeTimers();
  requests = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { searchParams: query, pathname } = new URL(request.url);
    if (!pathname.endsWith("/downloads")) return Promise.resolve(Response.json({}));
    const question = { query, tag: request.headers.get("If-None-Match") };
    requests.push(question);
    return Promise.resolve().then(() => answer(question));
  });
});
afterEach(() => {
  vi.useRealTimers();
  setHidden(false);
});

function setHidden(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

async function show(filter: () => JobFilter = () => ({ scope: "mine" })) {
  const draws = vi.fn();
  function List() {
    live = createLiveDownloads({ filter });
    return (
      <For each={live.jobs}>
        {(job) => {
          draws(job.id);
          return <p>{`${job.id} ${job.progressPercent}`}</p>;
        }}
      </For>
    );
  }
  render(() => <List />);
  await vi.advanceTimersByTimeAsync(0);
  return draws;
}

test("during downloads changes are polled every two seconds", async () => {
  answer = ({ query }) =>
    query.has("since")
      ? page([coming("a", 2, { progressPercent: 7 })], { version: "v2" })
      : page([coming("a", 1), coming("b", 1)]);
  const draws = await show();
  await vi.advanceTimersByTimeAsync(2_000);

  expect(requests.map(({ query }) => query.get("since"))).toEqual([null, "v1"]);
  expect(screen.getByText("a 7")).toBeTruthy();
  expect(screen.getByText("b 0")).toBeTruthy();
  // An updated job keeps its card element.
  expect(draws.mock.calls.flat()).toEqual(["a", "b"]);
});

test("an unchanged response renders nothing, and its ETag is sent back", async () => {
  answer = ({ query, tag }) => {
    if (!query.has("since")) return page([coming("a", 1)]);
    return tag === '"c"' ? nothingNew() : page([], {}, '"c"');
  };
  const draws = await show();
  await vi.advanceTimersByTimeAsync(6_000);

  expect(requests.map(({ tag }) => tag)).toEqual([null, null, '"c"', '"c"']);
  expect(draws).toHaveBeenCalledOnce();
});

test("the first page is reloaded periodically, with its own ETag", async () => {
  answer = ({ query, tag }) => {
    if (query.has("since")) return page([]);
    return tag === '"t"' ? nothingNew() : page([coming("a", 1)]);
  };
  await show();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(requests.map(({ query, tag }) => [query.has("since"), tag])).toEqual([
    [false, null],
    [true, null],
    [true, '"t"'],
    [true, '"t"'],
    [true, '"t"'],
    [false, '"t"'],
  ]);
});

test("an idle list is polled rarely, and in a hidden tab not at all", async () => {
  answer = () => page([aJob({ status: "completed" })]);
  await show();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(requests).toHaveLength(2);

  setHidden(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toHaveLength(2);
  setHidden(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(requests).toHaveLength(3);
});

test("an unanswered request keeps the list, marked as stale, and is repeated", async () => {
  answer = () => page([coming("a", 1)]);
  await show();
  answer = () => {
    throw new TypeError("Failed to fetch");
  };
  await vi.advanceTimersByTimeAsync(2_000);
  expect(live.isStale()).toBe(true);
  expect(screen.getByText("a 0")).toBeTruthy();

  answer = () => page([coming("a", 3, { progressPercent: 9 })]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(live.isStale()).toBe(false);
  expect(screen.getByText("a 9")).toBeTruthy();
});

test("with no data yet, a failure is shown by the page", async () => {
  answer = () => Response.json({ code: "internal" }, { status: 500 });
  await show();

  expect(live.isLoaded()).toBe(false);
  expect(live.error()).toBeInstanceOf(Error);
});

test("another filter starts over, and a response for the previous one is dropped", async () => {
  const [filter, setFilter] = createSignal<JobFilter>({ scope: "mine" });
  let late: (response: Response) => void = () => undefined;
  answer = () => page([coming("a", 1)]);
  // eslint-disable-next-line solid/reactivity -- read in the effect of the list
  await show(() => filter());
  vi.stubGlobal("fetch", (request: Request) => {
    const isNew = request.url.includes("state=failed");
    if (isNew) return Promise.resolve(page([aJob({ id: "f", status: "failed", title: "f" })]));
    return new Promise<Response>((resolve) => (late = resolve));
  });
  await vi.advanceTimersByTimeAsync(2_000);
  setFilter({ scope: "mine", state: "failed" });
  await vi.advanceTimersByTimeAsync(0);
  late(page([coming("z", 9)]));
  await vi.advanceTimersByTimeAsync(0);

  expect(live.jobs.map((job) => job.id)).toEqual(["f"]);
});

test("setting the same filter again changes nothing", async () => {
  const [filter, setFilter] = createSignal<JobFilter>({ scope: "mine" });
  answer = () => page([aJob({ status: "completed" })]);
  // eslint-disable-next-line solid/reactivity -- read in the effect of the list
  await show(() => filter());
  setFilter({ scope: "mine" });
  await vi.advanceTimersByTimeAsync(0);

  expect(requests).toHaveLength(1);
});

test("an action in this tab is polled at once", async () => {
  answer = () => page([aJob({ status: "completed" })]);
  await show();
  notifyDownloadsChanged();
  await vi.advanceTimersByTimeAsync(0);

  expect(requests).toHaveLength(2);
});

test("open jobs are loaded however old they are", async () => {
  answer = ({ query }) => {
    const state = query.get("state");
    if (state === "paused") return page([aJob({ id: "p", isPaused: true, updatedAt: at(0) })]);
    if (state !== null) return page([]);
    return page([aJob({ id: "new", status: "completed", updatedAt: at(9) })], {
      nextCursor: "more",
    });
  };
  await show();

  expect(live.jobs.map((job) => job.id)).toEqual(["new", "p"]);
  expect(live.hasMore()).toBe(true);
});

test("more changes than one page are all read before the next poll", async () => {
  answer = ({ query }) => {
    if (!query.has("since")) return page([coming("a", 1), coming("b", 1), coming("c", 1)]);
    return query.has("cursor")
      ? page([coming("c", 2, { progressPercent: 9 })], { version: "v3" })
      : page([coming("a", 3, { progressPercent: 7 })], { version: "v2", nextCursor: "more" });
  };
  await show();
  await vi.advanceTimersByTimeAsync(2_000);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(requests.map(({ query }) => [query.get("since"), query.get("cursor")])).toEqual([
    [null, null],
    ["v1", null],
    ["v1", "more"],
    ["v2", null],
    ["v2", "more"],
  ]);
  expect(screen.getByText("a 7")).toBeTruthy();
  expect(screen.getByText("c 9")).toBeTruthy();
});

test("too many removals reload the whole list", async () => {
  let isEmptied = false;
  answer = ({ query }) => {
    if (query.has("since")) {
      isEmptied = true;
      return page([], { version: "v2", isReset: true });
    }
    return isEmptied
      ? page([coming("b", 5)], { version: "v2", nextCursor: "more" })
      : page([coming("b", 5), coming("a", 1)], { nextCursor: "more" });
  };
  // Jobs beyond the end of a first page are otherwise kept.
  await show(() => ({ scope: "mine", state: "active" }));
  expect(screen.getByText("a 0")).toBeTruthy();
  await vi.advanceTimersByTimeAsync(2_000);

  expect(requests.map(({ query, tag }) => [query.get("since"), tag])).toEqual([
    [null, null],
    ["v1", null],
    [null, null],
  ]);
  expect(screen.queryByText("a 0")).toBeNull();
  expect(screen.getByText("b 0")).toBeTruthy();
});
