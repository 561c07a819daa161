import { MemoryRouter, query, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import { beforeEach, expect, test, vi } from "vitest";
import type { RecycledEntry } from "../../api/types";
import { RecycleFolderRow } from "./RecycleFolderRow";

beforeEach(() => query.clear());

const deleted: RecycledEntry = {
  id: "1",
  kind: "file",
  title: "Sintel",
  detail: "",
  sizeBytes: 1_500_000_000,
  state: "deleted",
  problem: "",
  deletedBy: null,
  replacedBy: null,
  deletedAt: "2026-03-20T19:00:00Z",
  removedAt: "2026-03-27T19:00:00Z",
  canRestore: true,
};

function show(items: RecycledEntry[], files: number): void {
  const body = { items, files, sizeBytes: files * 1_500_000_000, keptDays: 7 };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(body)));
  render(() => (
    <MemoryRouter>
      <Route path="/" component={RecycleFolderRow} />
    </MemoryRouter>
  ));
}

const link = () => screen.queryByRole("link", { name: "Restore or empty" });

test("an empty recycle folder has nothing to restore", async () => {
  show([], 0);

  await screen.findByText("Empty");
  expect(link()).toBeNull();
});

test("deleted files can be restored", async () => {
  show([deleted], 1);

  await screen.findByText("1 file, 1.5 GB");
  expect(link()).not.toBeNull();
});

test("a file that could not be moved is no empty folder", async () => {
  show([{ ...deleted, state: "refused", problem: "The disk refused it." }], 0);

  await screen.findByText("1 file could not be moved");
  expect(link()).not.toBeNull();
});
