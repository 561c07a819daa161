import { createAsyncStore, revalidate } from "@solidjs/router";
import Download from "lucide-solid/icons/arrow-down-to-line";
import Film from "lucide-solid/icons/film";
import Trash from "lucide-solid/icons/trash";
import { createSignal, ErrorBoundary, For, Show } from "solid-js";
import type { RecycledEntry } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { pageTitle } from "../../lib/pageTitle";
import { BreakableName } from "../../ui/BreakableName";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { recycleFolderQuery, removeForGood, restoreEntry } from "./deletedFiles";
import { emptyText, entryText, folderText, isOnTheWay } from "./recycleText";

const POLL_INTERVAL_MS = 3_000;

/** Deleted files and removed downloads: each can be restored, or deleted for good. */
export default function RecycleFolderPage() {
  pageTitle(() => "Recycle folder");
  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <FailedState
            text="The recycle folder did not load."
            error={error}
            onRetry={() => void revalidate(recycleFolderQuery.key).then(reset)}
          />
        </div>
      )}
    >
      <Contents />
    </ErrorBoundary>
  );
}

function Contents() {
  const folder = createAsyncStore(() => recycleFolderQuery(), { reconcile: { key: "id" } });
  const [isAsking, setAsking] = createSignal(false);
  runWhileVisible(POLL_INTERVAL_MS, () => {
    if (folder.latest?.items.some(isOnTheWay)) void revalidate(recycleFolderQuery.key);
  });
  const empty = async () => {
    setAsking(false);
    await removeForGood();
  };
  const canEmpty = () => folder.latest?.items.some((entry) => entry.state === "deleted") ?? false;

  return (
    <div class="page page-top">
      <PageHeader
        title="Recycle folder"
        lead={
          <Show when={folder.latest} fallback={"\u00a0"}>
            {(known) => <>{folderText(known())}</>}
          </Show>
        }
        end={
          <div class="flex flex-wrap items-center gap-2">
            <Show when={(folder.latest?.items.length ?? 0) > 0 && !isAsking()}>
              <ButtonLink href="/app/library" size="medium">
                Library
              </ButtonLink>
            </Show>
            <Show when={canEmpty()}>
              <Show
                when={isAsking()}
                fallback={
                  <Button size="medium" onClick={() => setAsking(true)}>
                    <Trash class="size-4" aria-hidden="true" />
                    Empty
                  </Button>
                }
              >
                <div class="flex flex-wrap items-center gap-2" role="group" aria-label="Empty">
                  <Button size="medium" tone="ghost" onClick={() => setAsking(false)}>
                    Keep them
                  </Button>
                  <Button size="medium" tone="primary" onClick={() => void empty()}>
                    Delete {pluralize(folder.latest?.files ?? 0, "file")} for good
                  </Button>
                </div>
              </Show>
            </Show>
          </div>
        }
      />
      <Show when={folder.latest} fallback={<Skeleton class="min-h-40 rounded-card!" />}>
        {(known) => (
          <Show
            when={known().items.length > 0}
            fallback={
              <EmptyState
                text={emptyText(known())}
                icon={<Trash aria-hidden="true" />}
                action={
                  <ButtonLink href="/app/library" size="medium">
                    Open the library
                  </ButtonLink>
                }
              />
            }
          >
            <ul class="rounded-card bg-surface-1 px-5 hairline [&>li+li]:border-t [&>li+li]:border-line">
              <For each={known().items}>{(entry) => <Entry entry={entry} />}</For>
            </ul>
          </Show>
        )}
      </Show>
    </div>
  );
}

function Entry(props: { entry: RecycledEntry }) {
  const facts = () =>
    [
      props.entry.kind === "download" ? "Download" : "",
      formatBytes(props.entry.sizeBytes),
      props.entry.deletedBy ? `Deleted by ${props.entry.deletedBy}` : "",
      props.entry.replacedBy ? "Replaced by a better version" : "",
    ].filter(Boolean);
  return (
    <li class="flex flex-wrap items-center gap-x-5 gap-y-3 py-4">
      <span class="grid size-10 flex-none place-items-center rounded-control bg-fill text-muted [&>svg]:size-[18px]">
        <Show when={props.entry.kind === "file"} fallback={<Download aria-hidden="true" />}>
          <Film aria-hidden="true" />
        </Show>
      </span>
      <div class="min-w-[200px] flex-1">
        <p class="text-15 font-strong tracking-[-.01em] [overflow-wrap:anywhere]">
          {props.entry.title}
        </p>
        <Show when={props.entry.detail}>
          <p class="text-13 [overflow-wrap:anywhere] text-muted">
            <BreakableName text={props.entry.detail} />
          </p>
        </Show>
        <p class="text-13 text-muted tabular-nums">{facts().join(" · ")}</p>
      </div>
      <p
        class="text-13 text-muted tabular-nums phone:w-full"
        classList={{ "text-warn": props.entry.problem !== "" }}
      >
        {entryText(props.entry, new Date())}
      </p>
      <div class="flex items-center gap-1">
        <Show when={props.entry.canRestore}>
          <Button size="small" onClick={() => void restoreEntry(props.entry)}>
            Restore
          </Button>
        </Show>
        <Show when={props.entry.state === "deleted" || props.entry.state === "refused"}>
          <Button size="small" tone="ghost" onClick={() => void removeForGood(props.entry)}>
            {props.entry.state === "refused" ? "Dismiss" : "Delete now"}
          </Button>
        </Show>
      </div>
    </li>
  );
}
