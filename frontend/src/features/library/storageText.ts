/** The storage picture: what stands in it, as words and links. */
import { query } from "@solidjs/router";
import { getLibraryStorage, listDuplicates } from "../../api/libraryStorage";
import type { DuplicateVersion, StorageShare, StorageTitle } from "../../api/types";
import { channelText, codecName, hdrName } from "../../lib/codecs";
import { formatBytes, formatDuration, pluralize } from "../../lib/format";
import { formatDate } from "../../lib/formatDates";
import { RESOLUTIONS } from "./titleFilters";
import { resolutionName } from "./titleText";

export const storageQuery = query(() => getLibraryStorage(), "library-storage");
export const duplicatesQuery = query(
  (after: number) => listDuplicates(after),
  "library-duplicates",
);

const KINDS: Record<string, string> = { movie: "Movies", show: "Shows", game: "Games" };

export const kindName = (share: StorageShare) => KINDS[share.value] ?? share.value;

export function resolutionText(share: StorageShare): string {
  return RESOLUTIONS.find((each) => each.value === share.value)?.label ?? "Not read yet";
}

/** The titles behind a share; null when no filter says it. */
export const kindLink = (share: StorageShare) =>
  share.value in KINDS ? `/app/library?type=${share.value}&sort=size` : null;

export const resolutionLink = (share: StorageShare) =>
  share.value === "" ? null : `/app/library?resolution=${share.value}&sort=size`;

export const folderLink = (path: string) =>
  `/app/library?root=${encodeURIComponent(path)}&sort=size`;

/** Percent of the whole, 0 to 100. */
export const shareOf = (bytes: number, whole: number) => (whole > 0 ? (bytes / whole) * 100 : 0);

/** Why a title could go. */
export function couldGoText(title: StorageTitle): string {
  if (title.watchedByAll) return "All users have seen it";
  return title.lastSeenAt === null
    ? `Not watched since ${formatDate(title.addedAt)}`
    : `Last watched ${formatDate(title.lastSeenAt)}`;
}

/** `4K · HDR10 · HEVC · AAC 5.1 · 1 h 30 min · 12 GB`. */
export function versionText(version: DuplicateVersion): string {
  return [
    resolutionName(version.resolutionLabel),
    version.hdr === "" ? "" : hdrName(version.hdr),
    version.videoCodec === "" ? "" : codecName(version.videoCodec),
    [version.audioCodec === "" ? "" : codecName(version.audioCodec), channelText(version.channels)]
      .filter(Boolean)
      .join(" "),
    version.durationSeconds > 0 ? formatDuration(version.durationSeconds) : "",
    version.libraryItemIds.length > 1 ? pluralize(version.libraryItemIds.length, "part") : "",
    formatBytes(version.sizeBytes),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What speaks against recycling a version, or is worth knowing. */
export function versionNotes(version: DuplicateVersion): string[] {
  return [
    version.isMissing ? "Missing" : "",
    version.isShared ? "Shared by its download" : "",
    version.playsDirectly ? "Plays without conversion" : "",
  ].filter(Boolean);
}
