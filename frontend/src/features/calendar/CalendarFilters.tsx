import { createAsync } from "@solidjs/router";
import CalendarPlus from "lucide-solid/icons/calendar-plus";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, Show, Suspense } from "solid-js";
import { countryName } from "../../lib/format";
import { createMediaQuery } from "../../lib/mediaQuery";
import { facetsQuery, genresQuery } from "../../shared/titles/catalogQueries";
import { FiltersButton } from "../../shared/titles/FiltersButton";
import { Button } from "../../ui/Button";
import { FilterChip } from "../../ui/FilterGroup";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { Pills, SegmentedControl } from "../../ui/RadioGroup";
import { Sheet } from "../../ui/Sheet";
import {
  countFilters,
  filterOf,
  isOnDisk,
  kindOf,
  KINDS,
  NO_FILTERS,
  type Search,
  type View,
  VIEWS,
} from "./calendarViews";

interface CalendarFiltersProps {
  search: Search;
  onChange: (changes: Search) => void;
  view: View;
  onView: (view: View) => void;
  onSubscribe: () => void;
}

/** Which releases are shown, and how: on phones the filters are in a sheet, for releases come first. */
export function CalendarFilters(props: CalendarFiltersProps) {
  const isPhone = createMediaQuery("(max-width: 760px)");
  const [isOpen, setOpen] = createSignal(false);
  const kinds = () => <KindPills search={props.search} onChange={props.onChange} />;
  const others = () => <OtherFilters search={props.search} onChange={props.onChange} />;

  return (
    <div class="mt-5 mb-8 grid grid-cols-1 gap-4 phone:mt-4 phone:mb-6">
      <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <Show when={!isPhone()}>{kinds()}</Show>
        <div class="ml-auto flex items-center gap-2 phone:w-full">
          <SegmentedControl
            label="View"
            class="phone:mr-auto"
            options={VIEWS}
            value={props.view}
            onChange={(value) => props.onView(value)}
          />
          <Show
            when={isPhone()}
            fallback={
              <Button tone="ghost" size="small" onClick={() => props.onSubscribe()}>
                <CalendarPlus class="size-4" aria-hidden="true" /> Subscribe
              </Button>
            }
          >
            <FiltersButton
              isIcon
              count={countFilters(props.search)}
              class="bg-fill transition-[background-color]"
              onOpen={() => setOpen(true)}
            />
            <IconButton
              label="Subscribe"
              size="medium"
              class="bg-fill! hairline"
              onClick={() => props.onSubscribe()}
            >
              <CalendarPlus />
            </IconButton>
          </Show>
        </div>
      </div>
      <Show
        when={isPhone()}
        fallback={<div class="flex flex-wrap items-center gap-2">{others()}</div>}
      >
        <Sheet
          open={isOpen()}
          onClose={() => setOpen(false)}
          title="Filters"
          actions={
            <>
              <Button tone="primary" class="flex-1" onClick={() => setOpen(false)}>
                Show releases
              </Button>
              <Show when={countFilters(props.search) > 0}>
                <Button onClick={() => props.onChange(NO_FILTERS)}>Clear all</Button>
              </Show>
            </>
          }
        >
          <div class="grid grid-cols-1 gap-5">
            {kinds()}
            <div class="flex flex-wrap gap-2">{others()}</div>
          </div>
        </Sheet>
      </Show>
    </div>
  );
}

type FilterProps = Pick<CalendarFiltersProps, "search" | "onChange">;

function KindPills(props: FilterProps) {
  return (
    <Pills
      class="min-w-0"
      label="Releases"
      options={KINDS}
      value={kindOf(props.search.show)}
      onChange={(value) => props.onChange({ show: value === "all" ? undefined : value })}
    />
  );
}

/** The filters beside the kind. They are combined, and in the address. */
function OtherFilters(props: FilterProps) {
  const genres = createAsync(() => genresQuery());
  const facets = createAsync(() => facetsQuery());
  const filter = () => filterOf(props.search);
  const kind = () => kindOf(props.search.show);
  const toggleScope = (scope: "mine" | "watchlist") =>
    props.onChange({ only: filter().scope === scope ? undefined : scope });
  const platforms = () =>
    (facets.latest?.platforms ?? []).map(({ name }) => ({ value: name, label: name }));
  const countries = () =>
    (facets.latest?.countries ?? [])
      .map(({ code }) => ({ value: code, label: countryName(code) }))
      .filter(({ value, label }) => value !== label && value.length === 2)
      .toSorted((a, b) => a.label.localeCompare(b.label));

  return (
    <>
      <FilterChip on={filter().scope === "mine"} onClick={() => toggleScope("mine")}>
        Mine
      </FilterChip>
      <FilterChip on={filter().scope === "watchlist"} onClick={() => toggleScope("watchlist")}>
        Watchlist
      </FilterChip>
      <FilterChip
        on={isOnDisk(props.search)}
        onClick={() => props.onChange({ disk: isOnDisk(props.search) ? undefined : "1" })}
      >
        On disk
      </FilterChip>
      <Suspense>
        <FilterMenu
          any="Any genre"
          options={(genres.latest ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          value={filter().genre}
          onChange={(genre) => props.onChange({ genre })}
        />
        <Show when={kind() !== "movie" && kind() !== "show"}>
          <FilterMenu
            any="Any platform"
            options={platforms()}
            value={filter().platform}
            onChange={(platform) => props.onChange({ platform })}
          />
        </Show>
        <Show when={kind() !== "show"}>
          <FilterMenu
            any="Any country"
            options={countries()}
            value={filter().region}
            onChange={(country) => props.onChange({ country })}
          />
        </Show>
      </Suspense>
    </>
  );
}

/** One of many; nothing where there is nothing to choose from. */
function FilterMenu(props: {
  any: string;
  options: readonly { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const label = () =>
    props.options.find(({ value }) => value === props.value)?.label ?? props.value ?? props.any;
  return (
    <Show when={props.options.length > 0 || props.value}>
      <Menu
        label={props.value ? `${props.any}: ${label()}` : props.any}
        triggerClass={`reach inline-flex h-8 items-center gap-1.5 rounded-pill px-[13px] text-13 whitespace-nowrap transition-colors ${
          props.value
            ? "bg-btn font-strong text-on-btn"
            : "text-muted hairline hover:bg-fill hover:text-ink"
        }`}
        trigger={
          <>
            {label()}
            <ChevronDown class="size-3.5" aria-hidden="true" />
          </>
        }
        groups={[
          {
            items: [
              {
                value: "",
                label: props.any,
                chosen: props.value === undefined,
                onSelect: () => props.onChange(undefined),
              },
              ...props.options.map((option) => ({
                ...option,
                chosen: option.value === props.value,
                onSelect: () => props.onChange(option.value),
              })),
            ],
          },
        ]}
      />
    </Show>
  );
}
