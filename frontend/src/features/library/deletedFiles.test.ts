// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { RecycledEntry } from "../../api/types";
import { toasts } from "../../ui/toast";
import { deleteWithUndo, restoreEntry } from "./deletedFiles";

afterEach(() => vi.unstubAllGlobals());

test("a file that is restored in the recycle folder is not offered to be undone any more", async () => {
  vi.stubGlobal("fetch", (request: Request) => {
    const isDeletion = request.url.endsWith("/recycle-folder");
    return Promise.resolve(
      isDeletion
        ? Response.json({ undoId: "u", files: 1, sizeBytes: 1 })
        : new Response(null, { status: 204 }),
    );
  });
  await deleteWithUndo([{ id: "one" }], "Moon");
  await deleteWithUndo([{ id: "two" }], "Sintel");

  await restoreEntry({ id: "one", kind: "file" } as RecycledEntry);

  expect(toasts.map((toast) => toast.text)).toEqual([expect.stringMatching(/Sintel/)]);
});
