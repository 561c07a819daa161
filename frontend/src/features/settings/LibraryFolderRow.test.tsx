import { cleanup, render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeDisk, makeFolder } from "../../../tests/library";
import type { LibraryFolder } from "../../api/types";
import { toasts } from "../../ui/toast";
import { LibraryFolderRow } from "./LibraryFolderRow";

const FOLDER = makeFolder({ files: 20, missing: 2, scannedAt: "2026-03-20T12:00:00Z" });

function show(changes: Partial<LibraryFolder>, diskOf: string | null = null) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    asked.push(`${request.method} ${pathname} ${searchParams.get("path") ?? ""}`);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  render(() => (
    <LibraryFolderRow
      folder={{ ...FOLDER, ...changes }}
      diskOf={diskOf}
      readAt={0}
      onChange={() => undefined}
    />
  ));
  return asked;
}

test("missing files are forgotten where they are told of", async () => {
  const asked = show({});

  await userEvent.click(screen.getByRole("button", { name: "Forget them now" }));

  await waitFor(() =>
    expect(asked).toEqual(["DELETE /api/v1/library/folders/missing /media/films"]),
  );
});

test("one missing file is told of in the singular", () => {
  show({ missing: 1 });

  expect(screen.getByText(/^1 file not found by the last scan. It is forgotten/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Forget it now" })).toBeTruthy();
});

test("nothing is forgotten of a folder whose disk is away", () => {
  show({ state: "away" });

  expect(screen.queryByRole("button", { name: "Forget them now" })).toBeNull();
});

test("a folder is removed after it was said what happens, and comes back with its options", async () => {
  const bodies: unknown[] = [];
  const asked = show({
    marker: ".here",
    store: { action: "free" },
    preparesCopies: true,
    missing: 0,
    onlyInStore: 6,
  });
  const fetched = fetch;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") bodies.push(await request.clone().json());
    return fetched(request);
  });

  await userEvent.click(screen.getByRole("button", { name: "Remove /media/films" }));
  expect(
    await screen.findByText(/^14 files leave the library.*6 files only in the store/),
  ).toBeTruthy();
  expect(asked).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Remove the folder" }));
  await waitFor(() => expect(asked).toEqual(["DELETE /api/v1/library/folders /media/films"]));
  await waitFor(() => expect(toasts.at(-1)?.text).toMatch(/^\/media\/films is not in/));
  toasts.at(-1)?.action?.run();

  await waitFor(() =>
    expect(bodies).toEqual([
      {
        path: "/media/films",
        kind: "mixed",
        marker: ".here",
        store: { action: "free" },
        preparesCopies: true,
        allowsNested: true,
      },
    ]),
  );
});

test("files on a disk that is away are counted, and forgotten after a question", async () => {
  const asked = show({ source: "environment", state: "missing", missing: 0, away: 20 });
  expect(screen.getByText(/^20 files on a disk that is away/)).toBeTruthy();

  await userEvent.click(screen.getByRole("button", { name: "Gone for good: forget them" }));
  await userEvent.click(await screen.findByRole("button", { name: "Forget 20 files" }));

  await waitFor(() => expect(asked).toEqual(["DELETE /api/v1/library/folders/away /media/films"]));
});

test("the bar of a disk is drawn for its first folder, and the others name that one", () => {
  show({ disk: makeDisk() });
  expect(screen.getByRole("progressbar", { name: "Disk of /media/films" })).toBeTruthy();
  cleanup();

  show({ disk: makeDisk() }, "/media/shows");

  expect(screen.queryByRole("progressbar")).toBeNull();
  expect(screen.getByText("Same disk as /media/shows")).toBeTruthy();
});
