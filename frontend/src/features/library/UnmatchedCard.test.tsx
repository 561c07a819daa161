import { MemoryRouter, Route } from "@solidjs/router";
import { cleanup, render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { Suspense } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import { makeGuess } from "../../../tests/library";
import { makeMedia } from "../../../tests/media";
import { aFile, anEpisode, aSeason, aTitle } from "../../../tests/titles";
import type { Candidate, LibraryItem, UnmatchedItem } from "../../api/types";
import type { Review } from "./review";
import { UnmatchedCard } from "./UnmatchedCard";

afterEach(cleanup);

const CANDIDATE: Candidate = {
  media: makeMedia({ id: 1, title: "Unciv" }),
  outside: null,
  confidence: 0.6,
  why: "",
  reasons: [],
};

/** Shows a file for review; returns what tells whether it became a home video. */
function show(changes: Partial<LibraryItem>, candidates = [CANDIDATE]) {
  const item: UnmatchedItem = {
    ...aFile({ matchState: "unmatched", ...changes }),
    folder: "Unciv",
    guess: makeGuess({ title: "Unciv" }),
    candidates,
  };
  const homeVideo = vi.fn();
  const review = { busy: () => false, homeVideo } as unknown as Review;
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => (
          <Suspense>
            <UnmatchedCard item={item} review={review} />
          </Suspense>
        )}
      />
    </MemoryRouter>
  ));
  return homeVideo;
}

test("a video may be a home video, or one file of a folder", async () => {
  const homeVideo = show({ content: "video" });

  expect(screen.getByRole("button", { name: /Whole folder/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: /Home video/ })).toBeTruthy();
  await userEvent.keyboard("h");
  expect(homeVideo).toHaveBeenCalled();
});

test("a game is neither, by button or by key", async () => {
  const homeVideo = show({ content: "game_folder", fileName: "Unciv [GOG]" });

  expect(screen.getByRole("heading", { name: "Match this game" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Whole folder/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Home video/ })).toBeNull();
  await userEvent.keyboard("hf");
  expect(homeVideo).not.toHaveBeenCalled();
  expect(screen.queryByText("Match the whole folder")).toBeNull();
});

test.each([
  [0, "↑↓ file"],
  [1, "↑↓ file1choose"],
  [3, "↑↓ file1to 3choose"],
  [12, "↑↓ file1to 9choose"],
])("the keys of %d titles are named", (count, text) => {
  show(
    { content: "video" },
    Array.from({ length: count }, () => ({ ...CANDIDATE })),
  );

  expect(screen.getByText("↑").parentElement?.textContent).toBe(text);
});

test("the titles of a file that could not be read have no confidence", () => {
  show({ probeError: "Invalid data" });

  expect(screen.getByText(/Not matched by itself: Invalid data/)).toBeTruthy();
  expect(screen.queryByText("60")).toBeNull();
});

test("a found show leaves the focus in the search field while its episodes load", async () => {
  const media = makeMedia({ id: 2, title: "Pioneer One", mediaType: "show" });
  let answer: (title: Response) => void = () => undefined;
  vi.stubGlobal("fetch", (request: Request) =>
    new URL(request.url).pathname.includes("/search")
      ? Promise.resolve(Response.json({ items: [media] }))
      : new Promise<Response>((resolve) => (answer = resolve)),
  );
  const homeVideo = show({ content: "video" });

  await userEvent.keyboard("/pioneer");
  await screen.findByText("Pioneer One");
  await userEvent.keyboard(" h");
  const field = screen.getByRole<HTMLInputElement>("searchbox");
  expect([document.activeElement, field.value]).toEqual([field, "pioneer h"]);
  expect(homeVideo).not.toHaveBeenCalled();

  const seasons = [aSeason({ episodes: [anEpisode({ title: "Earthfall" })] })];
  answer(Response.json(aTitle({ seasons })));
  expect(await screen.findByRole("option", { name: "S1 E1 · Earthfall" })).toBeTruthy();
  vi.unstubAllGlobals();
});
