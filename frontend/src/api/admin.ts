import { expectSuccess, http, unwrap } from "./client";
import type { AdminHealth, ImportRun, Provider, ProviderKey, ProviderTest } from "./types";

/** Versions, and the state of each dependency of the server. */
export function getAdminHealth(): Promise<AdminHealth> {
  return unwrap(http.GET("/admin/health"));
}

export async function listProviders(): Promise<Provider[]> {
  return (await unwrap(http.GET("/admin/providers"))).items;
}

const providerPath = (provider: string) => ({ params: { path: { provider } } });

/** Keys are write-only: no response contains one. */
export function saveProviderKey(provider: string, key: ProviderKey): Promise<void> {
  return expectSuccess(
    http.PUT("/admin/providers/{provider}/key", { ...providerPath(provider), body: key }),
  );
}

export function clearProviderKey(provider: string): Promise<void> {
  return expectSuccess(http.DELETE("/admin/providers/{provider}/key", providerPath(provider)));
}

/** Sends one request to the provider with this key, or with the stored key when there are no fields. */
export function testProviderKey(provider: string, key: ProviderKey): Promise<ProviderTest> {
  return unwrap(
    http.POST("/admin/providers/{provider}/test", { ...providerPath(provider), body: key }),
  );
}

/** The newest first. */
export async function listImports(): Promise<ImportRun[]> {
  return (await unwrap(http.GET("/admin/imports"))).items;
}

export function startImport(source: "imdb"): Promise<ImportRun> {
  return unwrap(http.POST("/admin/imports", { body: { source } }));
}

/** Fetch the metadata of titles again: of all, or of those that failed. */
export function resetMetadata(onlyFailed: boolean): Promise<void> {
  return expectSuccess(
    http.POST("/admin/metadata/reset", { body: { onlyFailed, olderThanDays: 0 } }),
  );
}

/** Refresh the sections of Discover now. */
export function syncDiscover(): Promise<void> {
  return expectSuccess(http.POST("/admin/sync"));
}
