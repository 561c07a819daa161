import { http, unwrap } from "./client";
import type { CollectionPage, CollectionsPage } from "./types";

export function listCollections(
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<CollectionsPage> {
  return unwrap(http.GET("/collections", { params: { query: { page, pageSize } }, signal }));
}

export function getCollection(
  slug: string,
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<CollectionPage> {
  return unwrap(
    http.GET("/collections/{slug}", {
      params: { path: { slug }, query: { page, pageSize } },
      signal,
    }),
  );
}
