/** Names of codecs and containers: for browsers and for display. No I/O. */

/** Codec strings for `canPlayType`, by the name ffprobe reports. */
export const VIDEO_CODECS: Readonly<Record<string, string>> = {
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

export const AUDIO_CODECS: Readonly<Record<string, string>> = {
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

/** Display name of a codec: `H.264`, `Dolby Digital`. */
export function codecName(codec: string): string {
  return CODEC_NAMES[codec.toLowerCase()] ?? codec.toUpperCase();
}

interface Container {
  name: string;
  /** Null for a container that no browser plays. */
  mime: string | null;
}

/** ffprobe names a container by all of its extensions, such as `mov,mp4,m4a`. */
export function containerOf(format: string, fileName: string): Container {
  const known = `${format.toLowerCase()},${fileName.toLowerCase().split(".").pop() ?? ""}`;
  if (/\bwebm\b/.test(known) && !/\bmkv\b/.test(known)) return { name: "WebM", mime: "video/webm" };
  if (/matroska|\bmkv\b/.test(known)) return { name: "Matroska", mime: "video/x-matroska" };
  if (/\b(mp4|m4v|mov)\b/.test(known)) return { name: "MP4", mime: "video/mp4" };
  if (/\b(ogg|ogv)\b/.test(known)) return { name: "Ogg", mime: "video/ogg" };
  const name = format.split(",")[0] ?? "";
  return { name: name === "" ? "this kind of" : name.toUpperCase(), mime: null };
}

/** `2.0`, `5.1`: full-range channels and the LFE channel. */
export function channelText(channels: number | null | undefined): string {
  if (!channels) return "";
  return channels > 5 ? `${channels - 1}.1` : `${channels}.0`;
}
