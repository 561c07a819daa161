import { createMemo, createSignal, For, Show } from "solid-js";
import { pluralize } from "../../lib/format";
import { ProgressBar } from "../../ui/ProgressBar";
import { QueueFolder } from "./QueueFolder";
import { QueueLine } from "./QueueLine";
import { ReviewDecisions } from "./ReviewDecisions";
import type { Review } from "./review";
import { queueEntries } from "./reviewFolders";

interface ReviewQueueProps {
  review: Review;
  current: string;
}

/** Unmatched files and the latest decisions. */
export function ReviewQueue(props: ReviewQueueProps) {
  const entries = createMemo(() => queueEntries(props.review.files()));
  // Lines are kept by key, and their focus with them, while files leave the queue.
  const keys = () => entries().map((entry) => entry.key);
  const [open, setOpen] = createSignal<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setOpen(
      (all) => new Set(all.has(key) ? [...all].filter((each) => each !== key) : [...all, key]),
    );
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
        <For each={keys()}>
          {(key) => (
            <Show when={entries().find((entry) => entry.key === key)}>
              {(entry) => (
                <Show
                  when={entry().isFolder}
                  fallback={
                    <QueueLine
                      item={entry().files[0]}
                      current={entry().files[0].id === props.current}
                      onOpen={() => props.review.open(entry().files[0].id)}
                    />
                  }
                >
                  <QueueFolder
                    files={entry().files}
                    current={props.current}
                    hasMore={props.review.more() > 0 && entry() === entries().at(-1)}
                    isOpen={open().has(key)}
                    onToggle={() => toggle(key)}
                    onOpen={(item) => props.review.open(item.id)}
                  />
                </Show>
              )}
            </Show>
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
