/** Technical details as text. No I/O. */
import type { LibraryItem, LibraryStream } from "../../api/types";
import { channelText, codecName, containerOf } from "../../lib/codecs";
import { formatBitrate } from "../../lib/formatRates";
import { formatBytes, formatDuration, languageName } from "../../lib/format";
import { formatDate } from "../../lib/formatDates";
import { missingPartsText } from "../../shared/library/absenceText";

export type Fact = readonly [name: string, value: string];

export function factsOf(item: LibraryItem): Fact[] {
  const facts: [string, string | null][] = [
    ["File", item.fileName],
    ["Size", formatBytes(item.fileSizeBytes)],
    ["Duration", item.durationSeconds ? formatDuration(item.durationSeconds) : null],
    [
      "Container",
      item.containerFormat ? containerOf(item.containerFormat, item.fileName).name : null,
    ],
    ["Video", videoText(item)],
    ["Audio", item.audioCodec ? codecName(item.audioCodec) : null],
    ["Bit rate", bitrateText(item)],
    ["Stored", storedText(item)],
    ["Episodes", item.episodes.length > 1 ? item.episodeLabel : null],
    ["Part", partText(item)],
    ["Edition", item.editions.join(", ")],
    ["Added", formatDate(item.discoveredAt)],
    ["Match", matchText(item)],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

function partText(item: LibraryItem): string | null {
  if (item.partNumber === null) return null;
  const missing = missingPartsText(item.missingParts);
  return missing ? `${item.partNumber}. ${missing}` : `${item.partNumber} of ${item.parts}`;
}

function videoText(item: LibraryItem): string {
  const size = item.width && item.height ? `${item.width} × ${item.height}` : "";
  const codec = item.videoCodec ? codecName(item.videoCodec) : "";
  return [codec, size].filter((part) => part !== "").join(", ");
}

function storedText(item: LibraryItem): string | null {
  if (item.absence) return null;
  if (item.isOnlyInStore) return "Only in the store";
  return item.storedInObjectStore ? "On the disk and in the object store" : "On the disk";
}

function bitrateText(item: LibraryItem): string | null {
  if (!item.durationSeconds) return null;
  return formatBitrate((item.fileSizeBytes * 8) / item.durationSeconds / 1000);
}

function matchText(item: LibraryItem): string | null {
  if (item.matchState === "ignored") return item.isHomeVideo ? "Home video" : "Ignored";
  if (item.matchState === "unmatched") return "Unmatched";
  if (item.matchState === "extra") return "An extra of its title";
  if (item.probeError) return null; // of its name alone, as nothing of it could be read
  return `${Math.round(item.matchConfidence * 100)} % sure`;
}

const KINDS: Readonly<Record<string, string>> = {
  video: "Video",
  audio: "Audio",
  subtitle: "Subtitles",
};

/** `Sound` and `AAC, English, 2.0, 192 kb/s`. */
export function streamText(stream: LibraryStream): { kind: string; what: string } {
  const language =
    stream.language && stream.language !== "und" ? languageName(stream.language) : "";
  const what = [
    stream.codec ? codecName(stream.codec) : "",
    language,
    stream.title,
    channelText(stream.channels),
    stream.bitrateKbps ? formatBitrate(stream.bitrateKbps) : "",
  ].filter((part) => part !== "");
  return {
    kind: KINDS[stream.streamType] ?? stream.streamType,
    what: what.join(", ") || "Unknown",
  };
}
