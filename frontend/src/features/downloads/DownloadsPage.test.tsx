import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadJob } from "../../api/types";
import DownloadsPage from "./DownloadsPage";

let jobs: DownloadJob[];
let version = 0;

const at = (second: number) => `2026-03-20T20:00:${String(second).padStart(2, "0")}Z`;

function page() {
  version += 1;
  return Response.json(
    { items: jobs, nextCursor: null, version: `v${version}`, removedIds: [], isReset: false },
    { headers: { ETag: `"${version}"` } },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  vi.stubGlobal("fetch", (request: Request) => {
    const isList = new URL(request.url).pathname.endsWith("/downloads");
    return Promise.resolve(isList ? page() : Response.json({}, { status: 404 }));
  });
});
afterEach(() => vi.useRealTimers());

test("a card and its focus survive updates that change its progress and its place in the list", async () => {
  const running = { status: "downloading", bytesTotal: 1000 } as const;
  jobs = [
    aJob({ ...running, id: "a", title: "Anchor", startedAt: at(1), updatedAt: at(2) }),
    aJob({ ...running, id: "b", title: "Beacon", startedAt: at(2), updatedAt: at(1) }),
  ];
  render(() => (
    <MemoryRouter>
      <Route path="*" component={DownloadsPage} />
    </MemoryRouter>
  ));
  await vi.advanceTimersByTimeAsync(100);
  const opener = screen.getByRole("button", { name: "Beacon, details" });
  const card = opener.closest("[data-job]");
  const bar = screen.getByRole("progressbar", { name: "Beacon, progress" });
  const pause = screen.getByRole("button", { name: "Pause Beacon" });
  opener.focus();

  for (let second = 3; second < 11; second += 2) {
    // The job that changed last comes first.
    jobs = [
      aJob({
        ...running,
        id: "b",
        title: "Beacon",
        startedAt: at(2),
        updatedAt: at(second),
        progressPercent: second * 5,
        bytesDownloaded: second * 50,
        downloadBytesPerS: second * 1000,
        etaSeconds: 100 - second,
        peers: second,
      }),
      aJob({ ...running, id: "a", title: "Anchor", startedAt: at(1), updatedAt: at(second - 1) }),
    ];
    await vi.advanceTimersByTimeAsync(2_000);
  }

  expect(bar.getAttribute("aria-valuenow")).toBe("45");
  expect(bar.firstElementChild?.getAttribute("style")).toContain("scaleX(0.45)");
  expect(document.activeElement).toBe(opener);
  expect(document.querySelector("[data-job=b]")).toBe(card);
  expect(screen.getByRole("button", { name: "Pause Beacon" })).toBe(pause);
});
