import { For, Show, type JSX } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { roving } from "../../ui/roving";
import { DownloadRow } from "./DownloadRow";
import { DownloadTile } from "./DownloadTile";
import { courseOf } from "./rates";
import { placeOf } from "./words";

interface DownloadsListProps {
  jobs: readonly DownloadJob[];
  now: Date;
  chosen: string | undefined;
  onOpen: (id: string) => void;
  onCancel: (job: DownloadJob) => void;
}

export function DownloadsList(props: DownloadsListProps) {
  let list!: HTMLDivElement;
  roving(() => list);

  const coming = () => props.jobs.filter((job) => placeOf(job) === "now");
  const waiting = () =>
    props.jobs
      .filter((job) => placeOf(job) === "waiting")
      .toSorted((a, b) => (a.queuePosition ?? Infinity) - (b.queuePosition ?? Infinity));
  const failed = () => props.jobs.filter((job) => job.status === "failed");
  const over = () =>
    props.jobs.filter((job) => job.status === "completed" || job.status === "cancelled");

  const tiles = (jobs: () => DownloadJob[]) => (
    <div class="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2.5 phone:grid-cols-1 phone:gap-1">
      <For each={jobs()}>
        {(job) => (
          <DownloadTile
            job={job}
            now={props.now}
            chosen={props.chosen === job.id}
            onOpen={props.onOpen}
          />
        )}
      </For>
    </div>
  );

  return (
    <div ref={list} data-roving>
      <Group title="Now" shown={coming().length > 0}>
        <For each={coming()}>
          {(job) => (
            <DownloadRow
              job={job}
              now={props.now}
              course={courseOf(job.id)}
              chosen={props.chosen === job.id}
              onOpen={props.onOpen}
              onCancel={props.onCancel}
            />
          )}
        </For>
      </Group>
      <Group
        title="Waiting for a place"
        note="they start by themselves"
        shown={waiting().length > 0}
      >
        {tiles(waiting)}
      </Group>
      <Group title="Did not arrive" shown={failed().length > 0}>
        {tiles(failed)}
      </Group>
      <Group title="Before" shown={over().length > 0}>
        {tiles(over)}
      </Group>
    </div>
  );
}

interface GroupProps {
  title: string;
  note?: string;
  shown: boolean;
  children: JSX.Element;
}

function Group(props: GroupProps) {
  return (
    <Show when={props.shown}>
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
