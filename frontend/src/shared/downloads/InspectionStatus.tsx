import { createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { pluralize, formatBytes } from "../../lib/format";
import { Skeleton } from "../../ui/Skeleton";
import type { InspectionDraft } from "./inspections";

/** Most peers have responded by then. */
const SLOW_AFTER_MS = 6_000;

export function Eyebrow(props: { draft: InspectionDraft; left: number }) {
  const text = () => {
    const found = props.draft.inspection;
    if (props.draft.isPending) return "Fetching the file list";
    if (props.draft.failure !== null) return "No file list";
    const count = found?.files.length ?? 0;
    const parts = [
      count > 0 ? pluralize(count, "file") : null,
      found?.bytesTotal ? formatBytes(found.bytesTotal) : null,
      found?.isPrivate ? "private" : null,
    ].filter((part) => part !== null);
    return parts.length > 0 ? parts.join(" · ") : "Ready";
  };
  return (
    <>
      {text()}
      <Show when={props.left > 0}>
        {" · "}
        {props.left} more after this
      </Show>
    </>
  );
}

/** A placeholder while the file list is fetched. */
export function InspectionPending() {
  const [isLong, setLong] = createSignal(false);
  onMount(() => {
    const timer = setTimeout(() => setLong(true), SLOW_AFTER_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <div role="status">
      <p class="text-14 text-muted">
        {isLong()
          ? "Still fetching the file list. There seem to be few peers. You do not have to wait."
          : "Asking peers for the file list."}
      </p>
      <div class="mt-5 grid gap-3" aria-hidden="true">
        <For each={["w-3/4", "w-2/3", "w-4/5", "w-1/2"]}>
          {(width) => <Skeleton class={`h-4 ${width}`} />}
        </For>
      </div>
    </div>
  );
}

/** The size of the selected files and the free space. */
export function SpaceSummary(props: { wantedBytes: number; freeBytes: number | null }) {
  const isTight = () => props.freeBytes !== null && props.wantedBytes > props.freeBytes;
  return (
    <p class="text-14 text-muted tabular-nums" aria-live="polite">
      <b class="font-strong text-ink">
        {props.wantedBytes > 0 ? `${formatBytes(props.wantedBytes)} to download` : "Size unknown"}
      </b>
      <Show when={props.freeBytes !== null}>
        <span classList={{ "text-warn": isTight() }}>
          {`, ${formatBytes(props.freeBytes ?? 0)} free`}
          {isTight() ? ". It will wait for disk space." : ""}
        </span>
      </Show>
    </p>
  );
}
