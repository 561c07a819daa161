import { A } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import { createSignal, For, Show } from "solid-js";
import { pluralize } from "../../lib/format";
import { titlePath } from "../../lib/pagePaths";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button } from "../../ui/Button";
import { PosterImage } from "../../ui/poster/PosterImage";
import type { Group, Work } from "./filmographyGroups";

/** Lines per department before "show all". */
const FIRST = 20;

export function Filmography(props: { groups: readonly Group[] }) {
  return <For each={props.groups}>{(group) => <Department group={group} />}</For>;
}

function Department(props: { group: Group }) {
  const [all, setAll] = createSignal(false);
  const works = () => (all() ? props.group.works : props.group.works.slice(0, FIRST));
  const isHidden = () => props.group.works.length > FIRST && !all();
  return (
    <section class="section" aria-label={props.group.title}>
      <h2 class="mb-3 flex items-baseline gap-3 text-22">
        {props.group.title}
        <span class="text-14 font-normal tracking-normal text-muted tabular-nums">
          {props.group.works.length}
        </span>
      </h2>
      <ol class="-mx-3 wide:columns-2 wide:gap-10">
        <For each={works()}>
          {(work, index) => (
            <Line work={work} isSameYear={works()[index() - 1]?.year === work.year} />
          )}
        </For>
      </ol>
      <Show when={isHidden()}>
        <Button size="small" tone="ghost" class="mt-2" onClick={() => setAll(true)}>
          Show all {pluralize(props.group.works.length, "title")}
        </Button>
      </Show>
    </section>
  );
}

function Line(props: { work: Work; isSameYear: boolean }) {
  const media = () => withUserMarks(props.work.media);
  const jobsText = () =>
    [props.work.what, props.work.episodes ? pluralize(props.work.episodes, "episode") : ""]
      .filter(Boolean)
      .join(" · ");
  return (
    <li class="break-inside-avoid">
      <A
        href={titlePath(media())}
        class="grid grid-cols-[52px_40px_minmax(0,1fr)_auto] items-center gap-4 rounded-card px-3 py-2 transition-colors hover:bg-surface-1 phone:grid-cols-[40px_36px_minmax(0,1fr)_auto] phone:gap-3"
      >
        <span
          class="text-14 text-muted tabular-nums"
          classList={{ "opacity-0": props.isSameYear && props.work.year !== null }}
        >
          {props.work.year ?? "Soon"}
        </span>
        <span class="relative block aspect-2/3 overflow-hidden rounded-chip bg-surface-2 art-edge">
          <PosterImage media={media()} sizes="40px" />
        </span>
        <span class="min-w-0">
          <span class="block truncate text-15 font-medium tracking-[-.01em]">{media().title}</span>
          <Show when={jobsText()}>
            <span class="block truncate text-13 text-muted">{jobsText()}</span>
          </Show>
        </span>
        <span class="flex items-center gap-3 text-ok">
          <Show when={media().inLibrary}>
            <i
              role="img"
              aria-label="In your library"
              class="size-[7px] rounded-full bg-current shadow-[0_0_8px_currentColor]"
            />
          </Show>
          <Show when={media().watched}>
            <Check class="size-4" aria-label="Seen" role="img" />
          </Show>
        </span>
      </A>
    </li>
  );
}
