/** What a device plays, in words. */
import type { PlayDevice } from "../../api/types";
import { codecName } from "../../lib/codecs";
import { joinList } from "../../lib/format";

/** `Plays H.264 and AV1, AAC and Opus, in HDR`. */
export function playsText(can: PlayDevice["capabilities"]): string {
  const video = joinList(can.videoCodecs.map(codecName));
  const audio = joinList(can.audioCodecs.map(codecName));
  const limit = can.maxHeight ? `, up to ${can.maxHeight}p` : "";
  return `Plays ${[video, audio].filter((part) => part !== "").join("; ")}${can.hdr ? "; HDR" : ""}${limit}`;
}
