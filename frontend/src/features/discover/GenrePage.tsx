import { createAsyncStore, useParams } from "@solidjs/router";
import { listDiscoverItems } from "../../api/discover";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { genresQuery } from "../../shared/titles/catalogQueries";
import { FilterBar } from "../../shared/titles/FilterBar";
import { FilteredTitleGrid } from "../../shared/titles/FilteredTitleGrid";
import {
  filterKey,
  filterQuery,
  NO_FILTERS,
  type Filters,
} from "../../shared/titles/titleListFilters";
import { totalText } from "../../shared/titles/filterTexts";
import { typeOf } from "../../shared/titles/mediaKinds";
import { useFilters } from "../../shared/titles/urlFilters";
import { PageHeader } from "../../ui/PageHeader";
import { titleFromSlug } from "./titleFromSlug";

/** All titles of one genre, of one type or of all types. */
export default function GenrePage() {
  const params = useParams<{ slug: string }>();
  const address = useFilters();
  const genres = createAsyncStore(() => genresQuery());
  const name = () =>
    genres.latest?.find((genre) => genre.slug === params.slug)?.name ?? titleFromSlug(params.slug);
  const filters = (): Filters => ({ ...address.filters(), genre: null });
  const pages = createPagedList(
    () => `genre:${params.slug}:${filterKey(filters())}`,
    (page, signal) =>
      listDiscoverItems(
        {
          ...filterQuery(filters()),
          genre: params.slug,
          mediaType: typeOf(filters().kind),
          page,
          pageSize: PAGE_SIZE,
        },
        signal,
      ),
  );
  const countText = () => (pages.total() > 0 ? totalText(pages.total(), "title", filters()) : "");
  pageTitle(name);

  return (
    <div class="page page-top">
      <PageHeader title={name()} class="mb-5!" />
      <FilterBar
        {...address}
        filters={filters}
        genre={params.slug}
        all="All"
        totalText={countText()}
      />
      <FilteredTitleGrid
        pages={pages}
        filters={filters()}
        onClear={() => address.change(NO_FILTERS)}
        noun="title"
        empty="No titles of this genre yet."
      />
    </div>
  );
}
