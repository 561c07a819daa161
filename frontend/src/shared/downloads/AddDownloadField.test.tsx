import { MemoryRouter, Route } from "@solidjs/router";
import { fireEvent, render, screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import { makeMedia } from "../../../tests/media";
import type { Inspection, MediaCard } from "../../api/types";
import { AddDownloadField } from "./AddDownloadField";

const MAGNET = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=Spring";
const OTHER = MAGNET.replace("0123", "9999");

function anInspection(changes: Partial<Inspection> = {}): Inspection {
  return {
    id: "i1",
    status: "ready",
    sourceType: "magnet",
    source: "magnet:?xt=urn:btih:0123",
    title: "Spring",
    infoHash: null,
    bytesTotal: 8_100_000_000,
    isPrivate: false,
    files: [
      { index: 0, path: "Spring/Spring.mkv", sizeBytes: 8_000_000_000 },
      { index: 1, path: "Spring/Sample/sample.mkv", sizeBytes: 90_000_000 },
      { index: 2, path: "Spring/read me.txt", sizeBytes: 10_000_000 },
    ],
    reason: null,
    message: "",
    freeBytes: 1_400_000_000_000,
    existingJobId: null,
    titleMatch: null,
    isRecognized: true,
    createdAt: "2026-03-20T19:00:00Z",
    ...changes,
  };
}

interface Asked {
  path: string;
  key: string | null;
  body: Record<string, unknown>;
}

/** Requests other than GET. */
let requests: Asked[] = [];
let searched: MediaCard[] = [];
let look: () => Response;
let added: () => Response;

const downloads = () => requests.filter(({ path }) => path === "/api/v1/downloads");

beforeEach(() => {
  requests = [];
  look = () => Response.json(anInspection(), { status: 202 });
  added = () => Response.json(aJob(), { status: 201 });
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/search")) return Response.json({ items: searched, people: [] });
    if (request.method !== "POST") return Response.json({ items: [], nextCursor: null });
    const body = (await request.clone().json()) as Record<string, unknown>;
    requests.push({ path, key: request.headers.get("Idempotency-Key"), body });
    return path.endsWith("/inspect") ? look() : added();
  });
});

function showField(mediaId: number | null = 7) {
  const onAdded = vi.fn();
  const field = () => <AddDownloadField mediaId={() => mediaId ?? undefined} onAdded={onAdded} />;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={field} />
    </MemoryRouter>
  ));
  return onAdded;
}

const field = () => screen.getByLabelText("Magnet link or address to download");

function paste(into: Element, text: string): void {
  fireEvent.paste(into, { clipboardData: { files: [], getData: () => text } });
}

test("Enter inspects the link, Enter again adds it", async () => {
  const onAdded = showField();

  await userEvent.type(field(), `${MAGNET}{Enter}`);
  const start = await screen.findByRole("button", { name: "Start" });
  await waitFor(() => expect(document.activeElement).toBe(start));
  await userEvent.keyboard("{Enter}");

  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(downloads()[0]?.body).toMatchObject({
    sourceType: "magnet",
    source: MAGNET,
    title: "Spring",
    mediaId: 7,
    inspectionId: "i1",
    isPaused: false,
  });
  expect((field() as HTMLInputElement).value).toBe("");
});

