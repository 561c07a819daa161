// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { withCrossTabLock } from "./crossTabLock";

beforeEach(() => localStorage.clear());

test("concurrent tasks run one after the other", async () => {
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
  };

  await Promise.all([withCrossTabLock("turn", work("a")), withCrossTabLock("turn", work("b"))]);

  const first = order[0]?.charAt(0) ?? "";
  const second = first === "a" ? "b" : "a";
  expect(order).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
});

test("a lock of a closed tab is taken over", async () => {
  localStorage.setItem("turn", `another|${Date.now() - 1}`);

  expect(await withCrossTabLock("turn", () => Promise.resolve("mine"))).toBe("mine");
});

test("a failing task releases the lock", async () => {
  await expect(withCrossTabLock("turn", () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );

  expect(localStorage.getItem("turn")).toBeNull();
});
