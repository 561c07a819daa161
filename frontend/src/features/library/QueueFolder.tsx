import ChevronRight from "lucide-solid/icons/chevron-right";
import { createEffect, For, Show } from "solid-js";
import type { UnmatchedItem } from "../../api/types";
import { pluralize } from "../../lib/format";
import { QueueLine } from "./QueueLine";
import type { QueueEntry } from "./reviewFolders";

interface QueueFolderProps {
  files: QueueEntry["files"];
  /** The id of the current file, which need not be one of these. */
  current: string;
  /** Whether the queue may hold more files of the folder that are not loaded yet. */
  hasMore: boolean;
  isOpen: boolean;
  onToggle: () => void;
  onOpen: (file: UnmatchedItem) => void;
}

/** A folder with many files of one show, which are listed on request. */
export function QueueFolder(props: QueueFolderProps) {
  let line!: HTMLButtonElement;
  const at = () => props.files.findIndex((file) => file.id === props.current);
  /** The current file is in here and not listed. */
  const isCurrent = () => at() >= 0 && !props.isOpen;
  createEffect(() => {
    if (isCurrent()) line.scrollIntoView({ block: "nearest" });
  });

  const count = () =>
    props.hasMore ? `${props.files.length}+ files` : pluralize(props.files.length, "file");
  const position = () => (isCurrent() ? `${at() + 1} of ${count()}` : count());
  const title = () => {
    const { folder, guess } = props.files[0];
    return guess.title === folder ? "" : (guess.title ?? "");
  };
  /** The files of a folder that is opened can be decided at once: one of them becomes current. */
  const toggle = () => {
    if (!props.isOpen && at() < 0) props.onOpen(props.files[0]);
    props.onToggle();
  };

  return (
    <li>
      <button
        ref={line}
        type="button"
        class="mt-0.5 flex w-full items-start gap-2 rounded-control px-3 py-[11px] text-left -outline-offset-2! transition-colors hover:bg-fill"
        classList={{ "bg-surface-3": isCurrent() }}
        aria-expanded={props.isOpen}
        aria-current={isCurrent() ? "true" : undefined}
        onClick={toggle}
      >
        <ChevronRight
          class="mt-0.5 size-4 flex-none text-muted transition-transform"
          classList={{ "rotate-90": props.isOpen }}
          aria-hidden="true"
        />
        <span class="min-w-0 flex-1">
          <span class="block truncate text-13 font-medium">{props.files[0].folder}</span>
          <span class="mt-0.5 flex justify-between gap-2 text-12 text-muted tabular-nums">
            <span class="truncate">{title()}</span>
            <span class="flex-none">{position()}</span>
          </span>
        </span>
      </button>
      <Show when={props.isOpen}>
        <ul class="pl-6" aria-label={props.files[0].folder}>
          <For each={props.files}>
            {(item) => (
              <QueueLine
                item={item}
                current={item.id === props.current}
                onOpen={() => props.onOpen(item)}
              />
            )}
          </For>
        </ul>
      </Show>
    </li>
  );
}
