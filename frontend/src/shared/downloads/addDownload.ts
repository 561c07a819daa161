/** Submit a download and refresh the lists that show it. */
import { addDownload, cancelDownload } from "../../api/downloads";
import type { DownloadJob, DownloadRequest } from "../../api/types";
import { toastOnError, toastUndo } from "../../ui/toast";
import { notifyDownloadsChanged } from "./downloadChanges";
import { nameOf } from "./jobName";

/** Raises `ApiError`; the caller shows it beside the source field. */
export async function submitDownload(request: DownloadRequest, key: string): Promise<DownloadJob> {
  const job = await addDownload(request, key);
  notifyDownloadsChanged();
  const outcome = request.isPaused ? "is added, paused" : "is added to your downloads";
  toastUndo(`${nameOf(job)} ${outcome}`, () => void cancel(job.id));
  return job;
}

/** Refresh the lists after success and failure, so that they show the server's state. */
async function cancel(id: string): Promise<boolean> {
  const job = await toastOnError(cancelDownload(id));
  notifyDownloadsChanged();
  return job !== undefined;
}
