import Bookmark from "lucide-solid/icons/bookmark";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Download from "lucide-solid/icons/download";
import Eye from "lucide-solid/icons/eye";
import Gamepad from "lucide-solid/icons/gamepad-2";
import HardDrive from "lucide-solid/icons/hard-drive";
import Heart from "lucide-solid/icons/heart";
import Inbox from "lucide-solid/icons/inbox";
import Layers from "lucide-solid/icons/layers";
import ListChecks from "lucide-solid/icons/list-checks";
import NotebookPen from "lucide-solid/icons/notebook-pen";
import Star from "lucide-solid/icons/star";
import Tag from "lucide-solid/icons/tag";
import { For, Show, type Component } from "solid-js";
import { Dynamic } from "solid-js/web";
import { getTitleLog } from "../../api/titleLog";
import type { LogEntry, MediaDetail } from "../../api/types";
import { createPagedList, dropCachedLists } from "../../lib/pagedList";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { logPart, logText, logTime } from "./logText";

const ICONS: Record<LogEntry["kind"], Component<{ "aria-hidden": "true" }>> = {
  seen: Clapperboard,
  rating: Star,
  status: ListChecks,
  game: Gamepad,
  favorite: Heart,
  watch_later: Bookmark,
  follow: Eye,
  wanted: Inbox,
  collection: Layers,
  note: NotebookPen,
  review: NotebookPen,
  tag: Tag,
  session: Gamepad,
  downloaded: Download,
  added: HardDrive,
};

/** What happened with a title, the newest first. */
export default function TitleLogSheet(props: { title: MediaDetail; onClose: () => void }) {
  dropCachedLists("log:"); // anything may have happened since it was open
  const log = createPagedList<LogEntry>(
    () => `log:${props.title.id}`,
    async (page, signal, cursor) => ({
      ...(await getTitleLog(props.title.id, cursor, signal)),
      page,
      total: Infinity, // the cursor says where it ends
    }),
  );
  return (
    <Sheet open onClose={() => props.onClose()} title="Activity" eyebrow={props.title.title}>
      <ol class="grid gap-1">
        <For each={log.items}>
          {(entry) => (
            <li class="flex gap-3.5 py-2.5">
              <span class="grid size-9 flex-none place-items-center rounded-full bg-fill text-muted [&>svg]:size-[18px]">
                <Dynamic component={ICONS[entry.kind]} aria-hidden="true" />
              </span>
              <div class="min-w-0">
                <p class="text-15 [overflow-wrap:anywhere]">
                  {logText(entry)}
                  <Show when={logPart(entry)}>
                    {(part) => <span class="text-muted"> · {part()}</span>}
                  </Show>
                </p>
                <p class="mt-0.5 text-13 text-muted tabular-nums">
                  <Show when={entry.at} fallback={logTime(entry)}>
                    {(at) => <time datetime={at()}>{logTime(entry)}</time>}
                  </Show>
                </p>
              </div>
            </li>
          )}
        </For>
      </ol>
      <Show when={log.state() === "ready" && log.items.length === 0}>
        <EmptyState text="Nothing has happened with it yet." />
      </Show>
      <Show when={log.state() === "loading" && log.items.length === 0}>
        <div class="grid gap-3" aria-hidden="true">
          <For each={[1, 2, 3, 4]}>{() => <Skeleton class="h-12 rounded-card" />}</For>
        </div>
      </Show>
      <Show when={log.state() === "failed"}>
        <FailedState
          text="The activity did not load."
          error={log.error()}
          onRetry={log.loadMore}
          class="min-h-0!"
        />
      </Show>
      <Show when={log.state() !== "failed" && log.items.length > 0 && log.hasMore()}>
        <Button size="small" class="mt-3" onClick={log.loadMore}>
          Show earlier
        </Button>
      </Show>
      <p class="sr-only" role="status">
        {log.state() === "loading" ? "Loading the activity" : ""}
      </p>
    </Sheet>
  );
}
