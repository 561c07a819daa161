// @vitest-environment jsdom
import { expect, test, vi } from "vitest";

const registerIfChanged = vi.hoisted(() => vi.fn<() => Promise<void>>());
vi.mock("./deviceRegistration", () => ({ registerIfChanged }));

import { deviceKnown } from "./devices";

test("a browser is registered once, and again only when that failed", async () => {
  registerIfChanged.mockRejectedValueOnce(new TypeError("Failed to fetch")).mockResolvedValue();

  await deviceKnown();
  await deviceKnown();
  await deviceKnown();

  expect(registerIfChanged).toHaveBeenCalledTimes(2);
});
