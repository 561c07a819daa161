import type { MediaType } from "../../api/types";
import { SegmentedControl } from "../../ui/SegmentedControl";

export type Kind = "all" | MediaType;

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "all", label: "All" },
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
  { value: "game", label: "Games" },
];

/** A kind out of an address; anything unknown is all of them. */
export function kindOf(text: string | string[] | undefined): Kind {
  return KINDS.find((kind) => kind.value === text)?.value ?? "all";
}

/** What the server is asked for. */
export function typeOf(kind: Kind): MediaType | undefined {
  return kind === "all" ? undefined : kind;
}

/** Which kind of title to show. */
export function MediaTypeTabs(props: { value: Kind; onChange: (kind: Kind) => void }) {
  return (
    <SegmentedControl label="Kind" options={KINDS} value={props.value} onChange={props.onChange} />
  );
}
