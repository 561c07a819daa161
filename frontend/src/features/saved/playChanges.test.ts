// @vitest-environment jsdom
import { waitFor } from "@solidjs/testing-library";
import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import { deletePlays } from "../../api/tracking";
import { createPagedList, isCached } from "../../lib/pagedList";
import { createPlayChanges } from "./playChanges";

vi.mock("../../api/tracking");

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
