/** The types of titles, as a choice that includes all. */
import type { MediaType } from "../../api/types";

export type Kind = "all" | MediaType;

export const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "all", label: "All" },
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
  { value: "game", label: "Games" },
];

/** The title type in a URL parameter; unknown values mean all types. */
export function kindOf(text: string | string[] | undefined): Kind {
  return KINDS.find((kind) => kind.value === text)?.value ?? "all";
}

/** The value for the API. */
export function typeOf(kind: Kind): MediaType | undefined {
  return kind === "all" ? undefined : kind;
}
