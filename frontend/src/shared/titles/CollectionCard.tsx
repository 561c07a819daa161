import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Collection } from "../../api/types";
import { pluralize } from "../../lib/format";
import { collectionPath } from "../../lib/pagePaths";
import { CollectionCover } from "../../ui/poster/CollectionCover";
import { Rail } from "../../ui/Rail";

interface CollectionCardProps {
  collection: Collection;
  class?: string;
}

/** A collection as a cover: its first posters with its name over them. */
export function CollectionCard(props: CollectionCardProps) {
  return (
    <A
      href={collectionPath(props.collection.slug)}
      data-roving-item
      class={`group/cover relative isolate block aspect-video overflow-hidden rounded-card outline-offset-3 transition-[transform,box-shadow] duration-(--slow) art-edge hover:z-2 hover:-translate-y-1.5 hover:shadow-raised focus-visible:z-2 focus-visible:-translate-y-1.5 focus-visible:shadow-raised ${props.class ?? "w-(--still)"}`}
    >
      <CollectionCover
        name={props.collection.name}
        posters={props.collection.posters}
        class="transition-transform duration-400 group-hover/cover:scale-104"
      />
      <span class="absolute inset-x-5 bottom-4 text-on-art">
        <b class="line-clamp-2 max-w-[11em] text-20 leading-[1.1] font-semibold tracking-[-.03em] text-balance phone:text-17">
          {props.collection.name}
        </b>
        <Show when={props.collection.count > 0}>
          <small class="mt-1 block text-12 text-on-art-muted tabular-nums">
            {pluralize(props.collection.count, "title")}
          </small>
        </Show>
      </span>
    </A>
  );
}

export function CollectionRail(props: { collections: readonly Collection[] }) {
  return (
    <Show when={props.collections.length > 0}>
      <Rail title="Collections" href="/app/collections" kind="still">
        <For each={props.collections}>
          {(collection) => <CollectionCard collection={collection} />}
        </For>
      </Rail>
    </Show>
  );
}
