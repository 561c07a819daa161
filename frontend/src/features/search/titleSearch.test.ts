// @vitest-environment jsdom
import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { createTitleSearch, type TitleSearch } from "./titleSearch";

interface Asked {
  path: string;
  q: string;
  signal: AbortSignal;
  answer: (body: unknown, status?: number) => void;
}

let requests: Asked[] = [];
let leave: () => void = () => undefined;
let last = 0;

/** A query no other test uses: responses are cached for a minute. */
const fresh = (query: string) => `${query} ${++last}`;

beforeEach(() => {
  vi.useFakeTimers();
  requests = [];
  vi.stubGlobal("fetch", (request: Request) => {
    return new Promise<Response>((resolve) => {
      const url = new URL(request.url);
      requests.push({
        path: url.pathname.replace("/api/v1", ""),
        q: url.searchParams.get("q") ?? "",
        signal: request.signal,
        answer: (body, status = 200) => resolve(Response.json(body, { status })),
      });
    });
  });
});

afterEach(() => {
  leave();
  vi.useRealTimers();
});

function searching(): { type: (query: string) => void; found: TitleSearch } {
  return createRoot((dispose) => {
    leave = dispose;
    const [query, type] = createSignal("");
    return { type, found: createTitleSearch(query) };
  });
}

const pause = (ms = 100) => vi.advanceTimersByTimeAsync(ms);
const names = (titles: string[]) => ({
  items: titles.map((title, id) => ({
    kind: "movie",
    mediaType: "movie",
    id,
    title,
    year: 1927,
    posterUrl: null,
  })),
});
const page = (titles: string[], corrected: string | null = null) => ({
  items: titles.map((title, id) => makeMedia({ id, title, inLibrary: true })),
  people: [{ id: 9, name: "Fritz Lang", profileUrl: null, knownFor: "Directing", titles: [] }],
  corrected,
  page: 1,
  pageSize: 6,
  total: titles.length,
});
const titlesOf = (found: TitleSearch) => found.items().map((each) => each.title);

test("requests suggestions when typing pauses, and results when it stops", async () => {
  const { type, found } = searching();
  const q = fresh("met");
  for (const query of ["m", "me", q]) type(query);
  await pause();
  requests[0]?.answer(names(["Metropolis"]));
  await pause(0);
  expect(requests.map((each) => [each.path, each.q])).toEqual([["/search/suggestions", q]]);
  expect(titlesOf(found)).toEqual(["Metropolis"]);
  expect(found.busy()).toBe(false);

  await pause(300);
  requests[1]?.answer(page(["Metropolis"]));
  await pause(0);

  expect(requests.map((each) => each.path)).toEqual(["/search/suggestions", "/search"]);
  expect(found.items()[0]?.inLibrary).toBe(true);
  expect(found.people()[0]?.name).toBe("Fritz Lang");
});

test("a new letter aborts the previous request", async () => {
  const { type, found } = searching();
  type(fresh("met"));
  await pause();
  const nos = fresh("nos");
  type(nos);
  await pause();
  requests[0]?.answer(names(["Metropolis"]));
  requests[1]?.answer(names(["Nosferatu"]));
  await pause(0);

  expect(requests[0]?.signal.aborted).toBe(true);
  expect(titlesOf(found)).toEqual(["Nosferatu"]);
  expect(found.answered()).toBe(nos);
});

test("a repeated query is not requested again", async () => {
  const { type, found } = searching();
  const q = fresh("met");
  type(q);
  await pause();
  requests[0]?.answer(names(["Metropolis"]));
  await pause(0);
  type(`${q}r`);
  type(q);
  await pause();

  expect(requests.filter((each) => each.path === "/search/suggestions")).toHaveLength(1);
  expect(titlesOf(found)).toEqual(["Metropolis"]);
});

test("a correction is shown", async () => {
  const { type, found } = searching();
  type(fresh("metropils"));
  await pause();
  requests[0]?.answer(names([]));
  await pause(300);
  expect(found.busy()).toBe(true);
  requests[1]?.answer(page(["Metropolis"], "metropolis"));
  await pause(0);

  expect(found.corrected()).toBe("metropolis");
  expect(titlesOf(found)).toEqual(["Metropolis"]);
  expect(found.busy()).toBe(false);
});

test("without suggestions the search results are shown", async () => {
  const { type, found } = searching();
  type(fresh("met"));
  await pause();
  requests[0]?.answer({ code: "not_found", detail: "There is no such page." }, 404);
  await pause(300);
  requests[1]?.answer(page(["Metropolis"]));
  await pause(0);

  expect(titlesOf(found)).toEqual(["Metropolis"]);
  expect(found.failure()).toBeNull();
});

test("a failure is shown", async () => {
  const { type, found } = searching();
  type(fresh("met"));
  await pause();
  requests[0]?.answer({ code: "internal", detail: "The database is away." }, 503);
  await pause(300);
  requests[1]?.answer({ code: "internal", detail: "The database is away." }, 503);
  await pause(0);

  expect(found.failure()).toBe("The database is away.");
  expect(found.busy()).toBe(false);
});

test("an empty query sends no request and has no titles", async () => {
  const { type, found } = searching();
  type(fresh("met"));
  await pause();
  requests[0]?.answer(names(["Metropolis"]));
  await pause(0);

  type("");
  await pause(500);

  expect(found.items()).toEqual([]);
  expect(requests).toHaveLength(1);
});
