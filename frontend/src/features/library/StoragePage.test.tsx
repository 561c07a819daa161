import { MemoryRouter, query, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { afterEach, expect, test, vi } from "vitest";
import { makeDisk } from "../../../tests/library";
import { endSession, showUser } from "../../api/signedInUser";
import type { LibraryStorage, StorageFolder } from "../../api/types";
import StoragePage from "./StoragePage";

const folder = (path: string, changes: Partial<StorageFolder> = {}): StorageFolder => ({
  path,
  kind: "mixed",
  state: "ok",
  files: 2,
  missingFiles: 0,
  sizeBytes: 100e9,
  kinds: [],
  disk: makeDisk(),
  ...changes,
});

function show(changes: Partial<LibraryStorage>) {
  const storage: LibraryStorage = {
    titles: 1,
    files: 4,
    missingFiles: 0,
    sizeBytes: 200e9,
    kinds: [],
    resolutions: [],
    folders: [],
    couldGo: [],
    biggest: [],
    ...changes,
  };
  vi.stubGlobal("fetch", (request: Request) =>
    new URL(request.url).pathname.endsWith("/storage")
      ? Promise.resolve(Response.json(storage))
      : new Promise(() => undefined),
  );
  render(() => (
    <MemoryRouter>
      <Route path="/" component={StoragePage} />
    </MemoryRouter>
  ));
}

afterEach(() => {
  endSession();
  query.clear(); // other files share it
});

test("a disk is drawn once, under all its folders", async () => {
  show({ folders: [folder("/media/films"), folder("/media/shows")] });

  const bar = await screen.findByRole("img", { name: /disk/ });
  expect(bar.getAttribute("aria-label")).toBe(
    "These folders take 20 % of the disk, which is 75 % full",
  );
  expect(screen.getByText("/media/shows")).toBeTruthy();
  expect(screen.getByText(/^4 files, 250 GB free of 1 TB/)).toBeTruthy();
});

test("missing files are named beside those of the disk, also when all are missing", async () => {
  const films = folder("/media/films", { files: 0, missingFiles: 2 });
  show({ titles: 0, files: 0, missingFiles: 2, sizeBytes: 0, folders: [films] });

  expect(await screen.findByText(/^0 files, 2 missing, 250 GB free of 1 TB/)).toBeTruthy();
  expect(screen.getByText("2 files are missing and take no room")).toBeTruthy();
});

const NOTHING = { titles: 0, files: 0, sizeBytes: 0 };

test("an administrator of an empty library is led to its folders", async () => {
  showUser({ role: "admin", rights: [] } as never);
  show({ ...NOTHING, folders: [folder("/data/library", { files: 0, sizeBytes: 0 })] });

  const link = await screen.findByRole("link", { name: "Add a folder" });

  expect(link.getAttribute("href")).toBe("/app/settings/library");
  expect(screen.queryByText(/0 files/)).toBeNull();
});

test("a member, who may add no folder, is not offered one", async () => {
  showUser({ role: "user", rights: [] } as never);
  show(NOTHING);

  expect(await screen.findByText(/^Nothing takes space yet/)).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Add a folder" })).toBeNull();
});
