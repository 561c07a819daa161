import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { LibraryFolder } from "../../api/types";
import { FolderLine } from "./FolderLine";

const FOLDER: LibraryFolder = {
  path: "/media/films",
  source: "stored",
  kind: "mixed",
  marker: "",
  state: "ok",
  files: 20,
  missing: 2,
  store: { action: "default", kinds: [], minBytes: 0, afterDays: 0, quotaBytes: null },
  preparesCopies: false,
  onlyInStore: 0,
  disk: null,
  scannedAt: "2026-03-20T12:00:00Z",
  scanId: null,
};

function show(changes: Partial<LibraryFolder>) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    asked.push(`${request.method} ${pathname} ${searchParams.get("path") ?? ""}`);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  render(() => (
    <FolderLine folder={{ ...FOLDER, ...changes }} readAt={0} onChange={() => undefined} />
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

test("nothing is forgotten of a folder whose disk is away", () => {
  show({ state: "away" });

  expect(screen.queryByRole("button", { name: "Forget them now" })).toBeNull();
});
