import { createAsyncStore } from "@solidjs/router";
import ArrowDownWideNarrow from "lucide-solid/icons/arrow-down-wide-narrow";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { Menu } from "../../ui/Menu";
import type { MediaType } from "../../api/types";
import { facetsQuery } from "./catalogQueries";
import { offeredSorts, SORTS, type Filters } from "./filters";

export function SortMenu(props: {
  value: Filters["sort"];
  /** The title type of the list; orders without data among its titles are not offered. */
  type: MediaType | undefined;
  onChange: (sort: Filters["sort"]) => void;
}) {
  const facets = createAsyncStore(() => facetsQuery(props.type));
  const label = () => SORTS.find((sort) => sort.value === props.value)?.label ?? "";
  return (
    <Menu
      label={`Sorted by ${label()}`}
      triggerClass="reach inline-flex h-9 items-center gap-2 rounded-pill px-3.5 text-14 text-muted transition-[background-color,color] press hover:bg-fill hover:text-ink"
      trigger={
        <>
          <ArrowDownWideNarrow class="size-4" aria-hidden="true" />
          {label()}
          <ChevronDown class="size-3.5" aria-hidden="true" />
        </>
      }
      groups={[
        {
          title: "Sort by",
          items: offeredSorts(facets.latest?.sorts ?? [], props.value).map((sort) => ({
            value: sort.value,
            label: sort.label,
            chosen: sort.value === props.value,
            onSelect: () => props.onChange(sort.value),
          })),
        },
      ]}
    />
  );
}
