import { For, Show } from "solid-js";
import type { LibraryFacets, LibraryFolder } from "../../api/types";
import { codecName, hdrName } from "../../lib/codecs";
import { languageName } from "../../lib/format";
import { CodeSelect } from "../../shared/titles/CodeSelect";
import { FilterSheetFrame } from "../../shared/titles/FilterSheetFrame";
import { FilterChip, FilterGroup } from "../../ui/FilterGroup";
import {
  ADDED,
  isFiltered,
  NO_FILTERS,
  RESOLUTIONS,
  SEEN,
  SIZES,
  type Choice,
  type FilterName,
  type TitleFilters,
} from "./titleFilters";

interface TitleFilterSheetProps {
  open: boolean;
  onClose: () => void;
  filters: TitleFilters;
  facets: LibraryFacets | undefined;
  /** Of administrators: a folder is offered where there are several. */
  folders: readonly LibraryFolder[];
  onChange: (changes: TitleFilters) => void;
  /** `12 titles`; empty while it is not known. */
  totalText: string;
}

/** Every filter of the library. Changes apply at once to the list behind the sheet. */
export default function TitleFilterSheet(props: TitleFilterSheetProps) {
  const choices = (facets: { value: string }[] | undefined, label: (value: string) => string) =>
    (facets ?? []).map(({ value }) => ({ value, label: label(value) }));
  const group = (title: string, name: FilterName, offered: readonly Choice[]) => (
    <Chips title={title} name={name} choices={offered} {...props} />
  );
  const has = (value: string) => props.facets?.resolutions.some((facet) => facet.value === value);

  return (
    <FilterSheetFrame
      open={props.open}
      onClose={() => props.onClose()}
      totalText={props.totalText}
      canClear={isFiltered(props.filters)}
      onClear={() => props.onChange(NO_FILTERS)}
    >
      <div class="grid gap-8">
        {group(
          "Resolution",
          "resolution",
          RESOLUTIONS.filter(({ value }) => value === "hd" || has(value)),
        )}
        {group("Seen", "seen", SEEN)}
        {group("HDR", "hdr", choices(props.facets?.hdr, hdrName))}
        <FilterGroup title="Years">
          <For each={(props.facets?.decades ?? []).toSorted((a, b) => +b.value - +a.value)}>
            {(decade) => {
              const years = { from: decade.value, to: String(Number(decade.value) + 9) };
              const on = () => props.filters.from === years.from && props.filters.to === years.to;
              return (
                <FilterChip
                  on={on()}
                  onClick={() => props.onChange(on() ? { from: undefined, to: undefined } : years)}
                >
                  {decade.value}s
                </FilterChip>
              );
            }}
          </For>
        </FilterGroup>
        {group(
          "Genre",
          "genre",
          (props.facets?.genres ?? []).map(({ value, name }) => ({ value, label: name })),
        )}
        {group("Video", "codec", choices(props.facets?.codecs, codecName))}
        {group("Audio", "audio", choices(props.facets?.audio, codecName))}
        <CodeSelect
          title="Spoken language"
          any="Every language"
          codes={(props.facets?.languages ?? []).map(({ value, titles }) => ({
            code: value,
            count: titles,
          }))}
          name={languageName}
          value={props.filters.language ?? null}
          onChange={(language) => props.onChange({ language: language ?? undefined })}
        />
        {group("Size", "size", SIZES)}
        {group("Added", "added", ADDED)}
        <Show when={props.folders.length > 1}>
          {group(
            "Folder",
            "root",
            props.folders.map(({ path }) => ({ value: path, label: path })),
          )}
        </Show>
      </div>
    </FilterSheetFrame>
  );
}

interface ChipsProps extends TitleFilterSheetProps {
  title: string;
  name: FilterName;
  choices: readonly Choice[];
}

/** One filter; a press on the chosen value removes it. */
function Chips(props: ChipsProps) {
  return (
    <Show when={props.choices.length > 0}>
      <FilterGroup title={props.title}>
        <For each={props.choices}>
          {(choice) => {
            const on = () => props.filters[props.name] === choice.value;
            return (
              <FilterChip
                on={on()}
                onClick={() => props.onChange({ [props.name]: on() ? undefined : choice.value })}
              >
                {choice.label}
              </FilterChip>
            );
          }}
        </For>
      </FilterGroup>
    </Show>
  );
}
