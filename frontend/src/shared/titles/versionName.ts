/** Names of the versions of a title: resolution, source, edition. No I/O. */
import type { LibraryItem } from "../../api/types";
import { channelText } from "../../lib/codecs";
import { formatDuration } from "../../lib/format";

type Words = readonly [pattern: RegExp, word: string][];

/** Editions as release names and folders write them. */
const EDITIONS: Words = [
  [/\b[Dd]irector'?s?[ ._-]*[Cc]ut\b|\bDC\b/, "director's cut"],
  [/\bfinal[ ._-]*cut\b/i, "final cut"],
  [/\bextended\b/i, "extended"],
  [/\bunrated\b|\buncut\b/i, "uncut"],
  [/\btheatrical\b/i, "theatrical"],
  [/\bIMAX\b/i, "IMAX"],
  [/\bcriterion\b/i, "Criterion"],
  [/\bcolou?ri[sz]ed\b|\b(?:in[ ._-])?colou?r\b/i, "in colour"],
  [/\btinted\b/i, "tinted"],
  [/\bremastered\b/i, "remastered"],
  [/\brestor(?:ed|ation)\b/i, "restored"],
  [/\b3D\b/, "3D"],
];
const SOURCES: Words = [
  [/\bremux\b/i, "Blu-ray, untouched"],
  [/\bblu-?ray\b|\bB[DR]-?rip\b/i, "Blu-ray"],
  [/\bDVD(?:rip|scr|[59])?\b/i, "DVD"],
  [/\bweb(?:-?dl|-?rip)?\b/i, "web"],
  [/\bHDTV\b|\bDVB\b|\bTV-?rip\b/i, "television"],
  [/\bVHS(?:rip)?\b/i, "VHS"],
];

const firstOf = (words: Words, text: string) => words.find(([pattern]) => pattern.test(text))?.[1];

/** `1080p, Blu-ray, restored`; unknown parts are omitted. */
export function versionName(item: LibraryItem): string {
  // Words are separated by dots and underscores, which the latter hides from `\b`.
  const text = item.fileName.replace(/\.[a-z0-9]{2,4}$/i, "").replaceAll("_", " ");
  const editions = EDITIONS.filter(([pattern]) =>
    [text, ...item.editions].some((each) => pattern.test(each)),
  ).map(([, word]) => word);
  // Editions that the server found, and labels of versions, for which there is no word of ours.
  const others = item.editions.filter((each) => firstOf(EDITIONS, each) === undefined);
  const parts = [
    item.resolutionLabel,
    firstOf(SOURCES, text),
    ...editions,
    ...others,
    partsText(item),
  ];
  const name = parts.filter((part) => part !== undefined && part !== "").join(", ");
  return name === "" ? "A version" : name.charAt(0).toUpperCase() + name.slice(1);
}

/** The size of a version: of all its parts. */
export const versionBytes = (item: LibraryItem): number => item.partsBytes || item.fileSizeBytes;

function partsText(item: LibraryItem): string {
  if (item.parts < 2) return "";
  return item.missingParts.length > 0 ? "in parts" : `in ${item.parts} parts`;
}

const LAYOUTS: Readonly<Record<string, string>> = { "1.0": "Mono", "2.0": "Stereo" };

/** `2 h 33 min, stereo`: length and sound. */
export function versionFacts(item: LibraryItem): string {
  const channels = channelText(item.streams.find(isSound)?.channels);
  const sound = LAYOUTS[channels]?.toLowerCase() ?? (channels === "" ? "" : `${channels} sound`);
  const seconds = item.partsSeconds || item.durationSeconds;
  const length = seconds > 0 ? formatDuration(seconds) : "";
  return [length, sound].filter((part) => part !== "").join(", ");
}

const isSound = (stream: LibraryItem["streams"][number]) => stream.streamType === "audio";

/** `2 min of 2 h 33 min: probably a sample`; null for a version of a likely length. */
export function sampleText(item: LibraryItem, runtimeMinutes: number | null): string | null {
  if (!item.isSample) return null;
  const length = formatDuration(item.durationSeconds);
  const whole = runtimeMinutes ? ` of ${formatDuration(runtimeMinutes * 60)}` : "";
  return `${length}${whole}: probably a sample`;
}
