import { useLocation, useSearchParams } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { listOwnTitles } from "../../api/tracking";
import type { OwnTitlesFilter, OwnTitlesSort } from "../../api/types";
import { pluralize } from "../../lib/format";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { OwnOrAllTabs } from "../../shared/titles/OwnOrAllTabs";
import { Button, ButtonLink } from "../../ui/Button";
import { ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { EmptyState } from "../../ui/EmptyState";
import { PageHeader } from "../../ui/PageHeader";
import { SortMenu } from "../../ui/SortMenu";
import { asCard, ownCaption, type OwnCard } from "./ownTitleCards";

const MOVIES = { type: "movie", title: "Movies", noun: "movie", all: "/app/movies" } as const;
const SHOWS = { type: "show", title: "Shows", noun: "show", all: "/app/shows" } as const;

const FILTERS: readonly { value: OwnTitlesFilter; label: string }[] = [
  { value: "all", label: "All" },
  { value: "watching", label: "Watching" },
  { value: "planned", label: "Planned" },
  { value: "watch_later", label: "Watch later" },
  { value: "following", label: "Following" },
  { value: "library", label: "In the library" },
  { value: "on_hold", label: "On hold" },
  { value: "completed", label: "Completed" },
  { value: "dropped", label: "Dropped" },
];
const SORTS: readonly { value: OwnTitlesSort; label: string }[] = [
  { value: "smart", label: "What to watch next" },
  { value: "recent", label: "Newest first" },
  { value: "title", label: "A to Z" },
];

/** The user's own movies or shows, those to watch next first; filter and order are in the URL. */
export default function OwnTitlesPage() {
  const location = useLocation();
  const [search, setSearch] = useSearchParams<{ filter?: string; sort?: string }>();
  const kind = () => (location.pathname.startsWith("/app/shows") ? SHOWS : MOVIES);
  const filter = () => FILTERS.find(({ value }) => value === search.filter)?.value ?? "all";
  const sort = () => SORTS.find(({ value }) => value === search.sort)?.value ?? "smart";
  const [counts, setCounts] = createSignal<Partial<Record<OwnTitlesFilter, number>>>({});
  const pages = createPagedList<OwnCard>(
    () => `own:${kind().type}:${filter()}:${sort()}`,
    async (page, signal, cursor) => {
      const answer = await listOwnTitles(
        kind().type,
        { filter: filter(), sort: sort(), limit: PAGE_SIZE, cursor: cursor ?? undefined },
        signal,
      );
      setCounts(Object.fromEntries(answer.counts.map((each) => [each.filter, each.count])));
      return { ...answer, page, items: answer.items.map(asCard) };
    },
  );
  /** Filters with titles, and the chosen one. */
  const offered = () => FILTERS.filter(({ value }) => value === filter() || counts()[value]);
  const linkTo = (value: OwnTitlesFilter) => {
    const params = new URLSearchParams(location.search);
    if (value === "all") params.delete("filter");
    else params.set("filter", value);
    return params.size > 0 ? `${location.pathname}?${params}` : location.pathname;
  };
  pageTitle(() => `Your ${kind().title.toLowerCase()}`);

  return (
    <div class="page page-top">
      <PageHeader
        title={kind().title}
        class="mb-5!"
        end={<OwnOrAllTabs type={kind().type} at="mine" />}
      />
      <ChipRow label="Your lists" class="min-h-[52px]">
        <For each={offered()}>
          {({ value, label }) => (
            <ChipLink href={linkTo(value)} on={filter() === value}>
              {label}
              <Show when={counts()[value]}>
                {(count) => <span class="text-12 tabular-nums opacity-65">{count()}</span>}
              </Show>
            </ChipLink>
          )}
        </For>
      </ChipRow>
      <div class="mt-3 mb-7 flex min-h-9 flex-wrap items-center phone:mb-5">
        <p class="text-14 text-muted tabular-nums" role="status">
          {pages.total() > 0 ? pluralize(pages.total(), kind().noun) : ""}
        </p>
        <span class="-mr-3.5 ml-auto">
          <SortMenu
            options={SORTS}
            value={sort()}
            onChange={(value) => setSearch({ sort: value === "smart" ? undefined : value })}
          />
        </span>
      </div>
      <MediaGrid
        pages={pages}
        caption={(title) => ownCaption(title, new Date())}
        empty={
          <Show
            when={filter() !== "all"}
            fallback={
              <EmptyState
                text={`${kind().title} you watch, save or follow appear here.`}
                action={
                  <ButtonLink href={kind().all} tone="primary" size="medium">
                    Browse {kind().title.toLowerCase()}
                  </ButtonLink>
                }
              />
            }
          >
            <EmptyState
              text={`None of your ${kind().title.toLowerCase()} is here.`}
              action={
                <Button
                  tone="primary"
                  size="medium"
                  onClick={() => setSearch({ filter: undefined })}
                >
                  Show all
                </Button>
              }
            />
          </Show>
        }
      />
    </div>
  );
}
