/** Download settings, folders, categories and quotas of the server. */
import { expectSuccess, http, unwrap } from "./client";
import type {
  Category,
  CategoryInput,
  Folder,
  FolderCheck,
  DownloadSettings,
  DownloadSettingsChange,
  UserQuotaPage,
  QuotaLimits,
  PortTest,
} from "./types";

export function getDownloadSettings(): Promise<DownloadSettings> {
  return unwrap(http.GET("/downloads/settings"));
}

/** Fields that are absent stay unchanged. */
export function updateDownloadSettings(change: DownloadSettingsChange): Promise<DownloadSettings> {
  return unwrap(http.PATCH("/downloads/settings", { body: change }));
}

export function testPort(): Promise<PortTest> {
  return unwrap(http.GET("/downloads/settings/port-test"));
}

/** The download folders. */
export async function listFolders(): Promise<Folder[]> {
  return (await unwrap(http.GET("/downloads/folders"))).items;
}

/** For downloads that start from now on; all folders, the chosen one first. */
export async function chooseDownloadFolder(path: string): Promise<Folder[]> {
  return (await unwrap(http.PUT("/downloads/folders/chosen", { body: { path } }))).items;
}

export function testDownloadFolder(path: string): Promise<FolderCheck> {
  return unwrap(http.POST("/downloads/folders/test", { body: { path } }));
}

export async function listCategories(): Promise<Category[]> {
  return (await unwrap(http.GET("/downloads/categories"))).items;
}

export function addCategory(input: CategoryInput): Promise<Category> {
  return unwrap(http.POST("/downloads/categories", { body: input }));
}

const categoryPath = (id: string) => ({ params: { path: { category_id: id } } });

export function updateCategory(id: string, input: CategoryInput): Promise<Category> {
  return unwrap(
    http.PATCH("/downloads/categories/{category_id}", { ...categoryPath(id), body: input }),
  );
}

export function deleteCategory(id: string): Promise<void> {
  return expectSuccess(http.DELETE("/downloads/categories/{category_id}", categoryPath(id)));
}

const QUOTA_PAGE_SIZE = 50;

/** Users sorted by name, with their usage and their own limits. */
export function listQuotas(page: number): Promise<UserQuotaPage> {
  const query = { page, pageSize: QUOTA_PAGE_SIZE };
  return unwrap(http.GET("/admin/download-quotas", { params: { query } }));
}

/** Limits of one user; null follows the default. */
export async function setQuota(id: string, own: QuotaLimits): Promise<void> {
  await unwrap(
    http.PUT("/admin/users/{user_id}/download-quota", {
      params: { path: { user_id: id } },
      body: own,
    }),
  );
}
