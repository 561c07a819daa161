/** Jobs: asking for them, looking at them, and what people say about them. */
import { done, http, refusal, unwrap } from "./client";
import type {
  BulkAction,
  BulkDone,
  DownloadChange,
  DownloadDetails,
  DownloadEvent,
  DownloadJob,
  DownloadPage,
  DownloadRequest,
  DownloadScope,
  DownloadStanding,
  DownloadStats,
  FilePriority,
  Inspection,
  QueueMove,
} from "./types";

/** As many events as one answer holds. */
export const STORY_LIMIT = 100;

export interface DownloadsQuery {
  state?: DownloadStanding;
  category?: string;
  q?: string;
  scope?: DownloadScope;
  limit?: number;
  cursor?: string;
  /** The `version` of an earlier answer: only what changed since. */
  since?: string;
}

export interface Look {
  page: DownloadPage;
  /** Given back with the next look, so that nothing new costs nothing. */
  tag: string | null;
}

/** Newest activity first; null when nothing has changed since the look that `tag` is of. */
export async function lookAtDownloads(
  query: DownloadsQuery,
  tag: string | null = null,
): Promise<Look | null> {
  const headers = tag === null ? undefined : { "If-None-Match": tag };
  const answer = await http.GET("/downloads", { params: { query }, headers });
  if (answer.response.status === 304) return null;
  if (!answer.data) throw refusal(answer.response, answer.error);
  return { page: answer.data, tag: answer.response.headers.get("ETag") };
}

/** Sending the same key again answers with the job the first one made. */
export function addDownload(request: DownloadRequest, key: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads", { body: request, headers: { "Idempotency-Key": key } }));
}

const by = (id: string) => ({ params: { path: { job_id: id } } });

export function getDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.GET("/downloads/{job_id}", by(id)));
}

export function cancelDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.DELETE("/downloads/{job_id}", by(id)));
}

export function pauseDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/pause", by(id)));
}

export function resumeDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/resume", by(id)));
}

/** A new job for one that failed or was cancelled; it goes on from what is on the disk. */
export function retryDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/retry", by(id)));
}

export function recheckDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/recheck", by(id)));
}

export function reannounceDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/reannounce", by(id)));
}

export function removeDownload(id: string, withFiles: boolean): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/remove", { ...by(id), body: { withFiles } }));
}

export function restoreDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/restore", by(id)));
}

export function queueDownload(id: string, way: QueueMove): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/queue", { ...by(id), body: way }));
}

/** To a category, or to one of our folders. */
export type Target = { categoryId: string } | { root: string };

export function moveDownload(id: string, to: Target): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads/{job_id}/move", { ...by(id), body: to }));
}

export function changeDownload(id: string, change: DownloadChange): Promise<DownloadJob> {
  return unwrap(http.PATCH("/downloads/{job_id}", { ...by(id), body: change }));
}

export function changeManyDownloads(ids: string[], action: BulkAction): Promise<BulkDone> {
  return unwrap(http.POST("/downloads/bulk", { body: { ids, action } }));
}

export function getDownloadDetails(id: string): Promise<DownloadDetails> {
  return unwrap(http.GET("/downloads/{job_id}/details", by(id)));
}

export function chooseDownloadFiles(
  id: string,
  priorities: Record<string, FilePriority>,
): Promise<DownloadDetails> {
  return unwrap(http.PUT("/downloads/{job_id}/files", { ...by(id), body: { priorities } }));
}

/** What happened to a job, oldest first; with `after` only what came later than that. */
export async function listDownloadEvents(id: string, after?: string): Promise<DownloadEvent[]> {
  const answer = await unwrap(
    http.GET("/downloads/{job_id}/events", {
      params: { path: { job_id: id }, query: { after, limit: STORY_LIMIT } },
    }),
  );
  return answer.items;
}

export function getDownloadStats(scope: DownloadScope): Promise<DownloadStats> {
  return unwrap(http.GET("/downloads/stats", { params: { query: { scope } } }));
}

/** Find out what a source holds, without asking for it. */
/** As the server may answer it: while it is pending nothing is known of the files. */
type InspectionAnswer = Omit<Inspection, "files"> & Partial<Pick<Inspection, "files">>;

const withFiles = (answer: InspectionAnswer): Inspection => ({
  ...answer,
  files: answer.files ?? [],
});

export async function lookInside(source: DownloadRequest): Promise<Inspection> {
  const body = { sourceType: source.sourceType, source: source.source };
  return withFiles(await unwrap(http.POST("/downloads/inspect", { body })));
}

const look = (id: string) => ({ params: { path: { inspection_id: id } } });

export async function getInspection(id: string): Promise<Inspection> {
  return withFiles(await unwrap(http.GET("/downloads/inspections/{inspection_id}", look(id))));
}

export function forgetInspection(id: string): Promise<void> {
  return done(http.DELETE("/downloads/inspections/{inspection_id}", look(id)));
}
