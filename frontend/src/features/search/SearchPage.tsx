import { useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { search } from "../../api/catalog";
import type { PersonCard } from "../../api/types";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { kindOf, typeOf } from "../../shared/titles/mediaKinds";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { SegmentedControl } from "../../ui/RadioGroup";
import { GenreLinks } from "./GenreLinks";
import { MoreOfGenre } from "./MoreOfGenre";
import { ProviderTitleResults } from "./ProviderTitleResults";
import { PeopleGrid, PeopleRail } from "./PeopleResults";
import { RecentItems } from "./RecentItems";
import { RecentSearches } from "./RecentSearches";
import { addSearch, recentSearches } from "./recentSearches";
import { SearchField } from "./SearchField";
import { TitlesOfPerson } from "./TitlesOfPerson";

const GHOSTS = ["/art/metropolis-poster.svg", "/art/moon-poster.svg", "/art/bunny-poster.svg"];

const MAX_SHORT = 6;

type Scope = "all" | "movie" | "show" | "game" | "person";

const SCOPES: readonly { value: Scope; label: string }[] = [
  { value: "all", label: "All" },
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
  { value: "game", label: "Games" },
  { value: "person", label: "People" },
];

/** Search results for titles and people. The query is stored in the URL. */
export default function SearchPage() {
  const [params, setParams] = useSearchParams();
  const query = () => (typeof params.q === "string" ? params.q.trim() : "");
  pageTitle(() => (query() ? `${query()} in search` : "Search"));

  const rememberOpened = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a")) addSearch(query());
  };

  return (
    <div class="page page-top">
      <h1 class="sr-only">Search</h1>
      <SearchField
        value={query()}
        onChange={(next) => setParams({ q: next || null }, { replace: true, scroll: false })}
        onSubmit={addSearch}
      />
      <Show
        when={query()}
        fallback={
          <>
            <RecentSearches />
            <RecentItems
              fallback={
                <Show when={recentSearches().length === 0}>
                  <EmptyState
                    class="mt-8"
                    posters={GHOSTS}
                    text="Films, shows, games and people, by their name."
                    action={
                      <ButtonLink href="/app/discover" size="medium">
                        Discover
                      </ButtonLink>
                    }
                  />
                </Show>
              }
            />
            <GenreLinks />
          </>
        }
      >
        <div onClick={rememberOpened}>
          <Results query={query()} />
        </div>
      </Show>
    </div>
  );
}

/** Data of the first response, cached for back navigation. */
interface FirstPageExtras {
  people: PersonCard[];
  corrected: string | null;
}

const extrasByList = new Map<string, FirstPageExtras>();

function Results(props: { query: string }) {
  const [params, setParams] = useSearchParams();
  const scope = (): Scope => (params.kind === "person" ? "person" : kindOf(params.kind));
  const key = () => `search:${props.query}:${scope()}`;
  const [read, setRead] = createSignal(0);
  const pages = createPagedList(key, async (page, signal) => {
    const name = key();
    const kind = scope();
    const type = kind === "person" ? kind : typeOf(kind);
    const answer = await search({ q: props.query, type, page, pageSize: PAGE_SIZE }, signal);
    if (page === 1) extrasByList.set(name, answer);
    setRead(read() + 1);
    // People are shown beside the titles and are no items of this list.
    return kind === "person" ? { ...answer, items: [], total: 0 } : answer;
  });
  const beside = () => (read() >= 0 ? extrasByList.get(key()) : undefined);
  const people = () => beside()?.people ?? [];
  const isReady = () => pages.state() === "ready";
  /** Below this number of results the page shows further titles. */
  const isShort = () =>
    isReady() && pages.items.length > 0 && pages.items.length <= MAX_SHORT && !pages.hasMore();
  const howMany = () => {
    if (!isReady()) return "";
    const persons = pluralize(people().length, "person", "people");
    const isPeopleOnly = scope() === "person" || (pages.total() === 0 && people().length > 0);
    return isPeopleOnly ? persons : pluralize(pages.total(), "title");
  };
  const nothing = (
    <EmptyState
      text={`No results for “${props.query}”. Another spelling, or fewer words?`}
      posters={GHOSTS}
      action={
        <ButtonLink href="/app/discover" tone="primary" size="medium">
          Discover
        </ButtonLink>
      }
    />
  );

  return (
    <>
      <div class="-mx-(--gutter) mt-5 mb-7 flex flex-wrap items-center justify-between gap-4 overflow-x-auto px-(--gutter) [scrollbar-width:none]">
        <SegmentedControl
          label="Kind"
          options={SCOPES}
          value={scope()}
          onChange={(next) =>
            setParams({ kind: next === "all" ? null : next }, { replace: true, scroll: false })
          }
        />
        <p class="text-14 text-muted tabular-nums" role="status">
          {howMany()}
        </p>
      </div>
      <Show when={beside()?.corrected}>
        {(corrected) => (
          <p class="-mt-2 mb-7 text-17">
            <span class="text-muted">Nothing for “{props.query}”; showing </span>
            <strong class="font-strong">{corrected()}</strong>
          </p>
        )}
      </Show>
      <Show
        when={scope() === "person"}
        fallback={
          <>
            <PeopleRail people={people()} hasTitles={pages.items.length > 0} />
            <MediaGrid
              pages={pages}
              end={isShort() ? undefined : "End of the results."}
              empty={people().length > 0 ? null : nothing}
            />
            <Show when={isReady() && pages.items.length <= MAX_SHORT && people()[0]}>
              {(person) => <TitlesOfPerson person={person()} />}
            </Show>
            <Show when={isShort() && people().length === 0}>
              <MoreOfGenre results={pages.items} />
            </Show>
            <Show when={isReady() && !pages.hasMore() && props.query} keyed>
              {(query) => <ProviderTitleResults query={query} />}
            </Show>
          </>
        }
      >
        <PeopleGrid people={people()} pages={pages} empty={nothing} />
      </Show>
    </>
  );
}
