/** Display names of jobs. No I/O. */
import type { DownloadJob } from "../../api/types";
import { partText } from "./seasonEpisodeText";

/** The title the job is for, or the readable name of its source. */
export function nameOf(job: DownloadJob): string {
  if (job.mediaTitle === null) return readableTitle(job.title) || job.source;
  return [job.mediaTitle, partText(job)].filter((part) => part !== "").join(", ");
}

/** A release name: dots or underscores in place of spaces. */
const RELEASE = /^\S*[._](?:\S*[._]\S*|(?:S\d{1,2}|(?:19|20)\d\d)\b\S*)$/i;
const ENDING = /\.(mkv|mp4|m4v|avi|mov|webm|ts|iso|zip|rar|7z)$/i;

/** `The.General.1926.1080p.mkv` → `The General`; any other name stays as it is. */
export function readableTitle(title: string): string {
  if (!RELEASE.test(title)) return title;
  const name = title.replace(ENDING, "").replaceAll(/[._]+/g, " ").trim();
  const episode = /^(.+?) S(\d{1,2})(?:E(\d{1,3}))?(?= |$)/i.exec(name);
  if (episode?.[1]) {
    const [, show, season, number] = episode;
    return `${show}, S${Number(season)}${number ? ` E${Number(number)}` : ""}`;
  }
  return /^(.+?) \(?(?:19|20)\d\d\b/.exec(name)?.[1] ?? name;
}

/** The resolution in the release name, such as `2160p`. */
export function qualityOf(job: DownloadJob): string | null {
  return /\b(?:2160|1080|720|576|480)[pi]\b/i.exec(job.title)?.[0].toLowerCase() ?? null;
}
