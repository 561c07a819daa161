import { expect, test } from "vitest";
import { aFile } from "../../../tests/titles";
import { factsOf, streamText } from "./fileFacts";

test("a file is described", () => {
  const facts = Object.fromEntries(
    factsOf(
      aFile({
        fileName: "metropolis.mkv",
        containerFormat: "mkv",
        fileSizeBytes: 18_400_000_000,
        durationSeconds: 9180,
        videoCodec: "hevc",
        audioCodec: "flac",
        width: 3840,
        height: 2160,
        matchConfidence: 0.96,
        storedInObjectStore: true,
        isOnlyInStore: false,
      }),
    ),
  );

  expect(facts).toMatchObject({
    File: "metropolis.mkv",
    Size: "18.4 GB",
    Duration: "2 h 33 min",
    Container: "Matroska",
    Video: "HEVC, 3840 × 2160",
    Audio: "FLAC",
    "Bit rate": "16.0 Mb/s",
    Stored: "On the disk and in the object store",
    Match: "96 % sure",
  });
});

test("unknown values are omitted", () => {
  const names = factsOf(
    aFile({ durationSeconds: 0, audioCodec: "", containerFormat: "", matchState: "unmatched" }),
  ).map(([name]) => name);

  expect(names).not.toContain("Duration");
  expect(names).not.toContain("Audio");
  expect(names).not.toContain("Bit rate");
  expect(names).toContain("Match");
});

test.each([
  [[], "1 of 2"],
  [[2, 3], "1. Parts 2 and 3 are missing"],
])("a part says how many there are, or which are missing: %s", (missingParts, text) => {
  const facts = Object.fromEntries(factsOf(aFile({ partNumber: 1, parts: 2, missingParts })));

  expect(facts.Part).toBe(text);
});

test("a damaged file is sure of nothing", () => {
  const names = factsOf(aFile({ probeError: "Invalid data" })).map(([name]) => name);

  expect(names).not.toContain("Match");
});

test("a stream is described by kind, codec, language, channels and rate", () => {
  const stream = {
    id: "s1",
    streamIndex: 1,
    streamType: "audio",
    codec: "ac3",
    language: "deu",
    title: "",
    channels: 6,
    bitrateKbps: 640,
    isDefault: true,
  } as const;

  expect(streamText(stream)).toEqual({
    kind: "Audio",
    what: "Dolby Digital, German, 5.1, 640 kb/s",
  });
  expect(
    streamText({ ...stream, codec: "", language: "und", channels: 0, bitrateKbps: 0 }).what,
  ).toBe("Unknown");
});
