/** The target and label of the play button. No I/O. */
import type { MediaDetail, LibraryItem } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import { formatLeft } from "../../lib/format";
import { playFilePath, playPath } from "../../lib/pagePaths";

export interface PlayOffer {
  href: string;
  label: string;
  /** The muted note beside it: resume position or remaining time. */
  note: string | null;
}

/** Shorter progress counts as not started. */
const GLANCE_S = 5;

/** `version` is the file to play; by default the server's choice. */
export function offerOf(title: MediaDetail, version?: LibraryItem): PlayOffer | null {
  const { playable } = title;
  if (!playable || version?.absence) return null;
  const href = version ? playFilePath(version.id) : playPath(playable.libraryItemId);
  // A version shorter than the position, or a sample, starts at the beginning.
  const begun = title.positionSeconds >= GLANCE_S && version?.positionSeconds !== 0;
  const name = playable.label === null ? "" : ` ${playable.label}`;
  if (!begun) return { href, label: `Play${name}`, note: null };
  return {
    href,
    label: `Resume${name}`,
    note: playable.label === null ? place(title) : left(title),
  };
}

function place(title: MediaDetail): string {
  return formatClock(title.positionSeconds);
}

function left(title: MediaDetail): string | null {
  if (!title.durationSeconds) return place(title);
  return formatLeft(title.durationSeconds - title.positionSeconds);
}
