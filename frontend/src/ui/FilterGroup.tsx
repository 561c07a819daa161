import { createUniqueId, type JSX } from "solid-js";
import { Chip } from "./Chip";

/** A heading and the chips of one filter, in a sheet. */
export function FilterGroup(props: { title: string; children: JSX.Element }) {
  const id = createUniqueId();
  return (
    <div role="group" aria-labelledby={id}>
      <h3 id={id} class="mb-3 text-13 font-medium tracking-normal text-muted">
        {props.title}
      </h3>
      <div class="flex flex-wrap gap-2">{props.children}</div>
    </div>
  );
}

export function FilterChip(props: { on: boolean; onClick: () => void; children: JSX.Element }) {
  return (
    <Chip on={props.on} class="h-8! px-[13px]! text-13!" onClick={() => props.onClick()}>
      {props.children}
    </Chip>
  );
}
