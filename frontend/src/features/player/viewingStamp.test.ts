import { afterEach, expect, test, vi } from "vitest";
import { noteServerTime } from "../../api/serverClock";
import { createViewing } from "./viewingStamp";

const at = (positionSeconds: number) => ({ positionSeconds, durationSeconds: 100 });
const answered = (date: Date) => new Response(null, { headers: { Date: date.toUTCString() } });

afterEach(() => {
  vi.useRealTimers();
  noteServerTime(answered(new Date()));
});

test("all reports of a viewing have its id, also after searching", () => {
  const stamp = createViewing();

  const ids = [0, 50, 5, 80].map((position) => stamp(at(position)).viewingId);

  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test("the start after the end is another viewing", () => {
  const stamp = createViewing();

  const ids = [10, 95, 60, 3, 20].map((position) => stamp(at(position)).viewingId);

  expect(ids[2]).toBe(ids[0]);
  expect(ids[3]).not.toBe(ids[0]);
  expect(ids[4]).toBe(ids[3]);
});

test("each player has a viewing of its own", () => {
  expect(createViewing()(at(0)).viewingId).not.toBe(createViewing()(at(0)).viewingId);
});

test("the moments are the server's, and a clock that is set meanwhile does not disorder them", () => {
  vi.useFakeTimers({ now: Date.parse("2026-01-01T12:00:00Z") });
  noteServerTime(answered(new Date("2026-01-01T13:00:00Z")));
  const stamp = createViewing();

  const first = stamp(at(1)).recordedAt;
  vi.setSystemTime(Date.parse("2020-01-01T00:00:00Z"));

  expect(first).toBe("2026-01-01T13:00:00.000Z");
  expect(stamp(at(2)).recordedAt).toBe("2026-01-01T13:00:00.001Z");
});

test("a difference below the resolution of the header is none", () => {
  vi.useFakeTimers({ now: Date.parse("2026-01-01T12:00:00.900Z") });
  noteServerTime(answered(new Date("2026-01-01T12:00:00Z")));

  expect(createViewing()(at(1)).recordedAt).toBe("2026-01-01T12:00:00.900Z");
});
