import { expect, test } from "vitest";
import { aFile } from "../../../tests/titles";
import type { LibraryItem, LibraryStream } from "../../api/types";
import { fitOf, versionFor, type CanPlayType } from "./fit";

/** A browser that plays MP4 and WebM with common codecs. */
const browser: CanPlayType = (mime) => {
  if (!/^video\/(mp4|webm)/.test(mime)) return "";
  return /hvc1|ac-3|ec-3|mp4v/.test(mime) ? "" : "probably";
};

function verdict(changes: Partial<LibraryItem>) {
  return fitOf(aFile(changes), browser);
}

function sound(language: string): LibraryStream {
  return {
    id: "s1",
    streamIndex: 1,
    streamType: "audio",
    codec: "aac",
    language,
    title: "",
    channels: 2,
    bitrateKbps: 0,
    isDefault: true,
  };
}

test("a file of common codecs plays as it is, in its resolution and languages", () => {
  expect(verdict({ streams: [sound("eng"), sound("deu"), sound("und")] })).toEqual({
    verdict: "plays",
    sentence: "Plays here as it is, in 1080p with English and German sound",
  });
  expect(verdict({ resolutionLabel: "" }).sentence).toBe("Plays here as it is");
});

test("an unsupported video codec cannot be played", () => {
  expect(verdict({ videoCodec: "hevc" })).toEqual({
    verdict: "cannot",
    sentence: "This browser does not play HEVC video. Another one may",
  });
});

test("an unsupported audio codec means no sound, and it says so", () => {
  expect(verdict({ audioCodec: "dts" })).toEqual({
    verdict: "doubtful",
    sentence: "Plays here without sound: this browser has no DTS",
  });
});

test("an unsupported container is named", () => {
  expect(verdict({ containerFormat: "avi", fileName: "a.avi" }).sentence).toBe(
    "This browser does not open AVI files. Another one may",
  );
});

test("Matroska with codecs that play is doubtful where the browser denies it by name", () => {
  expect(verdict({ containerFormat: "matroska,webm", fileName: "a.mkv" })).toEqual({
    verdict: "doubtful",
    sentence: "Its video plays here, its Matroska wrapping may not",
  });
});

test("a file that could not be read says why", () => {
  expect(verdict({ probeError: "moov atom not found" }).verdict).toBe("unreadable");
});

test("a playable version comes before one that is not", () => {
  const sharp = aFile({ id: "sharp", videoCodec: "hevc" });
  const plain = aFile({ id: "plain" });
  const silent = aFile({ id: "silent", audioCodec: "dts" });

  expect(versionFor([sharp, plain], "sharp", browser)?.id).toBe("plain");
  expect(versionFor([sharp, silent], "sharp", browser)?.id).toBe("silent");
  expect(versionFor([plain, aFile({ id: "other" })], "other", browser)?.id).toBe("other");
  expect(versionFor([], undefined, browser)).toBeUndefined();
});

test("a sample is not played while there is another version", () => {
  const clip = aFile({ id: "clip", isSample: true });
  const whole = aFile({ id: "whole", videoCodec: "hevc" });

  expect(versionFor([clip, whole], "clip", browser)?.id).toBe("whole");
  expect(versionFor([clip], "clip", browser)?.id).toBe("clip");
});
