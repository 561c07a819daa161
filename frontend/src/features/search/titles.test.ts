import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { createTitleSearch, type TitleSearch } from "./titles";

interface Asked {
  q: string;
  signal: AbortSignal;
  answer: (titles: string[]) => void;
}

let asked: Asked[] = [];
let leave: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", (request: Request) => {
    return new Promise<Response>((resolve) => {
      asked.push({
        q: new URL(request.url).searchParams.get("q") ?? "",
        signal: request.signal,
        answer: (titles) => {
          const items = titles.map((title) => makeMedia({ title }));
          resolve(Response.json({ items, page: 1, pageSize: 6, total: items.length }));
        },
      });
    });
  });
});

afterEach(() => {
  leave();
  vi.useRealTimers();
});

function searching(): { type: (words: string) => void; found: TitleSearch } {
  return createRoot((dispose) => {
    leave = dispose;
    const [words, type] = createSignal("");
    return { type, found: createTitleSearch(words) };
  });
}

const settle = () => vi.advanceTimersByTimeAsync(120);

test("asks once the typing pauses", async () => {
  const { type } = searching();
  for (const words of ["m", "me", "met"]) type(words);

  await settle();

  expect(asked.map((each) => each.q)).toEqual(["met"]);
});

test("a new letter calls off the question before it", async () => {
  const { type, found } = searching();
  type("met");
  await settle();
  type("nos");
  await settle();
  asked[0]?.answer(["Metropolis"]);
  asked[1]?.answer(["Nosferatu"]);
  await settle();

  expect(asked[0]?.signal.aborted).toBe(true);
  expect(found.items().map((each) => each.title)).toEqual(["Nosferatu"]);
  expect(found.answered()).toBe("nos");
  expect(found.busy()).toBe(false);
});

test("no words are no question and no titles", async () => {
  const { type, found } = searching();
  type("met");
  await settle();
  asked[0]?.answer(["Metropolis"]);
  await settle();

  type("");
  await settle();

  expect(found.items()).toEqual([]);
  expect(asked).toHaveLength(1);
});
