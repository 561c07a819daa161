import { createEffect } from "solid-js";
import { listDiscoverItems } from "../../api/discover";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { FilteredTitleGrid } from "../../shared/titles/FilteredTitleGrid";
import { filterKey, filterQuery, NO_FILTERS } from "../../shared/titles/titleListFilters";
import { totalText } from "../../shared/titles/filterTexts";
import { typeOf } from "../../shared/titles/mediaKinds";
import type { UrlFilters } from "../../shared/titles/urlFilters";

/** The titles that match the filters, instead of the rails. */
export function FilteredDiscover(props: UrlFilters & { onCountText: (text: string) => void }) {
  const pages = createPagedList(
    () => `discover:${filterKey(props.filters())}`,
    (page, signal) =>
      listDiscoverItems(
        {
          ...filterQuery(props.filters()),
          mediaType: typeOf(props.filters().kind),
          page,
          pageSize: PAGE_SIZE,
        },
        signal,
      ),
  );
  createEffect(() =>
    props.onCountText(pages.total() > 0 ? totalText(pages.total(), "title", props.filters()) : ""),
  );
  return (
    <FilteredTitleGrid
      pages={pages}
      filters={props.filters()}
      onClear={() => props.change(NO_FILTERS)}
      noun="title"
      empty="There is nothing to discover yet."
    />
  );
}
