import { createEffect, For, Show } from "solid-js";
import type { UnmatchedItem } from "../../api/types";
import { pluralize, formatBytes } from "../../lib/format";
import { DAMAGED } from "../../shared/library/absenceText";
import { ProgressBar } from "../../ui/ProgressBar";
import { ReviewDecisions } from "./ReviewDecisions";
import type { Review } from "./review";

interface ReviewQueueProps {
  review: Review;
  current: string;
}

/** Unmatched files and the latest decisions. */
export function ReviewQueue(props: ReviewQueueProps) {
  const done = () => props.review.decided().reduce((sum, each) => sum + each.files, 0);

  return (
    <div class="flex min-h-0 flex-col border-r border-line p-2 pb-1 max-lg:border-r-0 max-lg:border-b">
      <div class="flex justify-between px-3 pt-3.5 pb-2.5 text-14">
        <h2 class="font-semibold tracking-normal">
          {pluralize(props.review.total(), "unmatched file")}
        </h2>
        <Show when={done() > 0}>
          <span class="text-muted tabular-nums">{done()} done</span>
        </Show>
      </div>
      <ProgressBar
        class="mx-3 mb-2.5"
        percent={(done() / Math.max(1, done() + props.review.total())) * 100}
        label="Matched of the unmatched files"
      />
      <ul class="min-h-0 flex-1 overflow-y-auto max-lg:max-h-[168px]">
        <For each={props.review.files()}>
          {(item) => (
            <QueueLine
              item={item}
              current={item.id === props.current}
              onOpen={() => props.review.open(item.id)}
            />
          )}
        </For>
        <Show when={props.review.more() > 0}>
          <li>
            <button
              type="button"
              class="mt-0.5 block w-full rounded-control px-3 py-[11px] text-left text-13 text-muted -outline-offset-2! transition-colors hover:bg-fill hover:text-ink"
              onClick={() => props.review.loadMore()}
            >
              {props.review.more()} more
            </button>
          </li>
        </Show>
      </ul>
      <ReviewDecisions review={props.review} class="mx-1 mt-auto flex-none border-t border-line" />
    </div>
  );
}

interface QueueLineProps {
  item: UnmatchedItem;
  current: boolean;
  onOpen: () => void;
}

function QueueLine(props: QueueLineProps) {
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
