import { expectSuccess, http, unwrap } from "./client";
import type {
  Enrichment,
  MatchedTitle,
  ProviderTitles,
  UndescribedPage,
  UndescribedTitle,
} from "./types";

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

/** Ask a source again for every title it did not know or could not answer for; how many. */
export async function retrySource(provider: string): Promise<number> {
  const { titles } = await unwrap(
    http.POST("/admin/enrichment/{provider}/retry", { ...source(provider), body: {} }),
  );
  return titles;
}

export interface UndescribedFilter {
  q: string;
  source?: UndescribedTitle["source"];
  kind?: UndescribedTitle["kind"];
  outcome?: UndescribedTitle["outcome"];
}

/** Titles their source does not know or could not answer for, the most voted first. */
export function listUndescribed(
  filter: UndescribedFilter,
  cursor?: string,
): Promise<UndescribedPage> {
  return unwrap(
    http.GET("/admin/enrichment/unmatched", { params: { query: { ...filter, cursor } } }),
  );
}

const title = (mediaId: number) => ({ params: { path: { media_id: mediaId } } });

/** Have the worker ask a source for a title again. */
export async function retryTitle(
  mediaId: number,
  source: UndescribedTitle["source"],
): Promise<void> {
  await unwrap(
    http.POST("/admin/enrichment/titles/{media_id}/retry", {
      params: { path: { media_id: mediaId }, query: { source } },
    }),
  );
}

/** What the source of a title finds by a name. */
export function listCandidates(mediaId: number, q: string): Promise<ProviderTitles> {
  return unwrap(
    http.GET("/admin/enrichment/titles/{media_id}/candidates", {
      params: { path: { media_id: mediaId }, query: { q } },
    }),
  );
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

/** Give a title back the number and the facts it had before it was matched by hand. */
export async function undoMatch(mediaId: number): Promise<void> {
  await unwrap(http.DELETE("/admin/enrichment/titles/{media_id}/match", title(mediaId)));
}

/** The titles that were matched by hand, the newest first. */
export async function listMatched(): Promise<MatchedTitle[]> {
  const { items } = await unwrap(http.GET("/admin/enrichment/matched"));
  return items;
}
