/** What the library has of a title, as text. No I/O. */
import type { LibraryFacets, LibraryFolder, LibraryTitle, TitleFile } from "../../api/types";
import { channelText, codecName, hdrName } from "../../lib/codecs";
import { formatBytes, languageName, numberWord, pluralize } from "../../lib/format";
import { longAgo } from "../../lib/relativeTime";
import { absenceText, missingPartsText, withMissing } from "../../shared/library/absenceText";
import { groupByDisk } from "../../shared/library/disks";

/** `4K` of `2160p`: how people call it, and as the filters and Storage say it. */
export function resolutionName(label: string): string {
  const lines = Number.parseInt(label, 10);
  if (!lines) return "";
  if (lines >= 4320) return "8K";
  if (lines >= 2160) return "4K";
  if (lines >= 1440) return "1440p";
  if (lines >= 1080) return "1080p";
  if (lines >= 720) return "720p";
  return "SD";
}

/** `Season 1 · 6 of 6`, `2 versions · 4K`, `4K HDR · 8.1 GB`. */
export function holdingsText(title: LibraryTitle): string {
  if (title.absence) return absenceText(title.absence);
  const picture = [resolutionName(title.resolution), title.hdr && "HDR"].filter(Boolean).join(" ");
  const isShow = title.media.mediaType === "show";
  const parts = isShow
    ? [seasonsText(title.seasons), episodesText(title)]
    : [
        missingPartsText(title.missingParts),
        title.versions > 1 ? pluralize(title.versions, "version") : "",
        picture,
        title.versions > 1 ? "" : formatBytes(title.sizeBytes),
      ];
  return parts.filter(Boolean).join(" · ");
}

/** `Season 1`, `Seasons 1–3`, `Seasons 1, 3–4`. */
export function seasonsText(seasons: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const season of seasons.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && last[1] === season - 1) last[1] = season;
    else spans.push([season, season]);
  }
  if (spans.length === 0) return "";
  const text = spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
  return `${seasons.length > 1 ? "Seasons" : "Season"} ${text}`;
}

const titleFilesText = ({ files, missingFiles }: LibraryTitle) =>
  withMissing(pluralize(files - missingFiles, "file"), missingFiles);

/** `6 of 6`; the number alone while the catalogue knows fewer. */
function episodesText(title: LibraryTitle): string {
  if (title.episodes === 0) return titleFilesText(title);
  return title.airedEpisodes >= title.episodes
    ? `${title.episodes} of ${title.airedEpisodes}`
    : pluralize(title.episodes, "episode");
}

/** `1927`, `2 versions`, `23.6 GB`: the line under the name. */
export function titleFacts(title: LibraryTitle): string[] {
  return [
    title.media.year ? String(title.media.year) : "",
    title.media.mediaType === "show"
      ? pluralize(title.episodes, "episode")
      : title.versions > 1
        ? pluralize(title.versions, "version")
        : "",
    formatBytes(title.sizeBytes),
  ].filter((part) => part !== "");
}

/** `HEVC`, `HDR10`, `FLAC 5.1`, `English + 6 subtitles`: a file's technical facts, without its resolution. */
export function badgesOf(file: TitleFile): string[] {
  const sound = file.streams.filter((stream) => stream.streamType === "audio");
  const subtitles = file.streams.filter((stream) => stream.streamType === "subtitle").length;
  const languages = [...new Set(sound.map((stream) => stream.language))]
    .filter((language) => language !== "" && language !== "und")
    .map(languageName);
  const audio = [
    file.audioCodec ? codecName(file.audioCodec) : "",
    channelText(sound[0]?.channels),
  ];
  return [
    file.videoCodec ? codecName(file.videoCodec) : "",
    file.hdr ? hdrName(file.hdr) : "",
    audio.filter(Boolean).join(" "),
    [languages.join(", "), subtitles > 0 ? pluralize(subtitles, "subtitle") : ""]
      .filter(Boolean)
      .join(" + "),
  ].filter((badge) => badge !== "");
}

/** `214 movies, 31 shows, 3 games`. */
function titlesText(facets: LibraryFacets): string {
  const count = (kind: string) => facets.kinds.find((facet) => facet.value === kind)?.titles ?? 0;
  return (["movie", "show", "game"] as const)
    .filter((kind) => count(kind) > 0)
    .map((kind) => pluralize(count(kind), kind))
    .join(", ");
}

/**
 * `214 movies, 31 shows on two disks, checked 4 minutes ago`. Without folders, which only
 * administrators see: `214 movies, 31 shows on your disks`. `root`: the only folder shown.
 */
export function libraryLead(
  facets: LibraryFacets,
  folders: readonly LibraryFolder[],
  root: string | undefined,
  now: number,
): string {
  const titles = titlesText(facets);
  if (titles === "") return "Your films and shows appear here";
  const there = folders.filter((folder) => folder.state === "ok" && folder.files > 0);
  const on = `${titles} on ${disksText(there)}`;
  const shown = root === undefined ? there : there.filter(({ path }) => path === root);
  const at = checkedAt(shown);
  if (at === undefined) return on;
  const ago = longAgo(at, now);
  return root === undefined ? `${on}, checked ${ago}` : `${on}. ${root} was checked ${ago}`;
}

/** `two disks`; `your disks` while the disk of a folder is not known. */
function disksText(folders: readonly LibraryFolder[]): string {
  if (folders.length === 0 || folders.some((folder) => !folder.disk)) return "your disks";
  const disks = groupByDisk(folders).length;
  return `${numberWord(disks).toLowerCase()} ${disks === 1 ? "disk" : "disks"}`;
}

/** Since when all of these folders have been scanned; undefined while one has not. */
function checkedAt(folders: readonly LibraryFolder[]): string | undefined {
  const scans = folders.map((folder) => folder.scannedAt);
  return scans.includes(null) ? undefined : (scans.toSorted()[0] ?? undefined);
}
