import ArrowDownWideNarrow from "lucide-solid/icons/arrow-down-wide-narrow";
import { createSignal, For, Show } from "solid-js";
import { may } from "../../api/signedInUser";
import type { LibraryFacets, LibraryFolder } from "../../api/types";
import { pluralize } from "../../lib/format";
import { ActiveFilter } from "../../shared/titles/ActiveFilter";
import { FiltersButton } from "../../shared/titles/FiltersButton";
import { Button } from "../../ui/Button";
import { Chip, ChipCount, ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { Menu } from "../../ui/Menu";
import { LibrarySearchField } from "./LibrarySearchField";
import {
  activeTitleFilters,
  afterSort,
  isFiltered,
  isTurned,
  LIBRARY_SORTS,
  NO_FILTERS,
  type FilterName,
  type TitleFilters,
} from "./titleFilters";

const TitleFilterSheet = lazyOverlay(() => import("./TitleFilterSheet"));

interface TitleFilterBarProps {
  filters: TitleFilters;
  facets: LibraryFacets | undefined;
  folders: readonly LibraryFolder[];
  /** How many titles match; null while it is not known. */
  total: number | null;
  onChange: (changes: TitleFilters) => void;
}

/** The server counts no further when filters are set. */
const MAX_COUNTED = 10_000;

/** Kinds and states as chips, the order as a menu, the other filters in a sheet. */
export function TitleFilterBar(props: TitleFilterBarProps) {
  const [open, setOpen] = createSignal(false);
  const genreName = (slug: string) =>
    props.facets?.genres.find((genre) => genre.value === slug)?.name ?? slug.replaceAll("-", " ");
  const active = () => activeTitleFilters(props.filters, genreName);
  const kindCount = (kind: string) =>
    props.facets?.kinds.find((facet) => facet.value === kind)?.titles;
  const show = (type?: string, state?: string) => props.onChange({ type, state });
  const isAll = () => !props.filters.type && !props.filters.state;
  const remove = (names: readonly FilterName[]) =>
    props.onChange(Object.fromEntries(names.map((name) => [name, undefined])));
  const totalText = () => {
    if (props.total === null) return "";
    const isMore = props.total >= MAX_COUNTED;
    return isMore ? "More than 10,000 titles" : pluralize(props.total, "title");
  };

  return (
    <div class="mb-7 grid grid-cols-[minmax(0,1fr)] gap-3">
      <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <ChipRow label="Which titles" class="min-w-0">
          <Chip on={isAll()} onClick={() => show()}>
            All
          </Chip>
          <Chip on={props.filters.type === "movie"} onClick={() => show("movie")}>
            Movies <ChipCount number={kindCount("movie")} />
          </Chip>
          <Chip on={props.filters.type === "show"} onClick={() => show("show")}>
            Shows <ChipCount number={kindCount("show")} />
          </Chip>
          <Show when={kindCount("game") || props.filters.type === "game"}>
            <Chip on={props.filters.type === "game"} onClick={() => show("game")}>
              Games <ChipCount number={kindCount("game")} />
            </Chip>
          </Show>
          <Show when={may("match")}>
            <ChipLink href="/app/library/review">
              Unmatched <ChipCount number={props.facets?.unmatchedFiles} />
            </ChipLink>
          </Show>
          <Show when={props.facets?.duplicates || props.filters.state === "duplicates"}>
            <Chip
              on={props.filters.state === "duplicates"}
              onClick={() => show(undefined, "duplicates")}
            >
              Duplicates <ChipCount number={props.facets?.duplicates} />
            </Chip>
          </Show>
          <Show when={props.facets?.missing || props.filters.state === "missing"}>
            <Chip on={props.filters.state === "missing"} onClick={() => show(undefined, "missing")}>
              Missing <ChipCount number={props.facets?.missing} />
            </Chip>
          </Show>
          <ChipLink href="/app/library/files">Files</ChipLink>
        </ChipRow>
        <div class="flex items-center gap-2 phone:w-full">
          <LibrarySearchField
            query={props.filters.q ?? ""}
            onChange={(q) => props.onChange({ q: q === "" ? undefined : q })}
          />
          <FiltersButton
            count={active().length}
            class="text-muted transition-[background-color,color] hover:bg-fill hover:text-ink"
            onOpen={() => setOpen(true)}
            onPreload={() => void TitleFilterSheet.preload()}
          />
          <LibrarySortMenu filters={props.filters} onChange={props.onChange} />
        </div>
      </div>
      <Show when={isFiltered(props.filters)}>
        <div class="flex min-h-8 flex-wrap items-center gap-2">
          <p class="mr-2 text-14 text-muted tabular-nums" role="status">
            {totalText()}
          </p>
          <For each={active()}>
            {(filter) => (
              <ActiveFilter label={filter.label} onRemove={() => remove(filter.names)} />
            )}
          </For>
          <Button size="small" tone="ghost" onClick={() => props.onChange(NO_FILTERS)}>
            Clear all
          </Button>
        </div>
      </Show>
      <Show when={open()}>
        <TitleFilterSheet
          open={open()}
          onClose={() => setOpen(false)}
          filters={props.filters}
          facets={props.facets}
          folders={props.folders}
          onChange={props.onChange}
          totalText={totalText()}
        />
      </Show>
    </div>
  );
}

function LibrarySortMenu(props: {
  filters: TitleFilters;
  onChange: (changes: TitleFilters) => void;
}) {
  const chosen = () =>
    LIBRARY_SORTS.find((sort) => sort.value === (props.filters.sort ?? "added")) ??
    LIBRARY_SORTS[0];
  const label = () => chosen()?.label ?? "";
  return (
    <Menu
      label={`Sorted by ${label()}`}
      triggerClass="reach inline-flex h-9 items-center gap-2 rounded-pill px-4 text-14 font-strong hairline transition-[background-color] press hover:bg-fill"
      trigger={
        <>
          <ArrowDownWideNarrow
            class="size-4"
            classList={{ "-scale-y-100": isTurned(props.filters) }}
            aria-hidden="true"
          />
          {label()}
        </>
      }
      groups={[
        {
          title: "Sort by",
          items: LIBRARY_SORTS.map((sort) => ({
            value: sort.value,
            label: sort.label,
            chosen: sort.value === chosen()?.value,
            note:
              sort.value !== chosen()?.value
                ? undefined
                : isTurned(props.filters)
                  ? sort.last
                  : sort.first,
            onSelect: () => props.onChange(afterSort(props.filters, sort.value)),
          })),
        },
      ]}
    />
  );
}
