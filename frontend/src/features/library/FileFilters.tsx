import { For, Show } from "solid-js";
import type { LibraryQuery } from "../../api/library";
import { may } from "../../api/signedInUser";
import { pluralize } from "../../lib/format";
import { withMissing } from "../../shared/library/absenceText";
import type { MatchState, MediaType } from "../../api/types";
import { Chip, ChipCount, ChipLink } from "../../ui/Chip";
import { ChipRow } from "../../ui/ChipRow";
import { createUnmatchedCount } from "./libraryQueries";
import { LibrarySearchField } from "./LibrarySearchField";

/** Filters as stored in the URL. */
export interface FilterParams {
  type?: string;
  state?: string;
  q?: string;
  [other: string]: string | undefined;
}

const TYPES: readonly { value: MediaType; label: string }[] = [
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
  { value: "game", label: "Games" },
];
const STATES: readonly MatchState[] = ["matched", "unmatched", "ignored", "extra"];
const CONDITIONS = ["missing", "damaged"] as const;
type Filters = Pick<LibraryQuery, "condition" | "matchState" | "mediaType" | "query">;

type UrlParams = Readonly<Record<string, string | string[] | undefined>>;

/** Parse the URL parameters; unknown values are ignored. */
export function filtersOf(params: UrlParams): Filters {
  const query = typeof params.q === "string" ? params.q.trim() : "";
  return {
    mediaType: TYPES.find((type) => type.value === params.type)?.value,
    matchState: STATES.find((state) => state === params.state),
    condition: CONDITIONS.find((condition) => condition === params.state),
    query: query === "" ? undefined : query,
  };
}

/** How many files the list has: `12 files on your disks, 2 missing`. */
export function filesLead(total: number, missing: number, filters: Filters): string {
  if (filters.condition === "missing") return `${pluralize(total, "file")} not found by scans`;
  const isFiltered = Object.values(filters).some(Boolean);
  if (total === 0 && !isFiltered) return "Your films and shows appear here";
  const there = total - missing;
  const files =
    filters.condition === "damaged"
      ? `${pluralize(there, "file")} without a video`
      : isFiltered
        ? pluralize(there, "matching file")
        : `${pluralize(there, "file")} on your disks`;
  return withMissing(files, missing);
}

interface FileFiltersProps {
  params: UrlParams;
  onChange: (params: FilterParams) => void;
}

export function FileFilters(props: FileFiltersProps) {
  const filters = () => filtersOf(props.params);
  const isAll = () => {
    const { mediaType, matchState, condition } = filters();
    return [mediaType, matchState, condition].every((filter) => filter === undefined);
  };
  const show = (type?: MediaType, state?: string) => props.onChange({ type, state });

  return (
    <div class="mb-7 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <ChipRow label="Which files">
        <Chip on={isAll()} onClick={() => show()}>
          All
        </Chip>
        <For each={TYPES}>
          {(type) => (
            <Chip on={filters().mediaType === type.value} onClick={() => show(type.value)}>
              {type.label}
            </Chip>
          )}
        </For>
        <Show when={may("match")}>
          <UnmatchedLink />
        </Show>
        <Chip on={filters().matchState === "extra"} onClick={() => show(undefined, "extra")}>
          Extras
        </Chip>
        <Chip on={filters().matchState === "ignored"} onClick={() => show(undefined, "ignored")}>
          Ignored
        </Chip>
        <Chip on={filters().condition === "missing"} onClick={() => show(undefined, "missing")}>
          Missing
        </Chip>
        <Chip on={filters().condition === "damaged"} onClick={() => show(undefined, "damaged")}>
          Damaged
        </Chip>
      </ChipRow>
      <LibrarySearchField
        label="Title or file name"
        query={filters().query ?? ""}
        onChange={(query) => props.onChange({ q: query === "" ? undefined : query })}
      />
    </div>
  );
}

function UnmatchedLink() {
  const unmatched = createUnmatchedCount();
  return (
    <ChipLink href="/app/library/review">
      Unmatched <ChipCount number={unmatched()} />
    </ChipLink>
  );
}
