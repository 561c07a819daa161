import type { DownloadJob } from "../src/api/types";

/** A download with a boring value for everything a test does not spell out. */
export function aJob(changes: Partial<DownloadJob> = {}): DownloadJob {
  return {
    id: "d1",
    sourceType: "magnet",
    source: "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567",
    title: "Spring",
    status: "queued",
    detail: "",
    reason: null,
    queuePosition: null,
    progressPercent: 0,
    bytesTotal: 0,
    bytesDownloaded: 0,
    downloadSpeedMbps: 0,
    etaSeconds: null,
    engineJobId: null,
    errorMessage: "",
    retryCount: 0,
    nextRetryAt: null,
    mediaId: null,
    mediaTitle: null,
    posterUrl: null,
    libraryItemId: null,
    createdAt: "2026-03-20T19:00:00Z",
    updatedAt: "2026-03-20T19:00:00Z",
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
    ...changes,
  };
}
