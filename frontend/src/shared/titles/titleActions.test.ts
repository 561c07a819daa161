// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { dismiss, toasts } from "../../ui/toast";
import { toggleFavorite } from "./titleActions";

vi.mock("./titleChanges", () => {
  throw new TypeError("Failed to fetch dynamically imported module");
});

beforeEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
});

test("a change whose script does not load says so", async () => {
  await toggleFavorite(makeMedia({ id: 1 }));

  expect(toasts.map(({ tone }) => tone)).toEqual(["bad"]);
});
