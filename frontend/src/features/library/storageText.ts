/** The storage picture: what stands in it, as words and links. */
import { query } from "@solidjs/router";
import { getLibraryStorage, listDuplicates } from "../../api/libraryStorage";
import type {
  DuplicateVersion,
  KindShare,
  StoragePicture,
  StorageShare,
  StorageTitle,
} from "../../api/types";
import { channelText, codecName, hdrName } from "../../lib/codecs";
import { formatBytes, formatDuration, pluralize } from "../../lib/format";
import { formatDate } from "../../lib/formatDates";
import { DAMAGED, withMissing } from "../../shared/library/absenceText";
import { RESOLUTIONS } from "./titleFilters";
import { resolutionName } from "./titleText";

export const storageQuery = query(() => getLibraryStorage(), "library-storage");
export const duplicatesQuery = query(
  (after: number) => listDuplicates(after),
  "library-duplicates",
);

/** `2.6 MB in 12 files, 7 titles`. */
export function storageLead({ files, titles, sizeBytes }: StoragePicture): string {
  if (files === 0) return "What takes the space of your disks";
  return `${formatBytes(sizeBytes)} in ${pluralize(files, "file")}, ${pluralize(titles, "title")}`;
}

const KINDS: Record<string, string> = { movie: "Movies", show: "Shows", game: "Games" };
/** Of files without a title. */
const STATES: Record<string, string> = { unmatched: "Not matched", ignored: "Ignored" };

export const kindName = (share: StorageShare) =>
  KINDS[share.value] ?? STATES[share.value] ?? share.value;

/** `12 titles`; files are counted where there are no titles. */
export const kindCount = (share: KindShare) =>
  share.titles > 0
    ? pluralize(share.titles, "title")
    : withMissing(filesCount(share), share.missingFiles);

export const filesCount = (share: StorageShare) => pluralize(share.files, "file");

export function resolutionText(share: StorageShare): string {
  if (share.value === "damaged") return DAMAGED;
  return RESOLUTIONS.find((each) => each.value === share.value)?.label ?? "Not read yet";
}

/** The titles or files behind a share; null when no filter says it. */
export function kindLink(share: StorageShare): string | null {
  if (share.value in KINDS) return `/app/library?type=${share.value}&sort=size`;
  return share.value in STATES ? `/app/library/files?state=${share.value}` : null;
}

export function resolutionLink(share: StorageShare): string | null {
  if (share.value === "damaged") return "/app/library/files?state=damaged";
  return share.value === "" ? null : `/app/library?resolution=${share.value}&sort=size`;
}

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
    version.isMissing ? "Parts of it are missing" : "",
    version.isShared ? "Shared by its download" : "",
    version.playsDirectly ? "Plays without conversion" : "",
  ].filter(Boolean);
}
