import { For } from "solid-js";
import type { CollectionView } from "../../api/collections";
import type { CollectionSort } from "../../api/types";
import { Chip } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";

export const WHOLE: CollectionView = { sort: "order", unseen: false, available: false };

/** Whether every title is shown in the collection's order. */
export const isWhole = (view: CollectionView) =>
  view.sort === "order" && !view.unseen && !view.available;

const SORTS: readonly { sort: CollectionSort; label: string }[] = [
  { sort: "order", label: "In order" },
  { sort: "year", label: "Release year" },
  { sort: "rating", label: "Rating" },
  { sort: "length", label: "Length" },
];

interface CollectionFiltersProps {
  view: CollectionView;
  onChange: (view: CollectionView) => void;
}

/** How the titles are sorted, and which of them are shown. */
export function CollectionFilters(props: CollectionFiltersProps) {
  const change = (changes: Partial<CollectionView>) =>
    props.onChange({ ...props.view, ...changes });
  return (
    <ChipRow label="Sort and filter" class="mb-6 phone:mb-5">
      <For each={SORTS}>
        {({ sort, label }) => (
          <Chip on={props.view.sort === sort} onClick={() => change({ sort })}>
            {label}
          </Chip>
        )}
      </For>
      <Chip on={props.view.unseen} onClick={() => change({ unseen: !props.view.unseen })}>
        Not seen
      </Chip>
      <Chip on={props.view.available} onClick={() => change({ available: !props.view.available })}>
        In your library
      </Chip>
    </ChipRow>
  );
}
