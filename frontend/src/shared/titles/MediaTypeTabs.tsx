import type { MediaType } from "../../api/types";
import { SegmentedControl } from "../../ui/SegmentedControl";

export type Kind = "all" | MediaType;

const KINDS: readonly { value: Kind; label: string }[] = [
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

/** Tabs that select the title type. */
export function MediaTypeTabs(props: { value: Kind; onChange: (kind: Kind) => void }) {
  return (
    <SegmentedControl label="Kind" options={KINDS} value={props.value} onChange={props.onChange} />
  );
}
