/** Whether a file plays in this browser, and how, in one sentence. */
import type { LibraryItem } from "../../api/types";
import { joined, languageName } from "../../lib/format";

export interface Fit {
  verdict: "plays" | "doubtful" | "cannot" | "unreadable";
  sentence: string;
}

/** `HTMLMediaElement.canPlayType`. */
export type CanPlayType = (mime: string) => "" | "maybe" | "probably";

const VIDEO_CODECS: Readonly<Record<string, string>> = {
  h264: "avc1.640028",
  avc: "avc1.640028",
  hevc: "hvc1.1.6.L120.90",
  h265: "hvc1.1.6.L120.90",
  vp8: "vp8",
  vp9: "vp09.00.40.08",
  av1: "av01.0.08M.08",
  mpeg4: "mp4v.20.9",
  theora: "theora",
};

const AUDIO_CODECS: Readonly<Record<string, string>> = {
  aac: "mp4a.40.2",
  mp3: "mp4a.6B",
  opus: "opus",
  vorbis: "vorbis",
  flac: "flac",
  ac3: "ac-3",
  eac3: "ec-3",
};

const CODEC_NAMES: Readonly<Record<string, string>> = {
  h264: "H.264",
  avc: "H.264",
  hevc: "HEVC",
  h265: "HEVC",
  vp8: "VP8",
  vp9: "VP9",
  av1: "AV1",
  mpeg4: "MPEG-4",
  mpeg2video: "MPEG-2",
  theora: "Theora",
  aac: "AAC",
  mp3: "MP3",
  opus: "Opus",
  vorbis: "Vorbis",
  flac: "FLAC",
  ac3: "Dolby Digital",
  eac3: "Dolby Digital Plus",
  dts: "DTS",
  truehd: "Dolby TrueHD",
};

/** A codec as people write it: `H.264`, `Dolby Digital`. */
export function codecName(codec: string): string {
  return CODEC_NAMES[codec.toLowerCase()] ?? codec.toUpperCase();
}

interface Container {
  name: string;
  /** Null for a container no browser opens. */
  mime: string | null;
}

/** Probers name a container by every extension it goes by, such as `mov,mp4,m4a`. */
export function containerOf(format: string, fileName: string): Container {
  const known = `${format.toLowerCase()},${fileName.toLowerCase().split(".").pop() ?? ""}`;
  if (/\bwebm\b/.test(known) && !/\bmkv\b/.test(known)) return { name: "WebM", mime: "video/webm" };
  if (/matroska|\bmkv\b/.test(known)) return { name: "Matroska", mime: "video/x-matroska" };
  if (/\b(mp4|m4v|mov)\b/.test(known)) return { name: "MP4", mime: "video/mp4" };
  if (/\b(ogg|ogv)\b/.test(known)) return { name: "Ogg", mime: "video/ogg" };
  const name = format.split(",")[0] ?? "";
  return { name: name === "" ? "this kind of" : name.toUpperCase(), mime: null };
}

export function fitOf(item: LibraryItem, canPlayType: CanPlayType): Fit {
  if (item.probeError) {
    return { verdict: "unreadable", sentence: `The file cannot be read: ${item.probeError}` };
  }
  const container = containerOf(item.containerFormat ?? "", item.fileName);
  if (container.mime === null) {
    return cannot(`This browser does not open ${container.name} files`);
  }
  const video = item.videoCodec?.toLowerCase() ?? "";
  if (video !== "" && !playsIn(container.mime, VIDEO_CODECS[video], canPlayType)) {
    return cannot(`This browser does not play ${codecName(video)} video`);
  }
  const audio = item.audioCodec?.toLowerCase() ?? "";
  if (audio !== "" && !playsIn(container.mime, AUDIO_CODECS[audio], canPlayType)) {
    const sentence = `Plays here without sound: this browser has no ${codecName(audio)}`;
    return { verdict: "doubtful", sentence };
  }
  if (canPlayType(container.mime) === "") {
    const sentence = `Its video plays here, its ${container.name} wrapping may not`;
    return { verdict: "doubtful", sentence };
  }
  return { verdict: "plays", sentence: asItIs(item) };
}

function cannot(what: string): Fit {
  return { verdict: "cannot", sentence: `${what}. Another one may` };
}

/** Browsers deny Matroska by name and yet open it, so its codecs are asked for in MP4 and WebM. */
function playsIn(mime: string, codec: string | undefined, canPlayType: CanPlayType): boolean {
  if (codec === undefined) return false;
  const wrappings = mime === "video/x-matroska" ? [mime, "video/mp4", "video/webm"] : [mime];
  return wrappings.some((wrapping) => canPlayType(`${wrapping}; codecs="${codec}"`) !== "");
}

function asItIs(item: LibraryItem): string {
  const quality = item.resolutionLabel ? `, in ${item.resolutionLabel}` : "";
  const sound = soundLanguages(item);
  return `Plays here as it is${quality}${sound === "" ? "" : ` with ${sound} sound`}`;
}

function soundLanguages(item: LibraryItem): string {
  const codes = item.streams
    .filter((stream) => stream.streamType === "audio")
    .flatMap((stream) => (stream.language && stream.language !== "und" ? [stream.language] : []));
  return joined([...new Set(codes.map(languageName))]);
}
