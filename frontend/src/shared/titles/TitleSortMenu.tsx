import { createAsyncStore } from "@solidjs/router";
import type { MediaType } from "../../api/types";
import { SortMenu } from "../../ui/SortMenu";
import { facetsQuery } from "./catalogQueries";
import { offeredSorts, type Filters } from "./titleListFilters";

/** The order of a list of the catalogue. */
export function TitleSortMenu(props: {
  value: Filters["sort"];
  /** The title type of the list; orders without data among its titles are not offered. */
  type: MediaType | undefined;
  onChange: (sort: Filters["sort"]) => void;
}) {
  const facets = createAsyncStore(() => facetsQuery(props.type));
  return (
    <SortMenu
      options={offeredSorts(facets.latest?.sorts ?? [], props.value)}
      value={props.value}
      onChange={(sort) => props.onChange(sort)}
    />
  );
}
