import { expect, test } from "vitest";
import { findCapabilities, type BrowserAnswers } from "./browserCapabilities";

function aBrowser(played: readonly RegExp[], changed: Partial<BrowserAnswers> = {}) {
  const answers = (mime: string) => played.some((pattern) => pattern.test(mime));
  return {
    opens: answers,
    plays: answers,
    showsHdr: () => Promise.resolve(false),
    isChromium: false,
    ...changed,
  };
}

test("what a browser plays is named as the server names it", async () => {
  const browser = aBrowser([/^video\/mp4$/, /avc1\.6400(28|29|2a|33|34)/, /mp4a\.40\.2/, /opus/]);

  expect(await findCapabilities(browser)).toEqual({
    containers: ["mp4"],
    videoCodecs: ["h264"],
    tenBit: [],
    audioCodecs: ["aac", "opus"],
    hdr: false,
    maxH264Level: 52,
  });
});

test("Chromium opens Matroska without saying so", async () => {
  const found = await findCapabilities(aBrowser([/^video\/mp4$/], { isChromium: true }));

  expect(found.containers).toEqual(["mp4", "mkv"]);
});

test("ten bits count for the codecs that have them", async () => {
  const found = await findCapabilities(aBrowser([/vp09\.0[02]/, /av01\.0\.08M\.08/]));

  expect(found.videoCodecs).toEqual(["av1", "vp9"]);
  expect(found.tenBit).toEqual(["vp9"]);
});

test("a browser that cannot tell about HDR has none", async () => {
  const browser = aBrowser([], { showsHdr: () => Promise.reject(new TypeError("old")) });

  expect((await findCapabilities(browser)).hdr).toBe(false);
});
