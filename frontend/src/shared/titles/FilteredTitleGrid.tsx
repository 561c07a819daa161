import { Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import type { PagedList } from "../../lib/pagedList";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { isFiltered, type Filters } from "./titleListFilters";
import { MediaGrid } from "./MediaGrid";

interface FilteredTitleGridProps {
  pages: PagedList<MediaCard>;
  filters: Filters;
  onClear: () => void;
  /** "movie", "title". */
  noun: string;
  /** The message for an empty list without filters. */
  empty: string;
}

/** The filtered list, and the actions for an empty result. */
export function FilteredTitleGrid(props: FilteredTitleGridProps) {
  const last = () =>
    props.pages.total() >= props.pages.items.length && !props.pages.hasMore()
      ? `That is every ${props.noun} ${isFiltered(props.filters) ? "that matches" : "there is"}.`
      : undefined;
  return (
    <MediaGrid
      isCatalogue
      pages={props.pages}
      end={last()}
      empty={
        <Show when={isFiltered(props.filters)} fallback={<EmptyState text={props.empty} />}>
          <EmptyState
            text={`No ${props.noun}s match these filters.`}
            action={
              <Button tone="primary" size="medium" onClick={() => props.onClear()}>
                Clear filters
              </Button>
            }
          />
        </Show>
      }
    />
  );
}
