// @vitest-environment jsdom
import { expect, test } from "vitest";
import { playerAddress } from "./signedFileAddress";

const FILE = "http://seen.test:8080/stream/9e429972?s=bbb6bff6&e=1795457975&sig=69uTl3Fu";

test("other players open the file, also when this browser plays a conversion of it", () => {
  const url = "http://seen.test:8080/stream/9e429972/hls/copy-a1-aac/index.m3u8?s=bbb6bff6";

  expect(playerAddress({ url, fileUrl: FILE })).toBe(FILE);
});

test("while the file is away, other players open its converted copy", () => {
  const url = "http://seen.test:8080/api/v1/library/9e429972/copies/720-a1-aac/index.m3u8?s=bb";

  expect(playerAddress({ url, fileUrl: null })).toBe(url);
});
