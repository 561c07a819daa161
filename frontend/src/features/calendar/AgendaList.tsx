import { For, Show } from "solid-js";
import type { CalendarDay, CalendarEntry, PlannedWatching } from "../../api/types";
import { Artwork } from "../../ui/poster/Artwork";
import { rovingFocus } from "../../ui/rovingFocus";
import { isFull } from "./calendarViews";
import { dayText } from "./calendarDates";
import { PlannedLine } from "./PlannedWatchingCard";
import { NewMark, ReleaseBadge } from "./ReleaseBadge";
import { noveltyText, releaseText, timeText } from "./releaseText";

interface AgendaListProps {
  days: readonly CalendarDay[];
  today: string;
  onOpen: (entry: CalendarEntry, day: string) => void;
  onPlan: (planned: PlannedWatching) => void;
}

/** The days with releases one below the other, each release a line with its time. */
export function AgendaList(props: AgendaListProps) {
  const full = () => props.days.filter(isFull);
  return (
    <div class="grid max-w-[860px] gap-8">
      <For each={full()}>
        {(day) => (
          <section aria-label={dayText(day.date)}>
            <h2 class="pb-2 text-15 font-strong tracking-[-.01em]">
              <Show when={day.date === props.today}>
                <span class="text-accent-text">Today, </span>
              </Show>
              {dayText(day.date)}
            </h2>
            <AgendaDay
              entries={day.entries}
              planned={day.planned}
              onPlan={(planned) => props.onPlan(planned)}
              onOpen={(entry) => {
                props.onOpen(entry, day.date);
              }}
            />
            <Show when={day.total > day.entries.length}>
              <p class="mt-2 text-13 text-muted">and {day.total - day.entries.length} more</p>
            </Show>
          </section>
        )}
      </For>
    </div>
  );
}

/** One tab stop; arrow keys move inside the day and to the next one. */
function AgendaDay(props: {
  entries: readonly CalendarEntry[];
  planned: readonly PlannedWatching[];
  onOpen: (entry: CalendarEntry) => void;
  onPlan: (planned: PlannedWatching) => void;
}) {
  let list!: HTMLUListElement;
  rovingFocus(() => list);
  return (
    <ul ref={list} class="grid grid-cols-1" data-roving>
      <For each={props.entries}>
        {(entry) => (
          <li>
            <AgendaLine entry={entry} onOpen={() => props.onOpen(entry)} />
          </li>
        )}
      </For>
      <For each={props.planned}>
        {(planned) => (
          <li>
            <PlannedLine planned={planned} onOpen={() => props.onPlan(planned)} />
          </li>
        )}
      </For>
    </ul>
  );
}

function AgendaLine(props: { entry: CalendarEntry; onOpen: () => void }) {
  const media = () => props.entry.media;
  const still = () => props.entry.episode?.stillUrl ?? null;
  return (
    <button
      type="button"
      class="-mx-2 flex w-[calc(100%+16px)] items-center gap-4 rounded-card p-2 text-left transition-colors hover:bg-fill phone:gap-3"
      data-roving-item
      onClick={() => props.onOpen()}
    >
      <span
        class="w-14 flex-none text-13 tabular-nums"
        classList={{ "text-muted": props.entry.airsAt === null }}
      >
        {timeText(props.entry) ?? "Anytime"}
      </span>{" "}
      <span
        class="relative block aspect-video w-[112px] flex-none overflow-hidden rounded-control bg-surface-2 art-edge phone:w-[88px]"
        classList={{ "opacity-45": props.entry.seen }}
      >
        <Artwork
          title={media().title}
          year={media().year}
          genres={media().genres}
          src={still() ?? media().backdropUrl}
          placeholder={
            still() ? props.entry.episode?.stillPlaceholder : media().backdropPlaceholder
          }
          kind={still() ? "still" : "backdrop"}
          sizes="112px"
          alt=""
        />
      </span>
      <span class="flex min-w-0 flex-1 items-center gap-4 phone:flex-col phone:items-start phone:gap-1">
        <span class="grid min-w-0 flex-1 grid-cols-1 gap-0.5 phone:w-full">
          <span class="flex items-center gap-2">
            <b class="truncate text-15 font-strong tracking-[-.01em]">{media().title}</b>
            <Show when={props.entry.isNew}>
              <NewMark />
            </Show>
          </span>
          <span class="truncate text-13 text-muted">
            {[noveltyText(props.entry), releaseText(props.entry)].filter(Boolean).join(" · ")}
          </span>
        </span>
        <ReleaseBadge entry={props.entry} class="flex-none text-muted" />
      </span>
    </button>
  );
}
