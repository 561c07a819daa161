/** Names of codecs and containers, for display. No I/O. */

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

const HDR_NAMES: Readonly<Record<string, string>> = {
  hdr10: "HDR10",
  hlg: "HLG",
  dolby_vision: "Dolby Vision",
};

/** Display name of a kind of HDR. */
export function hdrName(kind: string): string {
  return HDR_NAMES[kind] ?? kind.toUpperCase();
}
