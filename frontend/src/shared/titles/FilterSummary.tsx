import X from "lucide-solid/icons/x";
import { For, Show } from "solid-js";
import type { MediaType } from "../../api/types";
import { Button } from "../../ui/Button";
import { isFiltered, NO_FILTERS } from "./filters";
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
          <button
            type="button"
            class="reach inline-flex h-8 items-center gap-1.5 rounded-pill bg-fill pr-2.5 pl-3.5 text-13 transition-[background-color] press hover:bg-fill-2"
            aria-label={`Remove filter ${filter.label}`}
            onClick={() => props.change(filter.without)}
          >
            {filter.label}
            <X class="size-3.5 text-muted" aria-hidden="true" />
          </button>
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
