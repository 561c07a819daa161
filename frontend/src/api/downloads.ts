import { http, unwrap } from "./client";
import type { DownloadEvent, DownloadJob, DownloadRequest } from "./types";

/** One page of the list; more than a household has under way at once. */
const LIST_LIMIT = 50;
const STORY_LIMIT = 100;

/** Newest activity first. */
export async function listDownloads(): Promise<DownloadJob[]> {
  const answer = await unwrap(http.GET("/downloads", { params: { query: { limit: LIST_LIMIT } } }));
  return answer.items;
}

/** Sending the same key again answers with the job the first one made. */
export function addDownload(request: DownloadRequest, key: string): Promise<DownloadJob> {
  return unwrap(http.POST("/downloads", { body: request, headers: { "Idempotency-Key": key } }));
}

export function cancelDownload(id: string): Promise<DownloadJob> {
  return unwrap(http.DELETE("/downloads/{job_id}", { params: { path: { job_id: id } } }));
}

/** What happened to a job, oldest first. */
export async function listDownloadEvents(id: string): Promise<DownloadEvent[]> {
  const answer = await unwrap(
    http.GET("/downloads/{job_id}/events", {
      params: { path: { job_id: id }, query: { limit: STORY_LIMIT } },
    }),
  );
  return answer.items;
}
