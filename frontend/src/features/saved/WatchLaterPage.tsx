import { createAsyncStore, useSearchParams } from "@solidjs/router";
import ArrowDownWideNarrow from "lucide-solid/icons/arrow-down-wide-narrow";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, For, Show, type Accessor } from "solid-js";
import { listWatchLater } from "../../api/tracking";
import type { MediaCard } from "../../api/types";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { genresQuery } from "../../shared/titles/catalogQueries";
import { MediaGrid } from "../../shared/titles/MediaGrid";
import { typeOf, type Kind } from "../../shared/titles/mediaKinds";
import { withUserMarks } from "../../shared/titles/userMarks";
import { WatchlistTabs } from "../../shared/watchlist/WatchlistTabs";
import { Button, ButtonLink } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { EmptyState } from "../../ui/EmptyState";
import { Menu } from "../../ui/Menu";
import { PageHeader } from "../../ui/PageHeader";
import { SegmentedControl } from "../../ui/RadioGroup";
import {
  formatView,
  isFiltered,
  NO_FILTERS,
  parseView,
  queryOf,
  SORTS,
  type View,
  type WatchLaterView,
} from "./watchLaterFilters";
import { WatchLaterList } from "./WatchLaterList";

const POSTERS = ["/art/tears-poster.svg", "/art/moon-poster.svg", "/art/charade-poster.svg"];

const VIEWS: readonly { value: View; label: string }[] = [
  { value: "posters", label: "Posters" },
  { value: "list", label: "List" },
];

const KINDS: readonly { kind: Kind; label: string }[] = [
  { kind: "movie", label: "Movies" },
  { kind: "show", label: "Shows" },
  { kind: "game", label: "Games" },
];

/** What is saved for another evening, in an order of one's own; filters are in the URL. */
export default function WatchLaterPage() {
  const [search, setSearch] = useSearchParams();
  const view = () => parseView(search);
  const change = (changes: Partial<WatchLaterView>) =>
    setSearch(formatView({ ...view(), ...changes }), { replace: true, scroll: false });
  const [version, setVersion] = createSignal(0);
  const pages = createPagedList<MediaCard>(
    () => `watch-later:${version()}:${JSON.stringify(queryOf(view()))}`,
    (page, signal) => listWatchLater(queryOf(view()), page, PAGE_SIZE, signal),
  );
  const isListed = (media: MediaCard) => withUserMarks(media).watchLater;
  pageTitle(() => "Watch later");

  const empty = () => (
    <Show
      when={isFiltered(view())}
      fallback={
        <EmptyState
          text="Nothing saved for later yet."
          posters={POSTERS}
          action={
            <ButtonLink href="/app/discover" tone="primary" size="medium">
              Discover
            </ButtonLink>
          }
        />
      }
    >
      <EmptyState
        text="Nothing on your list matches."
        posters={POSTERS}
        action={
          <Button size="medium" onClick={() => change(NO_FILTERS)}>
            Show everything
          </Button>
        }
      />
    </Show>
  );

  return (
    <div class="page page-top">
      <PageHeader title="Watch later" class="mb-3! phone:mb-2!" />
      <WatchlistTabs />
      <div class="mb-7 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 phone:mb-5">
        <SegmentedControl
          label="View"
          options={VIEWS}
          value={view().view}
          onChange={(next) => change({ view: next })}
        />
        <Filters view={view} onChange={change} />
      </div>
      <Show
        when={view().view === "list"}
        fallback={<MediaGrid pages={pages} hidden={(media) => !isListed(media)} empty={empty()} />}
      >
        <WatchLaterList
          pages={pages}
          isListed={isListed}
          canMove={view().sort === "own"}
          onOwnOrder={() => change({ sort: "own" })}
          onReload={() => setVersion((now) => now + 1)}
          empty={empty()}
        />
      </Show>
    </div>
  );
}

interface FiltersProps {
  view: Accessor<WatchLaterView>;
  onChange: (changes: Partial<WatchLaterView>) => void;
}

const TRIGGER =
  "reach inline-flex h-9 flex-none items-center gap-2 rounded-pill px-4 text-14 whitespace-nowrap transition-[background-color,color] hairline press text-muted hover:bg-fill hover:text-ink";

function Filters(props: FiltersProps) {
  const genres = createAsyncStore(() => genresQuery(typeOf(props.view().kind)), {
    initialValue: [],
  });
  const genreName = () => {
    const slug = props.view().genre;
    if (slug === null) return "Any genre";
    return genres.latest.find((genre) => genre.slug === slug)?.name ?? slug.replaceAll("-", " ");
  };
  const sortLabel = () => SORTS.find(({ value }) => value === props.view().sort)?.label ?? "";
  return (
    <ChipRow label="Filters" class="min-h-[52px] min-w-0">
      <Chip on={!isFiltered(props.view())} onClick={() => props.onChange(NO_FILTERS)}>
        All
      </Chip>
      <For each={KINDS}>
        {({ kind, label }) => {
          const on = () => props.view().kind === kind;
          return (
            <Chip on={on()} onClick={() => props.onChange({ kind: on() ? "all" : kind })}>
              {label}
            </Chip>
          );
        }}
      </For>
      <Chip
        on={props.view().isHere}
        onClick={() => props.onChange({ isHere: !props.view().isHere })}
      >
        Ready to play
      </Chip>
      <Menu
        label={`Genre: ${genreName()}`}
        triggerClass={TRIGGER}
        trigger={
          <>
            {genreName()}
            <ChevronDown class="size-3.5" aria-hidden="true" />
          </>
        }
        groups={[
          {
            title: "Genre",
            items: [{ slug: null, name: "Any genre" }, ...genres.latest].map(({ slug, name }) => ({
              value: slug ?? "any",
              label: name,
              chosen: slug === props.view().genre,
              onSelect: () => props.onChange({ genre: slug }),
            })),
          },
        ]}
      />
      <Menu
        label={`Sorted by ${sortLabel()}`}
        triggerClass={TRIGGER}
        trigger={
          <>
            <ArrowDownWideNarrow class="size-4" aria-hidden="true" />
            {sortLabel()}
            <ChevronDown class="size-3.5" aria-hidden="true" />
          </>
        }
        groups={[
          {
            title: "Sort by",
            items: SORTS.map(({ value, label }) => ({
              value,
              label,
              chosen: value === props.view().sort,
              onSelect: () => props.onChange({ sort: value }),
            })),
          },
        ]}
      />
    </ChipRow>
  );
}
