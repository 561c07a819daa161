// @vitest-environment jsdom
import { expect, test } from "vitest";
import { fileAddress } from "./fileAddress";

const FILE = "http://seen.test:8080/stream/9e429972-4e7c-496b-b22f-26e76124c43d";
const GRANT = "s=bbb6bff6&e=1795457975&sig=69uTl3Fu";

test("the address of a converted file leads to the file itself, under the same grant", () => {
  expect(fileAddress({ url: `${FILE}/hls/copy-a1-aac/index.m3u8?${GRANT}` })).toBe(
    `${FILE}?${GRANT}`,
  );
  expect(fileAddress({ url: `${FILE}/hls/720-a2-aac-s4/index.m3u8?${GRANT}` })).toBe(
    `${FILE}?${GRANT}`,
  );
});

test("the address of a converted copy leads to the file itself", () => {
  const item = "9e429972-4e7c-496b-b22f-26e76124c43d";
  const copy = `http://seen.test:8080/api/v1/library/${item}/copies/720-a1-aac/index.m3u8`;
  expect(fileAddress({ url: `${copy}?${GRANT}` })).toBe(`${FILE}?${GRANT}`);
});

test("the address of a file that plays as it is stays the same", () => {
  expect(fileAddress({ url: `${FILE}?${GRANT}` })).toBe(`${FILE}?${GRANT}`);
  const stored = "https://bucket.test/seen/films/hls/film.mkv?X-Amz-Signature=aa";
  expect(fileAddress({ url: stored })).toBe(stored);
});
