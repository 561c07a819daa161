import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import { aFreeSource } from "../../../tests/titles";
import type { DownloadJob } from "../../api/types";
import { createGetAndWatch } from "./getAndWatch";
import { FreeSourceLine, GetAndWatchButton } from "./GetAndWatchButton";

const GONE = "The Internet Archive no longer has this file.";

/** What the server answers to the next poll. */
let polled: DownloadJob;
let started: () => Response;
const requests: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  requests.length = 0;
  started = () => Response.json({ job: aJob({ status: "queued" }), source: aFreeSource() });
  vi.stubGlobal("fetch", (request: Request) => {
    const path = new URL(request.url).pathname;
    if (request.method === "POST") requests.push(path);
    return Promise.resolve(request.method === "POST" ? started() : Response.json(polled));
  });
});

afterEach(() => vi.useRealTimers());

/** With the script of its progress loaded. */
async function showButton() {
  const onReady = vi.fn();
  const page = () => {
    const flow = createGetAndWatch({ mediaId: () => 7, onReady });
    const source = aFreeSource({ sizeBytes: 1_200_000_000, isSizeEstimated: false, seconds: 360 });
    return (
      <div>
        <GetAndWatchButton source={source} flow={flow} />
        <FreeSourceLine source={source} flow={flow} />
      </div>
    );
  };
  render(() => (
    <MemoryRouter>
      <Route path="*" component={page} />
    </MemoryRouter>
  ));
  await screen.findByRole("status");
  return onReady;
}

const press = () => userEvent.click(screen.getByRole("button", { name: /Get and watch/ }));

test("size, wait, licence and publisher are shown before the button is pressed", async () => {
  await showButton();

  expect(screen.getByRole("button").textContent).toBe("Get and watch1.2 GB");
  expect(screen.getByRole("status").textContent).toBe(
    "Plays in about 6 minutes. Public domain, from Internet Archive",
  );
  expect(screen.getByRole("link", { name: "Public domain" }).getAttribute("href")).toBe(
    "https://creativecommons.org/publicdomain/mark/1.0/",
  );
});

test("one press starts the download, and the button keeps the focus and shows progress", async () => {
  const onReady = await showButton();
  polled = aJob({
    status: "downloading",
    bytesTotal: 100,
    bytesDownloaded: 40,
    progressPercent: 40,
  });
  await press();

  expect(requests).toEqual(["/api/v1/titles/7/get"]);
  const progress = await screen.findByRole("link", { name: /Starting/ });
  await waitFor(() => expect(document.activeElement).toBe(progress));
  await vi.advanceTimersByTimeAsync(2_000);
  await screen.findByRole("link", { name: /Downloading 40 %/ });
  expect(onReady).not.toHaveBeenCalled();
});

test("the page is told once the file is in the library", async () => {
  const onReady = await showButton();
  await press();
  polled = aJob({ status: "completed", libraryItemId: null });
  await vi.advanceTimersByTimeAsync(2_000);
  await screen.findByRole("link", { name: /Importing/ });
  polled = aJob({ status: "completed", libraryItemId: "l1" });
  await vi.advanceTimersByTimeAsync(2_000);

  await waitFor(() => expect(onReady).toHaveBeenCalledOnce());
});

test("a film without a working source can be retried, with the reason shown", async () => {
  await showButton();
  await press();
  polled = aJob({ status: "failed", errorMessage: GONE });
  await vi.advanceTimersByTimeAsync(2_000);

  await screen.findByText(GONE);
  expect(screen.getByRole("button", { name: /Get and watch/ })).not.toBeNull();
});

test("a refused request shows the reason", async () => {
  started = () =>
    Response.json(
      { title: "Conflict", status: 409, detail: "Your quota is used up.", code: "quota" },
      { status: 409, headers: { "Content-Type": "application/problem+json" } },
    );
  await showButton();
  await press();

  await screen.findByText("Your quota is used up.");
});
