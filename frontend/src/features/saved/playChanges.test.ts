// @vitest-environment jsdom
import { waitFor } from "@solidjs/testing-library";
import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import { correctPlays, deletePlays, undoChange } from "../../api/tracking";
import { aTitle } from "../../../tests/titles";
import { writeNotes } from "../../api/notes";
import type { Play } from "../../api/types";
import { runToastAction, toasts } from "../../ui/toast";
import { createPagedList, isCached } from "../../lib/pagedList";
import { createPlayChanges } from "./playChanges";

vi.mock("../../api/tracking");
vi.mock("../../api/notes");

test("after a change of the diary, lists of what to watch next are loaded again", async () => {
  vi.mocked(deletePlays).mockResolvedValue({ undoId: null, count: 1, media: [] });
  createRoot(() =>
    createPagedList(
      () => "own:show",
      () => Promise.resolve({ items: [], page: 1, total: 0 }),
    ),
  );
  await waitFor(() => expect(isCached("own:show")).toBe(true));

  await createPlayChanges(() => Promise.resolve()).remove([]);

  expect(isCached("own:show")).toBe(false);
});

test("when a part of an edit fails, the rest can be undone", async () => {
  vi.mocked(correctPlays).mockResolvedValue({ undoId: "u1", count: 1, media: [] });
  vi.mocked(writeNotes).mockRejectedValue(new Error("Too many notes."));
  const play: Play = {
    id: 1,
    media: aTitle({ title: "Metropolis" }),
    episodeId: null,
    episodeLabel: null,
    episodeTitle: null,
    watchedAt: null,
    precision: "unknown",
    source: "hand",
    rating: null,
  };

  const isSaved = await createPlayChanges(() => Promise.resolve()).save(play, {
    when: { precision: "unknown" },
    notes: { review: "Tall." },
  });

  expect(isSaved).toBe(false);
  expect(toasts.map(({ text }) => text)).toEqual([
    "A part of Metropolis is saved",
    "Too many notes.",
  ]);
  const offered = toasts.find(({ action }) => action);
  if (offered) runToastAction(offered.id);
  expect(undoChange).toHaveBeenCalledWith("u1", 0, ["u1"]);
});
