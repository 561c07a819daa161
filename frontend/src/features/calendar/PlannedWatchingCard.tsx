import ListVideo from "lucide-solid/icons/list-video";
import type { PlannedWatching } from "../../api/types";
import { Backdrop } from "../../ui/poster/Backdrop";
import { plannedFacts, plannedText } from "./plannedWatchingText";

interface PlannedProps {
  planned: PlannedWatching;
  onOpen: () => void;
}

/** What a plan to catch up asks for on a day; lower than a release. */
export function PlannedWatchingCard(props: PlannedProps) {
  const media = () => props.planned.media;
  return (
    <button
      type="button"
      data-roving-item
      class="relative isolate block min-h-[112px] w-full overflow-hidden rounded-card border border-dashed border-accent/60 bg-surface-2 p-3 text-left text-on-art transition-colors hover:border-accent"
      onClick={() => props.onOpen()}
    >
      <span class="absolute inset-0 -z-2 opacity-45">
        <Backdrop media={media()} sizes="(max-width: 1100px) 100vw, 384px" />
      </span>
      <span class="absolute inset-0 -z-1 bg-linear-to-t from-art-shade to-art-shade/40" />
      <span class="flex items-center gap-1.5 text-12 font-strong">
        <ListVideo class="size-3.5" aria-hidden="true" /> Catch up
      </span>
      <b class="mt-6 line-clamp-2 block text-14 leading-tight font-strong tracking-[-.015em]">
        {plannedText(props.planned)} of {media().title}
      </b>
      <span class="mt-1 block truncate text-12 text-on-art-muted tabular-nums">
        {plannedFacts(props.planned)}
      </span>
    </button>
  );
}

/** The same as a line of the agenda. */
export function PlannedLine(props: PlannedProps) {
  const media = () => props.planned.media;
  return (
    <button
      type="button"
      class="-mx-2 flex w-[calc(100%+16px)] items-center gap-4 rounded-card p-2 text-left transition-colors hover:bg-fill phone:gap-3"
      data-roving-item
      onClick={() => props.onOpen()}
    >
      <span class="w-14 flex-none text-13 text-muted">Catch up</span>{" "}
      <span class="relative block aspect-video w-[112px] flex-none overflow-hidden rounded-control border border-dashed border-accent/60 bg-surface-2 phone:w-[88px]">
        <Backdrop media={media()} sizes="112px" />
      </span>
      <span class="grid min-w-0 flex-1 grid-cols-1 gap-0.5">
        <b class="truncate text-15 font-strong tracking-[-.01em]">
          {plannedText(props.planned)} of {media().title}
        </b>
        <span class="truncate text-13 text-muted tabular-nums">{plannedFacts(props.planned)}</span>
      </span>
    </button>
  );
}
