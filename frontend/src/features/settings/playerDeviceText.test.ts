import { expect, test } from "vitest";
import { playsText } from "./playerDeviceText";

test("what a device plays is said in words", () => {
  const can = {
    containers: ["mp4" as const],
    videoCodecs: ["h264" as const, "av1" as const],
    tenBit: [],
    audioCodecs: ["aac" as const],
    hdr: true,
    maxChannels: null,
    maxHeight: 1080,
    maxBitrateKbps: null,
    maxH264Level: null,
  };

  expect(playsText(can)).toBe("Plays H.264 and AV1; AAC; HDR, up to 1080p");
});
