import { expect, test } from "vitest";
import { minutesSince } from "./gameText";

test("a timer counts whole minutes, and none before it began", () => {
  const now = new Date("2026-11-19T20:42:59Z");

  expect(minutesSince("2026-11-19T20:00:00Z", now)).toBe(42);
  expect(minutesSince("2026-11-19T20:43:10Z", now)).toBe(0);
});
