import { createAsyncStore } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Genre, MediaType } from "../../api/types";
import { countryName, languageName } from "../../lib/format";
import { FilterChip, FilterGroup } from "../../ui/FilterGroup";
import { RangePair } from "../../ui/RangePair";
import { facetsQuery } from "./catalogQueries";
import { CodeSelect } from "./CodeSelect";
import { isFiltered, NO_FILTERS, offeredSorts, type Filters } from "./titleListFilters";
import { decadesOf } from "./filterTexts";
import { FilterSheetFrame } from "./FilterSheetFrame";
import { MediaTypeTabs } from "./MediaTypeTabs";

export interface FilterSheetProps {
  open: boolean;
  onClose: () => void;
  filters: Filters;
  onChange: (changes: Partial<Filters>) => void;
  /** Whether the title type can be chosen here. */
  kinds: boolean;
  genres: readonly Genre[];
  platforms: readonly string[];
  /** The title type of the list; its languages and years are offered. */
  type: MediaType | undefined;
  /** The number of remaining titles: `Show 1,204 films`. */
  totalText: string;
}

const RATINGS = [5, 6, 7, 8, 9];

const FIRST_YEAR = 1890;

/** Number of decades offered as chips; the range slider reaches all of them. */
const MAX_DECADES = 14;

/** All filters of a title list. Changes apply at once to the list behind the sheet. */
export default function FilterSheet(props: FilterSheetProps) {
  const facets = createAsyncStore(() => facetsQuery(props.type));
  const years = () => ({
    min: facets.latest?.years.min ?? FIRST_YEAR,
    max: facets.latest?.years.max ?? new Date().getFullYear(),
  });
  const toggle = <K extends keyof Filters>(name: K, value: Filters[K]) =>
    props.onChange({ [name]: props.filters[name] === value ? null : value });
  const isDecade = (decade: number) =>
    props.filters.yearMin === decade && props.filters.yearMax === decade + 9;

  return (
    <FilterSheetFrame
      open={props.open}
      onClose={() => props.onClose()}
      totalText={props.totalText}
      canClear={isFiltered(props.filters)}
      onClear={() => props.onChange(NO_FILTERS)}
    >
      <div class="grid gap-8">
        <Show when={props.kinds}>
          <FilterGroup title="Kind">
            <MediaTypeTabs
              value={props.filters.kind}
              onChange={(kind) => props.onChange({ kind, platform: null })}
            />
          </FilterGroup>
        </Show>
        <FilterGroup title="Sort by">
          <For each={offeredSorts(facets.latest?.sorts ?? [], props.filters.sort)}>
            {(sort) => (
              <FilterChip
                on={props.filters.sort === sort.value}
                onClick={() => props.onChange({ sort: sort.value })}
              >
                {sort.label}
              </FilterChip>
            )}
          </For>
        </FilterGroup>
        <Show when={facets.latest?.hasRatings || props.filters.ratingMin !== null}>
          <FilterGroup title="Rating">
            <For each={RATINGS}>
              {(rating) => (
                <FilterChip
                  on={props.filters.ratingMin === rating}
                  onClick={() => toggle("ratingMin", rating)}
                >
                  {rating}+
                </FilterChip>
              )}
            </For>
          </FilterGroup>
        </Show>
        <FilterGroup title="Years">
          <For each={decadesOf(years().min, years().max).slice(0, MAX_DECADES)}>
            {(decade) => (
              <FilterChip
                on={isDecade(decade)}
                onClick={() =>
                  props.onChange(
                    isDecade(decade)
                      ? { yearMin: null, yearMax: null }
                      : { yearMin: decade, yearMax: decade + 9 },
                  )
                }
              >
                {decade}s
              </FilterChip>
            )}
          </For>
          <div class="mt-2 w-full">
            <RangePair
              label="Years"
              min={years().min}
              max={years().max}
              low={Math.max(years().min, props.filters.yearMin ?? years().min)}
              high={Math.min(years().max, props.filters.yearMax ?? years().max)}
              onChange={(low, high) =>
                props.onChange({
                  yearMin: low <= years().min ? null : low,
                  yearMax: high >= years().max ? null : high,
                })
              }
            />
          </div>
        </FilterGroup>
        <Show when={props.genres.length > 0}>
          <FilterGroup title="Genre">
            <For each={props.genres}>
              {(genre) => (
                <FilterChip
                  on={props.filters.genre === genre.slug}
                  onClick={() => toggle("genre", genre.slug)}
                >
                  {genre.name}
                </FilterChip>
              )}
            </For>
          </FilterGroup>
        </Show>
        <Show when={props.platforms.length > 0}>
          <FilterGroup title="Platform">
            <For each={props.platforms}>
              {(platform) => (
                <FilterChip
                  on={props.filters.platform === platform}
                  onClick={() => toggle("platform", platform)}
                >
                  {platform}
                </FilterChip>
              )}
            </For>
          </FilterGroup>
        </Show>
        <CodeSelect
          title="Language"
          any="Every language"
          codes={facets.latest?.languages ?? []}
          name={languageName}
          value={props.filters.language}
          onChange={(language) => props.onChange({ language })}
        />
        <CodeSelect
          title="Country"
          any="Every country"
          codes={facets.latest?.countries ?? []}
          name={countryName}
          value={props.filters.country}
          onChange={(country) => props.onChange({ country })}
        />
      </div>
    </FilterSheetFrame>
  );
}
