import { createEffect, Show } from "solid-js";
import type { UnmatchedItem } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { DAMAGED } from "../../shared/library/absenceText";

interface QueueLineProps {
  item: UnmatchedItem;
  current: boolean;
  onOpen: () => void;
}

/** A file of the review queue. */
export function QueueLine(props: QueueLineProps) {
  let line!: HTMLButtonElement;
  createEffect(() => {
    if (props.current) line.scrollIntoView({ block: "nearest" });
  });
  const problem = () => {
    if (props.item.probeError) return DAMAGED;
    return props.item.candidates.length > 0 ? "" : "No match found";
  };
  const facts = () =>
    [props.item.resolutionLabel, formatBytes(props.item.fileSizeBytes)].filter(Boolean).join(" · ");

  return (
    <li>
      <button
        ref={line}
        type="button"
        class="mt-0.5 block w-full rounded-control px-3 py-[11px] text-left -outline-offset-2! transition-colors hover:bg-fill"
        classList={{ "bg-surface-3": props.current }}
        aria-current={props.current ? "true" : undefined}
        onClick={() => props.onOpen()}
      >
        <span class="block truncate text-13 font-medium">{props.item.fileName}</span>
        <span class="mt-0.5 flex justify-between text-12 text-muted tabular-nums">
          <span>{facts()}</span>
          <Show when={problem()} fallback={<span>{props.item.candidates.length} possible</span>}>
            {(text) => <span classList={{ "text-warn": !props.current }}>{text()}</span>}
          </Show>
        </span>
      </button>
    </li>
  );
}
