import { render, screen } from "@solidjs/testing-library";
import { MemoryRouter, Route } from "@solidjs/router";
import { afterEach, expect, test, vi } from "vitest";
import type { ConvertedCopies, ConvertedCopy } from "../../api/types";
import { ConvertedCopySheet } from "./ConvertedCopySheet";

const copy: ConvertedCopy = {
  id: "1",
  height: 720,
  label: "720p",
  audioIndex: 1,
  audioLabel: "English",
  state: "ready",
  reason: "",
  waitsFor: "",
  progress: 100,
  sizeBytes: 1_500_000_000,
  createdAt: "2026-01-01T00:00:00Z",
  canRemove: true,
};

function serve(...items: ConvertedCopy[]) {
  const copies: ConvertedCopies = {
    items,
    choices: [
      { height: 720, label: "720p", maxBytes: 3_600_000_000 },
      { height: 480, label: "480p", maxBytes: 1_600_000_000 },
    ],
    audioTracks: [
      {
        index: 1,
        label: "English",
        language: "en",
        title: "",
        codec: "ac3",
        channels: 6,
        isDefault: true,
      },
    ],
    whyNot: "",
    usedBytes: 0,
    quotaBytes: 100_000_000_000,
  };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(copies)));
}

function open(itemId: string) {
  render(() => (
    <MemoryRouter>
      <Route
        path="*"
        component={() => <ConvertedCopySheet itemId={itemId} onClose={() => undefined} />}
      />
    </MemoryRouter>
  ));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a copy that is ready is not asked for again", async () => {
  serve(copy);
  open("ready");

  expect(await screen.findByRole("button", { name: "Kept" })).toHaveProperty("disabled", true);
  expect(screen.getByText(/^This copy is ready/)).toBeTruthy();
});

test("a copy that failed is asked for again, with its reason in sight", async () => {
  serve({ ...copy, state: "failed", reason: "disk_full" });
  open("failed");

  expect(await screen.findByRole("button", { name: "Try again" })).toHaveProperty(
    "disabled",
    false,
  );
  expect(screen.getByText("The object store is full.")).toBeTruthy();
});
