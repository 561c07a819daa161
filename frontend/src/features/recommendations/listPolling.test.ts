import { expect, test } from "vitest";
import { waitingFor } from "./listPolling";

test("a list is waited for as long as a worker may make it", () => {
  expect([0, 3, 19].map((looks) => waitingFor(looks, true))).toEqual(["list", "list", "list"]);
});

test("after some looks without a worker, and after a minute with one, it is said", () => {
  expect([0, 2, 3, 30].map((looks) => waitingFor(looks, false))).toEqual([
    "list",
    "list",
    "worker",
    "worker",
  ]);
  expect(waitingFor(20, true)).toBe("help");
});
