import { createEffect, For, on, onCleanup, Show, type JSX } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { speedHistoryOf } from "../../shared/downloads/speedHistory";
import { rovingFocus } from "../../ui/rovingFocus";
import { DownloadRow } from "./DownloadRow";
import type { JobListContext } from "./JobCard";
import type { JobGroups } from "./jobGroups";
import { TileGrid } from "./TileGrid";
import { WaitingQueue } from "./WaitingQueue";

interface DownloadsListProps {
  groups: JobGroups;
  list: JobListContext;
  canOrder: boolean;
  /** The number of loaded jobs. */
  count: number;
  hasMore: boolean;
  onNearEnd: () => void;
}

/** The next page is loaded this far below the window. */
const AHEAD = "1200px";

export function DownloadsList(props: DownloadsListProps) {
  let list!: HTMLDivElement;
  rovingFocus(() => list);

  // Accessors: with the jobs themselves, each update would make every card anew.
  const rows = (jobs: () => readonly DownloadJob[]) => (
    <div class="grid gap-2.5">
      <For each={jobs()}>
        {(job) => <DownloadRow job={job} list={props.list} speedHistory={speedHistoryOf(job.id)} />}
      </For>
    </div>
  );
  const tiles = (jobs: () => readonly DownloadJob[]) => (
    <TileGrid jobs={jobs()} list={props.list} />
  );

  return (
    <div ref={list} data-roving>
      <Group title="Downloading" jobs={props.groups.now}>
        {rows(() => props.groups.now)}
      </Group>
      <Group title="Queued" note="they start by themselves" jobs={props.groups.waiting}>
        <WaitingQueue jobs={props.groups.waiting} list={props.list} canOrder={props.canOrder} />
      </Group>
      <Group title="Paused" jobs={props.groups.paused}>
        {rows(() => props.groups.paused)}
      </Group>
      <Group title="Failed" jobs={props.groups.failed}>
        {tiles(() => props.groups.failed)}
      </Group>
      <Group title="Completed today" jobs={props.groups.today}>
        {tiles(() => props.groups.today)}
      </Group>
      <Group title="Completed" jobs={props.groups.before}>
        {tiles(() => props.groups.before)}
      </Group>
      <Show when={props.hasMore}>
        <Sentinel count={props.count} onNear={props.onNearEnd} />
      </Show>
    </div>
  );
}

interface GroupProps {
  title: string;
  note?: string;
  jobs: readonly DownloadJob[];
  children: JSX.Element;
}

function Group(props: GroupProps) {
  return (
    <Show when={props.jobs.length > 0}>
      <section>
        <h2 class="mt-8 mb-3 text-14 font-strong tracking-normal">
          {props.title}
          <Show when={props.note}>
            <span class="ml-2 font-normal text-muted">{props.note}</span>
          </Show>
        </h2>
        {props.children}
      </section>
    </Show>
  );
}

function Sentinel(props: { count: number; onNear: () => void }) {
  let mark!: HTMLDivElement;
  // Observe again after each page: a target that stays in view triggers no new entry.
  createEffect(
    on(
      () => props.count,
      () => {
        const watch = new IntersectionObserver(
          (entries) => {
            if (entries.some((entry) => entry.isIntersecting)) props.onNear();
          },
          { rootMargin: `0px 0px ${AHEAD} 0px` },
        );
        watch.observe(mark);
        onCleanup(() => watch.disconnect());
      },
    ),
  );
  return (
    <div ref={mark} class="py-8 text-center text-13 text-muted" role="status">
      Loading older downloads…
    </div>
  );
}
