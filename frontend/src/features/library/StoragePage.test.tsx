import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { makeDisk } from "../../../tests/library";
import type { LibraryStorage, StorageFolder } from "../../api/types";
import StoragePage from "./StoragePage";

const folder = (path: string, changes: Partial<StorageFolder> = {}): StorageFolder => ({
  path,
  kind: "mixed",
  state: "ok",
  files: 2,
  sizeBytes: 100e9,
  kinds: [],
  disk: makeDisk(),
  ...changes,
});

test("a disk is drawn once, under all its folders", async () => {
  const storage: LibraryStorage = {
    titles: 1,
    files: 4,
    missingFiles: 0,
    sizeBytes: 200e9,
    kinds: [],
    resolutions: [],
    folders: [folder("/media/films"), folder("/media/shows")],
    couldGo: [],
    biggest: [],
  };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(storage)));

  render(() => (
    <MemoryRouter>
      <Route path="/" component={StoragePage} />
    </MemoryRouter>
  ));

  const bar = await screen.findByRole("img", { name: /disk/ });
  expect(bar.getAttribute("aria-label")).toBe(
    "These folders take 20 % of the disk, which is 75 % full",
  );
  expect(screen.getByText("/media/shows")).toBeTruthy();
  expect(screen.getByText(/^4 files, 250 GB free of 1 TB/)).toBeTruthy();
});
