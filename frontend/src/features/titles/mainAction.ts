/** The action of a title's main button. No I/O. */
import type { DownloadStatus, TitleDownload } from "../../api/types";
import { partText } from "../../shared/downloads/seasonEpisodeText";
import type { PlayOffer } from "./playOffer";

export type MainAction =
  | { kind: "play"; offer: PlayOffer }
  | { kind: "download"; download: TitleDownload }
  | { kind: "get" };

/** Playing comes first; a title that is downloading is not offered to be downloaded again. */
export function mainActionOf(offer: PlayOffer | null, download: TitleDownload | null): MainAction {
  if (offer) return { kind: "play", offer };
  return download ? { kind: "download", download } : { kind: "get" };
}

const STATUS_LABELS: Partial<Record<DownloadStatus, string>> = {
  queued: "Queued",
  preparing: "Starting",
  completed: "Importing",
};

/** `Downloading S1 E2, 92 %`. */
export function downloadLabel(download: TitleDownload): string {
  const part = partText(download);
  const name = part === "" ? "" : ` ${part},`;
  if (download.isPaused) return `Paused${name} ${download.progressPercent} %`;
  const label = STATUS_LABELS[download.status];
  if (label !== undefined) return part === "" ? label : `${label} ${part}`;
  return `${download.status === "downloading" ? "Downloading" : "Waiting"}${name} ${download.progressPercent} %`;
}
