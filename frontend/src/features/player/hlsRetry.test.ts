import { beforeEach, expect, test } from "vitest";
import { MANIFEST_POLICY, segmentPolicy } from "./hlsRetry";

let isConnected = true;
beforeEach(() => void (isConnected = true));
const { errorRetry, timeoutRetry, maxTimeToFirstByteMs } = segmentPolicy(() => isConnected).default;
const asks = (tries: number, code: number | undefined, isTimeout = false) =>
  errorRetry.shouldRetry(errorRetry, tries, isTimeout, code === undefined ? undefined : { code });

test("a failed segment is asked for again within a second", () => {
  // The delay doubles with each try.
  expect(errorRetry.retryDelayMs).toBeLessThan(1_000);
  expect(timeoutRetry.retryDelayMs).toBeLessThan(1_000);
});

test.each([0, 500, 502, undefined])("an answer of %s is tried some times", (code) => {
  expect(asks(0, code)).toBe(true);
  expect(asks(errorRetry.maxNumRetry, code)).toBe(false);
});

test.each([503, 429])("a busy server, %d, is asked for as long as the viewer waits", (code) => {
  expect(asks(1_000, code)).toBe(true);
});

test.each([0, undefined])("without a connection, so is one that answers %s", (code) => {
  isConnected = false;
  expect(asks(1_000, code)).toBe(true);
  expect(asks(1_000, 500)).toBe(false);
});

test.each([401, 403, 404, 410])("an answer of %d does not change with another try", (code) => {
  expect(asks(0, code)).toBe(false);
});

test("a request without an answer ends soon and is tried again", () => {
  expect(maxTimeToFirstByteMs).toBeLessThanOrEqual(10_000);
  expect(asks(0, undefined, true)).toBe(true);
});

test("a manifest that does not come is said at once", () => {
  expect(MANIFEST_POLICY.default.errorRetry).toBeNull();
  expect(MANIFEST_POLICY.default.timeoutRetry).toBeNull();
});
