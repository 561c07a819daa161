/** What the house decides about downloads: limits, the network, where they go. */
import { done, http, unwrap } from "./client";
import type {
  Category,
  CategoryWish,
  Folder,
  HouseRules,
  HouseRulesChange,
  PeopleQuotas,
  PerPerson,
  PortTest,
} from "./types";

export function getHouseRules(): Promise<HouseRules> {
  return unwrap(http.GET("/downloads/settings"));
}

/** What is not said stays as it is. */
export function changeHouseRules(change: HouseRulesChange): Promise<HouseRules> {
  return unwrap(http.PATCH("/downloads/settings", { body: change }));
}

export function testPort(): Promise<PortTest> {
  return unwrap(http.GET("/downloads/settings/port-test"));
}

/** Where downloads may go. */
export async function listFolders(): Promise<Folder[]> {
  return (await unwrap(http.GET("/downloads/folders"))).items;
}

export async function listCategories(): Promise<Category[]> {
  return (await unwrap(http.GET("/downloads/categories"))).items;
}

export function addCategory(wish: CategoryWish): Promise<Category> {
  return unwrap(http.POST("/downloads/categories", { body: wish }));
}

const by = (id: string) => ({ params: { path: { category_id: id } } });

export function changeCategory(id: string, wish: CategoryWish): Promise<Category> {
  return unwrap(http.PATCH("/downloads/categories/{category_id}", { ...by(id), body: wish }));
}

export function forgetCategory(id: string): Promise<void> {
  return done(http.DELETE("/downloads/categories/{category_id}", by(id)));
}

const PEOPLE_ON_A_PAGE = 50;

/** Everybody by name, with what they have and what was decided for them alone. */
export function listQuotas(page: number): Promise<PeopleQuotas> {
  const query = { page, pageSize: PEOPLE_ON_A_PAGE };
  return unwrap(http.GET("/admin/download-quotas", { params: { query } }));
}

/** For this person alone; null follows the house. */
export async function decideQuota(id: string, own: PerPerson): Promise<void> {
  await unwrap(
    http.PUT("/admin/users/{user_id}/download-quota", {
      params: { path: { user_id: id } },
      body: own,
    }),
  );
}
