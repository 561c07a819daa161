import { expect, test } from "vitest";
import { longAgo } from "./relativeTime";

const NOW = Date.parse("2026-06-15T12:00:00Z");

test.each([
  ["2026-06-15T11:59:30Z", "just now"],
  ["2026-06-15T12:00:05Z", "just now"], // clocks differ
  ["2026-06-15T11:55:00Z", "5 minutes ago"],
  ["2026-06-15T09:00:00Z", "3 hours ago"],
  ["2026-06-14T09:00:00Z", "yesterday"],
  ["2026-02-10T12:00:00Z", "4 months ago"],
])("%s was %s", (at, words) => {
  expect(longAgo(at, NOW)).toBe(words);
});
