import { createAsyncStore, query } from "@solidjs/router";
import { Show } from "solid-js";
import { listCollections } from "../../api/collections";
import type { Collection } from "../../api/types";
import { CollectionRail } from "../../shared/titles/CollectionCard";
import { RailSkeleton } from "../../ui/Skeleton";

const MAX_COLLECTIONS = 12;

/** The page works without them. */
const collectionsQuery = query(
  (): Promise<Collection[]> =>
    listCollections(1, MAX_COLLECTIONS).then(
      (answer) => answer.items,
      () => [],
    ),
  "collections",
);

export function DiscoverCollections() {
  const collections = createAsyncStore(() => collectionsQuery());
  return (
    // Reserve the space: late content would cause a layout shift.
    <Show when={collections.latest} fallback={<RailSkeleton kind="still" />}>
      {(found) => <CollectionRail collections={found()} />}
    </Show>
  );
}
