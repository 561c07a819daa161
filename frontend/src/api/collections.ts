import { http, unwrap } from "./client";
import type {
  CollectionChange,
  CollectionChoice,
  CollectionEdit,
  CollectionPage,
  CollectionPerson,
  CollectionShelf,
  CollectionSort,
  CollectionsPage,
  NewCollection,
  RulePreview,
  SmartRules,
} from "./types";

/** The catalogue's, one's own with those shared with one, or shared ones of other people. */
export function listCollections(
  page: number,
  pageSize: number,
  signal?: AbortSignal,
  owner: CollectionShelf = "catalog",
): Promise<CollectionsPage> {
  return unwrap(http.GET("/collections", { params: { query: { page, pageSize, owner } }, signal }));
}

/** Which titles of a collection, and how sorted. */
export interface CollectionView {
  sort: CollectionSort;
  unseen: boolean;
  available: boolean;
}

export function getCollection(
  slug: string,
  view: CollectionView,
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<CollectionPage> {
  return unwrap(
    http.GET("/collections/{collection}", {
      params: { path: { collection: slug }, query: { ...view, page, pageSize } },
      signal,
    }),
  );
}

export function createCollection(collection: NewCollection): Promise<CollectionChange> {
  return unwrap(http.POST("/collections", { body: collection }));
}

/** Fields that are left out stay as they are. */
export function editCollection(id: number, edit: CollectionEdit): Promise<CollectionChange> {
  return unwrap(
    http.PATCH("/collections/{collection}", { params: { path: { collection: id } }, body: edit }),
  );
}

export function deleteCollection(id: number): Promise<CollectionChange> {
  return unwrap(http.DELETE("/collections/{collection}", { params: { path: { collection: id } } }));
}

export function addToCollection(id: number, mediaIds: number[]): Promise<CollectionChange> {
  return unwrap(
    http.POST("/collections/{collection}/items", {
      params: { path: { collection: id } },
      body: { mediaIds },
    }),
  );
}

export function removeFromCollection(id: number, mediaIds: number[]): Promise<CollectionChange> {
  return unwrap(
    http.POST("/collections/{collection}/items/remove", {
      params: { path: { collection: id } },
      body: { mediaIds },
    }),
  );
}

/** Before a title of the collection; null: to the end. */
export function moveInCollection(
  id: number,
  mediaIds: number[],
  beforeId: number | null,
): Promise<CollectionChange> {
  return unwrap(
    http.POST("/collections/{collection}/items/move", {
      params: { path: { collection: id } },
      body: { mediaIds, beforeId },
    }),
  );
}

/** The collections a title can be added to, the last changed first. */
export async function listCollectionChoices(mediaId: number): Promise<CollectionChoice[]> {
  const call = http.GET("/collections/choices/{media_id}", {
    params: { path: { media_id: mediaId } },
  });
  return (await unwrap(call)).items;
}

/** The other users. */
export async function listPeopleHere(): Promise<CollectionPerson[]> {
  return (await unwrap(http.GET("/collections/people"))).items;
}

/** What rules choose for the user. */
export function previewRules(rules: SmartRules, signal?: AbortSignal): Promise<RulePreview> {
  return unwrap(http.POST("/collections/preview", { body: rules, signal }));
}
