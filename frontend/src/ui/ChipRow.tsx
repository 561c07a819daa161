import type { JSX } from "solid-js";
import { ScrollableRow } from "./ScrollableRow";

/** Chips in one line that scrolls horizontally when it overflows. */
export function ChipRow(props: { label: string; children: JSX.Element; class?: string }) {
  return (
    <ScrollableRow
      as="nav"
      label={props.label}
      chosen="[aria-current]:not([data-unfiltered])"
      class={props.class}
    >
      {props.children}
    </ScrollableRow>
  );
}
