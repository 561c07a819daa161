import ArrowUpToLine from "lucide-solid/icons/arrow-up-to-line";
import CircleX from "lucide-solid/icons/circle-x";
import FileX from "lucide-solid/icons/file-x";
import ListX from "lucide-solid/icons/list-x";
import Pause from "lucide-solid/icons/pause";
import PlayLine from "lucide-solid/icons/play";
import RotateCw from "lucide-solid/icons/rotate-cw";
import X from "lucide-solid/icons/x";
import { For, Show, type Component } from "solid-js";
import { Portal } from "solid-js/web";
import type { BulkAction, DownloadJob } from "../../api/types";
import { isOpen } from "../../shared/downloads/jobState";
import { IconButton } from "../../ui/IconButton";
import { mayRemoveFiles, type JobActions } from "./jobActions";
import type { Selection } from "./bulkSelection";

interface BulkActionBarProps {
  /** All jobs on the page; the selected ones are used. */
  jobs: readonly DownloadJob[];
  selection: Selection;
  actions: JobActions;
}

interface BulkActionEntry {
  action: BulkAction;
  label: string;
  icon: Component<{ class?: string }>;
  /** Whether the command has an effect on this job. */
  fits: (job: DownloadJob) => boolean;
  isBad?: boolean;
}

const BULK_ACTIONS: readonly BulkActionEntry[] = [
  { action: "pause", label: "Pause", icon: Pause, fits: (job) => isOpen(job) && !job.isPaused },
  { action: "resume", label: "Resume", icon: PlayLine, fits: (job) => isOpen(job) && job.isPaused },
  {
    action: "top",
    label: "Move to top",
    icon: ArrowUpToLine,
    fits: (job) => job.status === "queued",
  },
  {
    action: "retry",
    label: "Retry",
    icon: RotateCw,
    fits: (job) => job.canRetry || job.status === "retrying",
  },
  { action: "cancel", label: "Cancel", icon: CircleX, fits: isOpen },
  { action: "remove", label: "Remove from list", icon: ListX, fits: () => true },
  {
    action: "removeWithFiles",
    label: "Remove with files",
    icon: FileX,
    fits: mayRemoveFiles,
    isBad: true,
  },
];

/** Commands for the selected jobs. Commands without effect on any of them are hidden. */
export function BulkActionBar(props: BulkActionBarProps) {
  const chosen = () => props.jobs.filter((job) => props.selection.has(job.id));
  const run = (way: BulkActionEntry) => {
    const jobs = chosen().filter(way.fits);
    props.selection.clear();
    void props.actions.many(jobs, way.action);
  };

  return (
    <Show when={props.selection.isOn()}>
      <Portal>
        <div
          role="toolbar"
          aria-label="Selected downloads"
          data-bulk
          class="fixed inset-x-0 bottom-[calc(24px+var(--tabbar))] z-40 mx-auto flex w-fit max-w-[calc(100vw-24px)] items-center gap-1 rounded-pill bg-surface-3 p-2 pl-5 float enter-rise phone:bottom-[calc(12px+var(--tabbar))]"
        >
          <span class="mr-2 text-14 font-strong whitespace-nowrap tabular-nums" aria-live="polite">
            {props.selection.ids().size} <span class="phone:hidden">selected</span>
          </span>
          <For each={BULK_ACTIONS}>
            {(way) => (
              <Show when={chosen().some((job) => way.fits(job))}>
                <IconButton
                  label={way.label}
                  tone="bare"
                  size="medium"
                  class={`phone:size-9 ${way.isBad ? "text-bad!" : ""}`}
                  onClick={() => run(way)}
                >
                  <way.icon />
                </IconButton>
              </Show>
            )}
          </For>
          <IconButton
            label="Clear selection"
            tone="plain"
            size="medium"
            class="ml-1 phone:size-9"
            onClick={() => props.selection.clear()}
          >
            <X />
          </IconButton>
        </div>
      </Portal>
    </Show>
  );
}
