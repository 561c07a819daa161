/** What a browser plays, by asking it. No I/O besides its own answers. */
import type { Capabilities } from "./types";

export interface BrowserAnswers {
  /** `HTMLMediaElement.canPlayType` is not empty. */
  opens: (mime: string) => boolean;
  /** `MediaSource.isTypeSupported`. */
  plays: (mime: string) => boolean;
  /** Whether it shows, or converts, pictures in PQ (SMPTE ST 2084). */
  showsHdr: () => Promise<boolean>;
  /** Chromium opens Matroska and does not say so. */
  isChromium: boolean;
}

type Video = NonNullable<Capabilities["videoCodecs"]>[number];
type Audio = NonNullable<Capabilities["audioCodecs"]>[number];
type Container = NonNullable<Capabilities["containers"]>[number];

const CONTAINERS: readonly (readonly [Container, readonly string[]])[] = [
  ["mp4", ["video/mp4"]],
  ["mov", ["video/quicktime"]],
  ["webm", ["video/webm"]],
  ["mkv", ["video/x-matroska", "video/matroska"]],
  ["ts", ["video/mp2t"]],
];
/** RFC 6381, and the registrations of each codec: eight bits, then ten bits. */
const VIDEO: readonly (readonly [Video, string, string | null])[] = [
  ["h264", "avc1.640028", "avc1.6e0028"],
  ["hevc", "hvc1.1.6.L120.90", "hvc1.2.4.L120.90"],
  ["av1", "av01.0.08M.08", "av01.0.08M.10"],
  ["vp9", "vp09.00.40.08", "vp09.02.40.10"],
];
const AUDIO: readonly (readonly [Audio, string])[] = [
  ["aac", "mp4a.40.2"],
  ["mp3", "mp4a.6B"],
  ["ac3", "ac-3"],
  ["eac3", "ec-3"],
  ["opus", "opus"],
  ["flac", "flac"],
];
/** Levels of H.264 with their last byte in the codec's name, the highest first. */
const H264_LEVELS: readonly (readonly [number, string])[] = [
  [62, "3e"],
  [52, "34"],
  [51, "33"],
  [42, "2a"],
  [41, "29"],
];

export async function findCapabilities(browser: BrowserAnswers): Promise<Capabilities> {
  const inMp4 = (kind: string, codec: string) => {
    const mime = `${kind}/mp4; codecs="${codec}"`;
    return browser.plays(mime) || browser.opens(mime);
  };
  const containers = CONTAINERS.filter(
    ([name, mimes]) => mimes.some(browser.opens) || (name === "mkv" && browser.isChromium),
  ).map(([name]) => name);
  const video = VIDEO.filter(([, codec]) => inMp4("video", codec));
  const audio = AUDIO.filter(([, codec]) => inMp4("audio", codec)).map(([name]) => name);
  const level = H264_LEVELS.find(([, byte]) => inMp4("video", `avc1.6400${byte}`))?.[0];
  return {
    containers,
    videoCodecs: [
      ...video.map(([name]) => name),
      ...(browser.opens('video/webm; codecs="vp8"') ? ["vp8" as const] : []),
    ],
    tenBit: video
      .filter(([, , codec]) => codec !== null && inMp4("video", codec))
      .map(([name]) => name),
    audioCodecs: [
      ...audio,
      ...(browser.opens('audio/webm; codecs="vorbis"') ? ["vorbis" as const] : []),
    ],
    hdr: await browser.showsHdr().catch(() => false),
    maxH264Level: level ?? null,
  };
}

/** The answers of this browser. */
export function browserOf(window: Window & typeof globalThis): BrowserAnswers {
  const element = window.document.createElement("video");
  // Safari on phones has only the managed one; old browsers have neither.
  const { ManagedMediaSource: managed } = window as { ManagedMediaSource?: typeof MediaSource };
  const source = (window.MediaSource as typeof MediaSource | undefined) ?? managed;
  return {
    opens: (mime) => element.canPlayType(mime) !== "",
    plays: (mime) => source?.isTypeSupported(mime) ?? false,
    showsHdr: async () => {
      if (window.matchMedia("(dynamic-range: high)").matches) return true;
      const answers = await Promise.all(
        ["vp09.02.40.10", "av01.0.08M.10", "hvc1.2.4.L120.90"].map((codec) =>
          window.navigator.mediaCapabilities.decodingInfo({
            type: "file",
            video: {
              contentType: `video/mp4; codecs="${codec}"`,
              width: 1920,
              height: 1080,
              bitrate: 10_000_000,
              framerate: 24,
              transferFunction: "pq",
              colorGamut: "rec2020",
              hdrMetadataType: "smpteSt2086",
            },
          }),
        ),
      );
      return answers.some(({ supported }) => supported);
    },
    isChromium: "chrome" in window,
  };
}
