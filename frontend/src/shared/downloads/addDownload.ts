/** Adding a download, from its page or from a title's. */
import { revalidate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { addDownload, cancelDownload } from "../../api/downloads";
import type { DownloadJob, DownloadRequest } from "../../api/types";
import { toastOnError, toastUndo } from "../../ui/toast";
import { dashboardQuery } from "../queries";
import { nameOf } from "./jobName";

/** One key for one intention: pressing twice, or sending again after a lost answer, adds one job. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Raises `ApiError` when refused; the caller says it where the source was entered. */
export async function submitDownload(request: DownloadRequest, key: string): Promise<DownloadJob> {
  const job = await addDownload(request, key);
  notifyDownloadsChanged();
  const words = request.isPaused ? "is added, paused" : "is added to your downloads";
  toastUndo(`${nameOf(job)} ${words}`, () => void cancel(job.id));
  return job;
}

/** The list is loaded again whatever happened, so that it shows the truth. */
async function cancel(id: string): Promise<boolean> {
  const job = await toastOnError(cancelDownload(id));
  notifyDownloadsChanged();
  return job !== undefined;
}

const [changedAt, setChangedAt] = createSignal(0);

/** Goes up whenever something was done to a download in this tab. Tracks. */
export { changedAt as downloadsChangedAt };

/** Whatever shows downloads looks again. */
export function notifyDownloadsChanged(): void {
  setChangedAt((times) => times + 1);
  void revalidate(dashboardQuery.key);
}
