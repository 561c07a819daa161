import { afterEach, expect, test, vi } from "vitest";
import {
  delayText,
  diagnosePlaybackError,
  explained,
  failureOf,
  isRetryable,
} from "./playbackErrors";

afterEach(() => vi.unstubAllGlobals());

function serverSays(status: number): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status })));
}

test.each([
  [403, 2, "expired"],
  [403, 4, "expired"],
  [404, 4, "gone"],
  [502, 4, "unreachable"],
  [503, 4, "busy"],
  [206, 2, "unreachable"],
  [206, 4, "unsupported"],
])("status %d with media error %d means %s", async (status, code, trouble) => {
  serverSays(status);

  expect(await diagnosePlaybackError("/stream/x", code)).toEqual({ trouble });
});

test("an unreachable server is reported", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));

  expect(await diagnosePlaybackError("/stream/x", 2)).toEqual({ trouble: "unreachable" });
});

test("a video that cannot be decoded is reported as damaged, also when the server answers", async () => {
  serverSays(206);

  expect(await diagnosePlaybackError("/stream/x", 3)).toEqual({ trouble: "broken" });
});

test("only an expired address, a busy server or an unreachable server is retried", () => {
  expect(isRetryable("expired")).toBe(true);
  expect(isRetryable("unreachable")).toBe(true);
  expect(isRetryable("busy")).toBe(true);
  expect(isRetryable("unsupported")).toBe(false);
  expect(isRetryable("gone")).toBe(false);
});

test("a busy server says in its own words what is waited for", async () => {
  const body = JSON.stringify({ detail: "Two other films are being converted." });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status: 503 })));

  expect(await diagnosePlaybackError("/stream/x", 4)).toEqual({
    trouble: "busy",
    text: "Two other films are being converted.",
  });
});

test("a damaged file is not called one that another browser may play", () => {
  const damaged = "This file cannot be read as a video. It may be damaged or incomplete.";

  expect(explained(failureOf("unsupported"), damaged).text).toBe(damaged);
  expect(explained(failureOf("unsupported"), "")).toEqual(failureOf("unsupported"));
  expect(explained(failureOf("gone"), damaged)).toEqual(failureOf("gone"));
});

test("a viewer is told what a busy server waits for, and that a dead one does not answer", () => {
  expect(delayText({ trouble: "busy", text: "It converts another film." })).toBe(
    "It converts another film.",
  );
  expect(delayText({ trouble: "busy" })).toContain("converting as much as it can");
  expect(delayText({ trouble: "unreachable" })).toContain("does not answer");
});
