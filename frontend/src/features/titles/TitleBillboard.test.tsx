import { createAsyncStore, MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { Show, Suspense } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import { aTitle } from "../../../tests/titles";
import type { MediaDetail } from "../../api/types";
import { mediaQuery } from "../../shared/titleQueries";
import { offerOf } from "./playOffer";
import { TitleBillboard } from "./TitleBillboard";

const DOWNLOAD = {
  jobId: "d1",
  status: "downloading" as const,
  detail: "",
  isPaused: false,
  progressPercent: 40,
  seasonNumber: null,
  episodeNumber: null,
};

let title: MediaDetail;
let job = aJob();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (request: Request) =>
    Promise.resolve(Response.json(request.url.includes("/downloads/") ? job : title)),
  );
});
afterEach(() => vi.useRealTimers());

function Page() {
  const found = createAsyncStore(() => mediaQuery("movie", 1));
  return (
    <Suspense>
      <Show when={found()} keyed>
        {(shown) => <TitleBillboard title={shown} meta={[]} offer={offerOf(shown)} />}
      </Show>
    </Suspense>
  );
}

test("the button follows a download, and plays once the file is here", async () => {
  title = aTitle({ download: DOWNLOAD });
  job = aJob({ status: "downloading", progressPercent: 92 });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={Page} />
    </MemoryRouter>
  ));
  await vi.advanceTimersByTimeAsync(0);
  const before = screen.getByRole("link", { name: "Downloading 40 %" });
  expect(before.getAttribute("href")).toBe("/app/downloads?job=d1");
  expect(screen.queryByRole("button", { name: "Get" })).toBeNull();

  await vi.advanceTimersByTimeAsync(2_000);
  // What asks is loaded with the first request.
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.getByRole("link", { name: "Downloading 92 %" })).toBe(before);

  title = aTitle({ playable: { libraryItemId: "l1", episodeId: null, label: null } });
  job = aJob({ status: "completed", libraryItemId: "l1" });
  await vi.advanceTimersByTimeAsync(2_500);
  expect(screen.getByRole("link", { name: "Play" }).getAttribute("href")).toBe("/app/play/l1");
});
