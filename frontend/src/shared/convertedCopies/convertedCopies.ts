/** The converted copies of a file, asked for again while one is being made. */
import { createAsync, query, revalidate } from "@solidjs/router";
import { createEffect, onCleanup, type Accessor } from "solid-js";
import { listCopies } from "../../api/convertedCopies";
import type { ConvertedCopies } from "../../api/types";

const ASK_EVERY_MS = 2_000;

export const copiesQuery = query(listCopies, "converted-copies");

export function createCopies(itemId: Accessor<string>): Accessor<ConvertedCopies | undefined> {
  const found = createAsync(() => copiesQuery(itemId()));
  const isMaking = () =>
    found.latest?.items.some(({ state }) => state === "waiting" || state === "running") ?? false;
  // Only while one is made, and asked again when the answer before it is there.
  createEffect(() => {
    if (!found.latest || !isMaking()) return;
    const timer = setTimeout(() => void revalidate(copiesQuery.keyFor(itemId())), ASK_EVERY_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return () => found.latest;
}
