import { expect, test } from "vitest";
import type { LogEntry } from "../../api/types";
import { logPart, logText, logTime } from "./logText";

const anEntry = (entry: Partial<LogEntry>): LogEntry => ({
  id: "1",
  kind: "seen",
  at: "2026-11-19T12:00:00Z",
  isDay: true,
  value: null,
  source: null,
  part: null,
  count: 1,
  ...entry,
});

test("an entry says what happened", () => {
  expect(logText(anEntry({ source: "webhook" }))).toBe("Watched in another player");
  expect(logText(anEntry({ kind: "rating", value: "8.0" }))).toBe("Rated 8 of 10");
  expect(logText(anEntry({ kind: "rating" }))).toBe("Rating removed");
  expect(logText(anEntry({ kind: "status", value: "on_hold" }))).toBe("Moved to On hold");
  expect(logText(anEntry({ kind: "session", value: "90" }))).toBe("Played 1 h 30 min");
});

test("an entry says of which part and when", () => {
  expect(logPart(anEntry({ part: "S1 E1 to S1 E4", count: 4 }))).toBe("S1 E1 to S1 E4, 4 episodes");
  expect(logPart(anEntry({}))).toBe("");
  expect(logTime(anEntry({}))).toBe("19 November 2026");
  expect(logTime(anEntry({ at: null }))).toBe("Date unknown");
});
