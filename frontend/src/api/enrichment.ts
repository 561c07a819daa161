import { expectSuccess, http, unwrap } from "./client";
import type { Enrichment, UndescribedPage } from "./types";

/** What each source of metadata does now, and how much of the catalogue it described. */
export function getEnrichment(): Promise<Enrichment> {
  return unwrap(http.GET("/admin/enrichment"));
}

const source = (provider: string) => ({ params: { path: { provider } } });

/** Ask a source nothing until it is resumed. */
export function pauseSource(provider: string): Promise<void> {
  return expectSuccess(http.POST("/admin/enrichment/{provider}/pause", source(provider)));
}

export function resumeSource(provider: string): Promise<void> {
  return expectSuccess(http.POST("/admin/enrichment/{provider}/resume", source(provider)));
}

export interface UndescribedFilter {
  q: string;
  outcome?: "not_found" | "failed";
}

/** Titles their source does not know or could not answer for, the most voted first. */
export function listUndescribed(
  filter: UndescribedFilter,
  cursor?: string,
): Promise<UndescribedPage> {
  const { q, outcome } = filter;
  return unwrap(
    http.GET("/admin/enrichment/unmatched", { params: { query: { q, outcome, cursor } } }),
  );
}

const title = (mediaId: number) => ({ params: { path: { media_id: mediaId } } });

/** Have the worker ask for a title again. */
export async function retryTitle(mediaId: number): Promise<void> {
  await unwrap(http.POST("/admin/enrichment/titles/{media_id}/retry", title(mediaId)));
}

/** Say which number the source of its kind has for a title. */
export async function matchTitle(mediaId: number, externalId: number): Promise<void> {
  await unwrap(
    http.PUT("/admin/enrichment/titles/{media_id}/match", {
      ...title(mediaId),
      body: { externalId },
    }),
  );
}