test("files that are not selected are skipped, and a download can be added paused", async () => {
  const onAdded = showField();

  paste(document.body, MAGNET);
  await userEvent.click(await screen.findByRole("radio", { name: "Videos only" }));
  expect(screen.getByText("8 GB to download")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Add paused" }));

  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(downloads()[0]?.body).toMatchObject({
    isPaused: true,
    options: { filePriorities: { "1": "skip", "2": "skip" } },
  });
});

test("a download can be added during a long inspection", async () => {
  look = () => Response.json(anInspection({ status: "pending", files: [] }), { status: 202 });
  const onAdded = showField();

  paste(document.body, `look: ${MAGNET}`);
  await userEvent.click(await screen.findByRole("button", { name: "Add now" }));

  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(downloads()[0]?.body["inspectionId"]).toBeUndefined();
});

test("an inspection that is answered without files is shown", async () => {
  look = () => Response.json({ ...anInspection(), files: undefined }, { status: 202 });
  const onAdded = showField();

  paste(document.body, MAGNET);
  expect(await screen.findByText("8.1 GB")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Start" }));

  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
});

test("an inspection that failed says why, and the download can be added anyway", async () => {
  const failed: Partial<Inspection> = {
    status: "failed",
    files: [],
    message: "Nobody could say.",
  };
  look = () => Response.json(anInspection(failed), { status: 202 });
  showField();

  paste(document.body, MAGNET);

  expect((await screen.findByRole("alert")).textContent).toContain("Nobody could say.");
  expect(screen.getByRole("button", { name: "Add anyway" })).toBeTruthy();
});

test("a download that exists already is shown, not added twice", async () => {
  look = () => Response.json(anInspection({ existingJobId: "d9" }), { status: 202 });
  showField();

  paste(document.body, MAGNET);

  const link = await screen.findByRole("link", { name: "Show download" });
  expect(link.getAttribute("href")).toBe("/app/downloads?job=d9");
});

test("several links pasted at once are inspected one after the other", async () => {
  const onAdded = showField();

  paste(document.body, `${MAGNET}\n${OTHER}`);
  await userEvent.click(await screen.findByRole("button", { name: "Start all 2" }));

  await waitFor(() => expect(onAdded).toHaveBeenCalledTimes(2));
  expect(downloads().map(({ body }) => body["source"])).toEqual([MAGNET, OTHER]);
});

test("text pasted into another field stays there", () => {
  showField();
  const other = document.createElement("input");
  document.body.append(other);

  paste(other, MAGNET);
  other.remove();

  expect(requests).toHaveLength(0);
});

test("text that is no link is refused at its field", async () => {
  showField();

  await userEvent.type(field(), "hello{Enter}");

  expect(screen.getByRole("alert").textContent).toMatch(/not a magnet link/);
  expect(field().getAttribute("aria-invalid")).toBe("true");
  expect(requests).toHaveLength(0);
});

test("a permanently refused source shows the reason at the field", async () => {
  showField();
  const problem = { detail: "That address is inside this network.", code: "blocked_address" };
  look = () => Response.json(problem, { status: 422 });

  await userEvent.type(field(), `${MAGNET}{Enter}`);

  expect((await screen.findByRole("alert")).textContent).toBe(problem.detail);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a failed add shows the reason, and a retry uses the same key", async () => {
  showField();
  const problem = { detail: "You have as much as you may.", code: "quota_exceeded" };
  added = () => Response.json(problem, { status: 409 });

  paste(document.body, MAGNET);
  await userEvent.click(await screen.findByRole("button", { name: "Start" }));
  expect((await screen.findByRole("alert")).textContent).toBe(problem.detail);
  await userEvent.click(screen.getByRole("button", { name: "Start" }));

  await waitFor(() => expect(downloads()).toHaveLength(2));
  expect(downloads()[0]?.key).toBe(downloads()[1]?.key);
  expect(downloads()[0]?.key).toMatch(/^[0-9a-f]{32}$/);
});

const SPRING = makeMedia({ id: 3, title: "Spring", year: 2019 });
const RECOGNISED = {
  media: SPRING,
  seasonNumber: null,
  episodeNumber: null,
  confidence: 1,
  isInLibrary: false,
  jobId: null,
};

test("the recognised title is shown and needs no confirmation", async () => {
  look = () => Response.json(anInspection({ titleMatch: RECOGNISED }), { status: 202 });
  const onAdded = showField(null);

  paste(document.body, MAGNET);
  const title = within(await screen.findByRole("region", { name: "Title" }));
  expect(title.getByText("Spring")).toBeTruthy();
  expect(title.getByText(/2019/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Start" }));

  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(downloads()[0]?.body).toMatchObject({ inspectionId: "i1", isNoTitle: false });
  expect(downloads()[0]?.body).not.toHaveProperty("mediaId");
});

test.each([
  [{ isInLibrary: true }, "You have this already.", "Open it", "/app/movies/3"],
  [{ jobId: "d9" }, "You are downloading this already.", "Show it", "/app/downloads?job=d9"],
])("what is there already is said: %o", async (changes, text, link, href) => {
  const titleMatch = { ...RECOGNISED, ...changes };
  look = () => Response.json(anInspection({ titleMatch }), { status: 202 });
  showField(null);

  paste(document.body, MAGNET);

  expect(await screen.findByText(text, { exact: false })).toBeTruthy();
  expect(screen.getByRole("link", { name: link }).getAttribute("href")).toBe(href);
});

test("a wrong title is corrected by search or removed", async () => {
  look = () => Response.json(anInspection({ titleMatch: RECOGNISED }), { status: 202 });
  searched = [makeMedia({ id: 8, title: "Springtime" })];
  const onAdded = showField(null);

  paste(document.body, MAGNET);
  await userEvent.click(await screen.findByRole("button", { name: "Not this?" }));
  await userEvent.type(screen.getByRole("searchbox"), "springtime");
  await userEvent.click(await screen.findByRole("button", { name: /^Springtime/ }));
  expect(screen.queryByRole("searchbox")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Start" }));
  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(downloads()[0]?.body).toMatchObject({ mediaId: 8, isNoTitle: false });

  paste(document.body, OTHER);
  await userEvent.click(await screen.findByRole("button", { name: "Not this?" }));
  await userEvent.click(screen.getByRole("button", { name: "None of the catalogue" }));
  expect(screen.getByText("No title of the catalogue.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Start" }));
  await waitFor(() => expect(onAdded).toHaveBeenCalledTimes(2));
  expect(downloads()[1]?.body).toMatchObject({ isNoTitle: true });
});

test("on a title's page a source of another title is named and can be added to that one", async () => {
  look = () => Response.json(anInspection({ titleMatch: RECOGNISED }), { status: 202 });
  const onAdded = showField(7);

  paste(document.body, MAGNET);
  expect(await screen.findByText(/This looks like Spring \(2019\)/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Use that title" }));
  await userEvent.click(screen.getByRole("button", { name: "Start" }));
  await waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(downloads()[0]?.body).toMatchObject({ mediaId: RECOGNISED.media.id });

  paste(document.body, OTHER);
  await userEvent.click(await screen.findByRole("button", { name: "Start" }));
  await waitFor(() => expect(onAdded).toHaveBeenCalledTimes(2));
  expect(downloads()[1]?.body).toMatchObject({ mediaId: 7 });
});

test("on a title's page a source of that title is added without a question", async () => {
  look = () => Response.json(anInspection({ titleMatch: RECOGNISED }), { status: 202 });
  showField(RECOGNISED.media.id);

  paste(document.body, MAGNET);

  expect(await screen.findByRole("button", { name: "Start" })).toBeTruthy();
  expect(screen.queryByText(/This looks like/)).toBeNull();
});
