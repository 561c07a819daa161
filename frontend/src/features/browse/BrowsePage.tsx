import { createAsyncStore, query, useLocation, useSearchParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import { listMedia } from "../../api/catalog";
import { listGenres } from "../../api/discover";
import type { MediaType, Sort } from "../../api/types";
import { counted } from "../../lib/format";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../media/MediaGrid";
import { createPages, PAGE_SIZE } from "../../media/pages";
import { ButtonLink } from "../../ui/Button";
import { ChipLink, ChipRow } from "../../ui/Chip";
import { Segments } from "../../ui/Choice";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";

interface Shelf {
  type: MediaType;
  title: string;
  noun: string;
}

const SHELVES: Record<string, Shelf> = {
  "/app/movies": { type: "movie", title: "Movies", noun: "movie" },
  "/app/shows": { type: "show", title: "Shows", noun: "show" },
  "/app/games": { type: "game", title: "Games", noun: "game" },
};
const MOVIES: Shelf = { type: "movie", title: "Movies", noun: "movie" };

const SORTS: readonly { value: Sort; label: string }[] = [
  { value: "popular", label: "Popular" },
  { value: "rating", label: "Best" },
  { value: "newest", label: "Newest" },
  { value: "title", label: "A to Z" },
];

/** Without them the shelf is still whole. */
const genresQuery = query((type: MediaType) => listGenres(type).catch(() => []), "genres-of-shelf");

/** All movies, all shows or all games; how they are sorted and filtered stands in the address. */
export default function BrowsePage() {
  const location = useLocation();
  const [search, setSearch] = useSearchParams();
  const shelf = () => SHELVES[location.pathname.replace(/\/$/, "")] ?? MOVIES;
  const sort = (): Sort => SORTS.find((each) => each.value === search.sort)?.value ?? "popular";
  const genre = () => (typeof search.genre === "string" ? search.genre : undefined);
  const pages = createPages(
    () => `browse:${shelf().type}:${sort()}:${genre() ?? ""}`,
    (page, signal) =>
      listMedia(shelf().type, { page, pageSize: PAGE_SIZE, sort: sort(), genre: genre() }, signal),
  );
  pageTitle(() => shelf().title);

  return (
    <div class="page page-top">
      <PageHeader
        title={shelf().title}
        lead={pages.total() > 0 ? counted(pages.total(), shelf().noun) : ""}
        end={
          <Segments
            label="Sort by"
            options={SORTS}
            value={sort()}
            onChange={(next) =>
              setSearch(
                { sort: next === "popular" ? null : next },
                { replace: true, scroll: false },
              )
            }
          />
        }
      />
      <Genres type={shelf().type} chosen={genre()} />
      <MediaGrid
        pages={pages}
        empty={
          <EmptyState
            text={
              genre() ? `No ${shelf().noun} of this genre is here.` : "There is nothing here yet."
            }
            action={
              <Show
                when={genre()}
                fallback={
                  <ButtonLink href="/app/discover" tone="primary" size="medium">
                    Discover
                  </ButtonLink>
                }
              >
                <ButtonLink href={location.pathname} tone="primary" size="medium">
                  Show all
                </ButtonLink>
              </Show>
            }
          />
        }
      />
    </div>
  );
}

function Genres(props: { type: MediaType; chosen: string | undefined }) {
  const location = useLocation();
  const genres = createAsyncStore(() => genresQuery(props.type), { initialValue: [] });
  const linkTo = (slug: string | undefined) => {
    const search = new URLSearchParams(location.search);
    if (slug) search.set("genre", slug);
    else search.delete("genre");
    return search.size > 0 ? `${location.pathname}?${search}` : location.pathname;
  };

  return (
    <ChipRow label="Genres" class="-mt-3 mb-5 min-h-[52px]">
      <Show when={genres.latest.length > 0}>
        <ChipLink href={linkTo(undefined)} on={!props.chosen} replace noScroll>
          All
        </ChipLink>
      </Show>
      <For each={genres.latest}>
        {(genre) => (
          <ChipLink href={linkTo(genre.slug)} on={props.chosen === genre.slug} replace noScroll>
            {genre.name}
          </ChipLink>
        )}
      </For>
    </ChipRow>
  );
}
