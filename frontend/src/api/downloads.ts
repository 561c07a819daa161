/** Download jobs: list, details and commands. */
import { expectSuccess, http, toApiError, unwrap } from "./client";
import type {
  BulkAction,
  BulkResult,
  DownloadChange,
  DownloadDetails,
  DownloadEvent,
  DownloadJob,
  DownloadPage,
  DownloadRequest,
  DownloadScope,
  DownloadListState,
  DownloadStats,
  DownloadTicket,
  FilePriority,
  Inspection,
  QueueMove,
} from "./types";

/** The most events one response holds. */
export const MAX_EVENTS = 100;

export interface DownloadsQuery {
  state?: DownloadListState;
  category?: string;
  q?: string;
  scope?: DownloadScope;
  limit?: number;
  cursor?: string;
  /** The `version` of an earlier response: return only later changes. */
  since?: string;
}

export interface DownloadListAnswer {
  page: DownloadPage;
  /** Sent with the next request, so that an unchanged list costs a 304. */
  etag: string | null;
}

/** Newest activity first; null when nothing has changed since the response `tag` came with. */
export async function fetchDownloads(
  query: DownloadsQuery,
  tag: string | null = null,
): Promise<DownloadListAnswer | null> {
  const headers = tag === null ? undefined : { "If-None-Match": tag };
  const answer = await http.GET("/downloads", { params: { query }, headers });
  if (answer.response.status === 304) return null;
  if (!answer.data) throw toApiError(answer.response, answer.error);
  return { page: answer.data, etag: answer.response.headers.get("ETag") };
}

/** A repeated key returns the job that the first request created. */
export function addDownload(request: DownloadRequest, key: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads", { body: request, headers: { "Idempotency-Key": key } }));
}

const jobPath = (id: string) => ({ params: { path: { job_id: id } } });

export function getDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.GET("/downloads/{job_id}", jobPath(id)));
}

export function cancelDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.DELETE("/downloads/{job_id}", jobPath(id)));
}

/** A temporary URL of the film in a download that is not complete. */
export function playDownload(id: string): Promise<DownloadTicket> {
  return unwrap(http.POST("/downloads/{job_id}/play", jobPath(id)));
}

export function pauseDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/pause", jobPath(id)));
}

export function resumeDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/resume", jobPath(id)));
}

/** A new job for a failed or cancelled one; it resumes from the files on disk. */
export function retryDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/retry", jobPath(id)));
}

export function recheckDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/recheck", jobPath(id)));
}

export function reannounceDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/reannounce", jobPath(id)));
}

export function removeDownload(id: string, withFiles: boolean): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/remove", { ...jobPath(id), body: { withFiles } }));
}

export function restoreDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/restore", jobPath(id)));
}

export function moveInQueue(id: string, way: QueueMove): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/queue", { ...jobPath(id), body: way }));
}

/** Move to the folder of a category, or to a download folder. */
export type Target = { categoryId: string } | { root: string };

export function moveDownload(id: string, to: Target): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/move", { ...jobPath(id), body: to }));
}

export function updateDownload(id: string, change: DownloadChange): Promise<DownloadJob> {
  return unwrap(http.PATCH("/downloads/{job_id}", { ...jobPath(id), body: change }));
}

export function bulkUpdateDownloads(ids: string[], action: BulkAction): Promise<BulkResult> {
  return unwrap(http.POST("/downloads/bulk", { body: { ids, action } }));
}

export function getDownloadDetails(id: string): Promise<DownloadDetails> {
  return unwrap(http.GET("/downloads/{job_id}/details", jobPath(id)));
}

export function chooseDownloadFiles(
  id: string,
  priorities: Record<string, FilePriority>,
): Promise<DownloadDetails> {
  return unwrap(http.PUT("/downloads/{job_id}/files", { ...jobPath(id), body: { priorities } }));
}

/** The events of a job, oldest first; with `after` only later ones. */
export async function listDownloadEvents(id: string, after?: string): Promise<DownloadEvent[]> {
  const answer = await unwrap(
    http.GET("/downloads/{job_id}/events", {
      params: { path: { job_id: id }, query: { after, limit: MAX_EVENTS } },
    }),
  );
  return answer.items;
}

export function getDownloadStats(scope: DownloadScope): Promise<DownloadStats> {
  return unwrap(http.GET("/downloads/stats", { params: { query: { scope } } }));
}

/** Inspect a source without downloading it. */
/** An inspection response: without files while it is pending. */
type InspectionAnswer = Omit<Inspection, "files"> & Partial<Pick<Inspection, "files">>;

const withFiles = (answer: InspectionAnswer): Inspection => ({
  ...answer,
  files: answer.files ?? [],
});

export async function inspectSource(source: DownloadRequest): Promise<Inspection> {
  const body = { sourceType: source.sourceType, source: source.source };
  return withFiles(await unwrap(http.POST("/downloads/inspect", { body })));
}

const inspectionPath = (id: string) => ({ params: { path: { inspection_id: id } } });

export async function getInspection(id: string): Promise<Inspection> {
  return withFiles(
    await unwrap(http.GET("/downloads/inspections/{inspection_id}", inspectionPath(id))),
  );
}

export function discardInspection(id: string): Promise<void> {
  return expectSuccess(http.DELETE("/downloads/inspections/{inspection_id}", inspectionPath(id)));
}
