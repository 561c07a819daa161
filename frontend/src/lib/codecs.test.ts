import { expect, test } from "vitest";
import { channelText, codecName, containerOf } from "./codecs";

test.each([
  ["mov,mp4,m4a,3gp,3g2,mj2", "a.mp4", "MP4"],
  ["matroska,webm", "a.mkv", "Matroska"],
  ["matroska,webm", "a.webm", "WebM"],
  ["avi", "a.avi", "AVI"],
])("%s in %s is %s", (format, fileName, name) => {
  expect(containerOf(format, fileName).name).toBe(name);
});

test("codecs have their usual names", () => {
  expect(codecName("h264")).toBe("H.264");
  expect(codecName("eac3")).toBe("Dolby Digital Plus");
  expect(codecName("prores")).toBe("PRORES");
});

test("channels are written with the subwoofer after the dot", () => {
  expect(channelText(2)).toBe("2.0");
  expect(channelText(6)).toBe("5.1");
  expect(channelText(null)).toBe("");
});
