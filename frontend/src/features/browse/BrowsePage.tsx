import { createAsyncStore, useLocation } from "@solidjs/router";
import { listMedia } from "../../api/catalog";
import type { MediaType } from "../../api/types";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { facetsQuery } from "../../shared/titles/catalogQueries";
import { FilterBar } from "../../shared/titles/FilterBar";
import { FilteredTitleGrid } from "../../shared/titles/FilteredTitleGrid";
import {
  filterKey,
  filterQuery,
  NO_FILTERS,
  type Filters,
} from "../../shared/titles/titleListFilters";
import { totalText } from "../../shared/titles/filterTexts";
import { OwnOrAllTabs } from "../../shared/titles/OwnOrAllTabs";
import { useFilters } from "../../shared/titles/urlFilters";
import { PageHeader } from "../../ui/PageHeader";
import { platformsOffered } from "./gamePlatforms";

interface Shelf {
  type: MediaType;
  title: string;
  noun: string;
}

const MOVIES: Shelf = { type: "movie", title: "Movies", noun: "movie" };
const SHELVES: Record<string, Shelf> = {
  "/app/movies": MOVIES,
  "/app/shows": { type: "show", title: "Shows", noun: "show" },
  "/app/games/all": { type: "game", title: "Games", noun: "game" },
};

/** All movies, all shows or all games; sort order and filters are in the URL. */
export default function BrowsePage() {
  const location = useLocation();
  const address = useFilters();
  const shelf = () => SHELVES[location.pathname.replace(/\/$/, "")] ?? MOVIES;
  const facets = createAsyncStore(() => facetsQuery(shelf().type));
  /** The page has one title type, and only games have platforms. */
  const filters = (): Filters => ({
    ...address.filters(),
    kind: "all",
    platform: shelf().type === "game" ? address.filters().platform : null,
  });
  const pages = createPagedList(
    () => `browse:${shelf().type}:${filterKey(filters())}`,
    (page, signal) =>
      listMedia(shelf().type, { page, pageSize: PAGE_SIZE, ...filterQuery(filters()) }, signal),
  );
  const words = () => (pages.total() > 0 ? totalText(pages.total(), shelf().noun, filters()) : "");
  pageTitle(() => shelf().title);

  return (
    <div class="page page-top">
      <PageHeader
        title={shelf().title}
        class="mb-5!"
        end={<OwnOrAllTabs type={shelf().type} at="all" />}
      />
      <FilterBar
        {...address}
        filters={filters}
        type={shelf().type}
        all="All"
        platforms={shelf().type === "game" ? platformsOffered(facets.latest) : []}
        totalText={words()}
      />
      <FilteredTitleGrid
        pages={pages}
        filters={filters()}
        onClear={() => address.change(NO_FILTERS)}
        noun={shelf().noun}
        empty="There is nothing here yet."
      />
    </div>
  );
}
