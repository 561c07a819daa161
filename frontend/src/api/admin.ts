import { expectSuccess, http, unwrap } from "./client";
import type { ImportRun, Provider } from "./types";

export async function listProviders(): Promise<Provider[]> {
  return (await unwrap(http.GET("/admin/providers"))).items;
}

/** The newest first. */
export async function listImports(): Promise<ImportRun[]> {
  return (await unwrap(http.GET("/admin/imports"))).items;
}

export function startImport(source: "imdb"): Promise<ImportRun> {
  return unwrap(http.POST("/admin/imports", { body: { source } }));
}

/** Ask for the sections of Discover again, now. */
export function syncDiscover(): Promise<void> {
  return expectSuccess(http.POST("/admin/sync"));
}
