/** Whether and how a file plays in this browser, as one sentence. */
import type { LibraryItem } from "../../api/types";
import { AUDIO_CODECS, codecName, containerOf, VIDEO_CODECS } from "../../lib/codecs";
import { joinList, languageName } from "../../lib/format";

export interface Fit {
  verdict: "plays" | "doubtful" | "cannot" | "unreadable";
  sentence: string;
}

/** `HTMLMediaElement.canPlayType`. */
export type CanPlayType = (mime: string) => "" | "maybe" | "probably";

export function fitOf(item: LibraryItem, canPlayType: CanPlayType): Fit {
  if (item.probeError) {
    return { verdict: "unreadable", sentence: `The file cannot be read: ${item.probeError}` };
  }
  const container = containerOf(item.containerFormat, item.fileName);
  if (container.mime === null) {
    return cannot(`This browser does not open ${container.name} files`);
  }
  const video = item.videoCodec.toLowerCase();
  if (video !== "" && !playsIn(container.mime, VIDEO_CODECS[video], canPlayType)) {
    return cannot(`This browser does not play ${codecName(video)} video`);
  }
  const audio = item.audioCodec.toLowerCase();
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

const RANK: Record<Fit["verdict"], number> = { plays: 0, doubtful: 1, cannot: 2, unreadable: 3 };

const SAMPLE_RANK = 10;

/**
 * The version to play: the server's choice, unless this browser plays another one better. A sample
 * is played only when there is nothing else.
 */
export function versionFor(
  items: readonly LibraryItem[],
  preferred: string | undefined,
  canPlayType: CanPlayType,
): LibraryItem | undefined {
  const rank = (item: LibraryItem) =>
    (item.isSample ? SAMPLE_RANK : 0) +
    RANK[fitOf(item, canPlayType).verdict] -
    (item.id === preferred ? 0.5 : 0);
  return items.toSorted((a, b) => rank(a) - rank(b))[0];
}

function cannot(what: string): Fit {
  return { verdict: "cannot", sentence: `${what}. Another one may` };
}

/** Browsers report no Matroska support but play it: check its codecs in MP4 and WebM. */
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
  return joinList([...new Set(codes.map(languageName))]);
}
