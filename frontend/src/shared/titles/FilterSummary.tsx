import { For, Show } from "solid-js";
import type { MediaType } from "../../api/types";
import { Button } from "../../ui/Button";
import { ActiveFilter } from "./ActiveFilter";
import { isFiltered, NO_FILTERS } from "./titleListFilters";
import { activeFilters } from "./filterTexts";
import { TitleSortMenu } from "./TitleSortMenu";
import type { UrlFilters } from "./urlFilters";

/** The state of the list: count, active filters and sort order. */
export default function FilterSummary(
  props: UrlFilters & {
    totalText: string;
    listType: MediaType | undefined;
    genreName: (slug: string) => string;
  },
) {
  const active = () => activeFilters(props.filters(), props.genreName);
  return (
    <div class="mt-3 mb-7 flex min-h-9 flex-wrap items-center gap-x-2 gap-y-2.5 phone:mb-5">
      <p class="mr-3 text-14 text-muted tabular-nums" role="status">
        {props.totalText}
      </p>
      <For each={active()}>
        {(filter) => (
          <ActiveFilter label={filter.label} onRemove={() => props.change(filter.without)} />
        )}
      </For>
      <Show when={isFiltered(props.filters())}>
        <Button size="small" tone="ghost" onClick={() => props.change(NO_FILTERS)}>
          Clear all
        </Button>
      </Show>
      <span class="-mr-3.5 ml-auto">
        <TitleSortMenu
          value={props.filters().sort}
          type={props.listType}
          onChange={(sort) => props.change({ sort })}
        />
      </span>
    </div>
  );
}
