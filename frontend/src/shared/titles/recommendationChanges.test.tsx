import { beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { dismiss, runToastAction, toasts } from "../../ui/toast";
import { dismissTitle, isDismissed } from "./recommendationChanges";
import { withUserMarks } from "./userMarks";

beforeEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ undoId: "1" })));
});

test("what was dismissed as seen is marked as seen, until it is undone", async () => {
  const film = makeMedia({ id: 71 });

  await dismissTitle(film, "seen");
  expect([isDismissed(71), withUserMarks(film).watched]).toEqual([true, true]);

  for (const each of [...toasts]) runToastAction(each.id);
  await vi.waitFor(() => expect(withUserMarks(film).watched).toBe(false));
  expect(isDismissed(71)).toBe(false);
});

test("what is not for a person is not marked as seen", async () => {
  const film = makeMedia({ id: 72 });

  await dismissTitle(film, "not_for_me");

  expect([isDismissed(72), withUserMarks(film).watched]).toEqual([true, false]);
});

test("a refused dismissal leaves the list as it was", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({}, { status: 404 })));
  const film = makeMedia({ id: 73 });

  await dismissTitle(film, "seen");

  expect([isDismissed(73), withUserMarks(film).watched]).toEqual([false, false]);
});
