/** The filters, orders and views of Watch later and their URL parameters. */
import type { WatchLaterFilters } from "../../api/tracking";
import type { WatchLaterSort } from "../../api/types";
import { kindOf, typeOf, type Kind } from "../../shared/titles/mediaKinds";

export const SORTS: readonly { value: WatchLaterSort; label: string }[] = [
  { value: "own", label: "My order" },
  { value: "added", label: "Newest added" },
  { value: "title", label: "A to Z" },
  { value: "release", label: "Newest release" },
  { value: "shortest", label: "Shortest" },
  { value: "top_rated", label: "Top rated" },
];

export type View = "posters" | "list";

export interface WatchLaterView {
  kind: Kind;
  genre: string | null;
  /** Only what is playable here. */
  isHere: boolean;
  sort: WatchLaterSort;
  view: View;
}

export const NO_FILTERS = { kind: "all", genre: null, isHere: false } as const;

type SearchParams = Partial<Record<string, string | string[]>>;

const GENRE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Invalid values are ignored, so that an old link still opens. */
export function parseView(params: SearchParams): WatchLaterView {
  const genre = typeof params.genre === "string" && GENRE.test(params.genre) ? params.genre : null;
  return {
    kind: kindOf(params.type),
    genre,
    isHere: params.here === "1",
    sort: SORTS.find(({ value }) => value === params.sort)?.value ?? "own",
    view: params.view === "list" ? "list" : "posters",
  };
}

/** As URL parameters; undefined removes one. */
export function formatView(view: WatchLaterView): Record<string, string | undefined> {
  return {
    type: view.kind === "all" ? undefined : view.kind,
    genre: view.genre ?? undefined,
    here: view.isHere ? "1" : undefined,
    sort: view.sort === "own" ? undefined : view.sort,
    view: view.view === "posters" ? undefined : view.view,
  };
}

export function isFiltered(view: WatchLaterView): boolean {
  return view.kind !== "all" || view.genre !== null || view.isHere;
}

/** As API parameters. */
export function queryOf(view: WatchLaterView): WatchLaterFilters {
  return {
    mediaType: typeOf(view.kind),
    genre: view.genre ?? undefined,
    available: view.isHere || undefined,
    sort: view.sort,
  };
}
