import { A } from "@solidjs/router";
import WandSparkles from "lucide-solid/icons/wand-sparkles";
import { For, Show } from "solid-js";
import type { Collection } from "../../api/types";
import { pluralize } from "../../lib/format";
import { collectionPath } from "../../lib/pagePaths";
import { Avatar } from "../../ui/Avatar";
import { PosterStrip } from "../../ui/poster/PosterStrip";
import { ProgressBar } from "../../ui/ProgressBar";

/** A collection of a person: its first posters, and how much of it the user has seen. */
export function OwnCollectionCard(props: { collection: Collection }) {
  const seen = () => props.collection.seenCount ?? 0;
  const count = () => props.collection.count;
  const isSmart = () => props.collection.strategy === "smart";
  const progress = () => {
    if (count() === 0) return isSmart() ? "Nothing matches yet" : "No titles yet";
    if (isSmart() && seen() === 0) return `${pluralize(count(), "title")} to see`;
    return `${seen()} of ${count()} seen`;
  };
  return (
    <A
      href={collectionPath(props.collection.slug)}
      data-roving-item
      class="group/own block min-w-0 rounded-card outline-offset-4 transition-transform duration-(--slow) hover:-translate-y-1"
    >
      <PosterStrip name={props.collection.name} posters={props.collection.posters} />
      <span class="mt-4 flex items-start gap-4">
        <span class="min-w-0 flex-1">
          <b class="block truncate text-17 font-strong tracking-[-.018em]">
            {props.collection.name}
          </b>
          <small class="mt-1 flex items-center gap-2.5 text-13 text-muted tabular-nums">
            <Show when={isSmart()}>
              <span class="flex items-center gap-1.5 text-accent-text">
                <WandSparkles class="size-3.5" aria-hidden="true" />
                Smart
              </span>
            </Show>
            <span class="truncate">{progress()}</span>
          </small>
        </span>
        <People collection={props.collection} />
      </span>
      <ProgressBar
        class="mt-4"
        label={`Seen of ${props.collection.name}`}
        percent={count() > 0 ? (100 * seen()) / count() : 0}
      />
    </A>
  );
}

/** Whose it is and who may change it, unless that is the user alone. */
export function People(props: { collection: Collection }) {
  const people = () => {
    const { owner, sharedWith, isOwn } = props.collection;
    if (!owner || (isOwn && sharedWith.length === 0)) return [];
    return [owner, ...sharedWith].slice(0, 4);
  };
  return (
    <Show when={people().length > 0}>
      <span
        class="flex flex-none -space-x-2.5"
        title={people()
          .map((one) => one.name)
          .join(", ")}
      >
        <For each={people()}>
          {(person) => <Avatar name={person.name} class="size-7 text-11 ring-2 ring-(--bg)" />}
        </For>
      </span>
    </Show>
  );
}
