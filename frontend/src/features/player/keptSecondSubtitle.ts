/** The language of the second subtitle, kept for each show or film on this device. */
import type { PlayTicket, SubtitleTrack } from "../../api/types";
import { readChoice, storeItem } from "../../lib/localStorage";

type Tracks = Pick<PlayTicket, "mediaId" | "subtitleTracks" | "subtitleId">;

const keyOf = (mediaId: number) => `seen.second-subtitle.${mediaId}`;

/** The track in the language that was last chosen for this title; not the one that is first. */
export function keptSecond(ticket: Tracks): SubtitleTrack | undefined {
  if (ticket.mediaId === null) return undefined;
  const offered = ticket.subtitleTracks.filter(
    (track) => track.url !== null && track.language !== "" && track.id !== ticket.subtitleId,
  );
  const languages = offered.map((track) => track.language);
  const kept = readChoice(keyOf(ticket.mediaId), languages, "");
  return offered.find((track) => track.language === kept);
}

/** Undefined: there is none any more. */
export function keepSecond(mediaId: number | null, track: SubtitleTrack | undefined): void {
  if (mediaId !== null) storeItem(keyOf(mediaId), track?.language ?? "");
}
