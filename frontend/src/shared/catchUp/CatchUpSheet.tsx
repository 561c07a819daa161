import { createEffect, createMemo, createResource, createSignal, For, on, Show } from "solid-js";
import { getCatchUp } from "../../api/catchUp";
import type { CatchUp, MediaCard } from "../../api/types";
import { formatMinutes, pluralize } from "../../lib/format";
import { playPath, titlePath } from "../../lib/pagePaths";
import { Button, ButtonLink } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { FilterChip, FilterGroup } from "../../ui/FilterGroup";
import { PlayIcon } from "../../ui/PlayIcon";
import { Backdrop } from "../../ui/poster/Backdrop";
import { Sheet } from "../../ui/Sheet";
import { Skeleton } from "../../ui/Skeleton";
import { planCatchUp, stopCatchUp } from "./catchUpActions";
import { goalName, goalText, labelsText, paceText, shortDay, WEEKDAYS } from "./catchUpText";

interface CatchUpSheetProps {
  /** The show, while the sheet is open. */
  media: MediaCard | undefined;
  /** What plays the next episode. */
  libraryItemId?: string | null;
  onClose: () => void;
}

/** What is left of a show before its next season: on which days there is time, and what falls on each. */
export function CatchUpSheet(props: CatchUpSheetProps) {
  // The content stays while the sheet closes.
  const shown = createMemo<MediaCard | undefined>((last) => props.media ?? last);
  const [weekdays, setWeekdays] = createSignal<readonly number[]>();
  const [isBusy, setBusy] = createSignal(false);
  createEffect(
    on(
      () => props.media?.id,
      () => setWeekdays(undefined),
    ),
  );
  const [loaded, { refetch }] = createResource(
    () => props.media && { id: props.media.id, weekdays: weekdays() },
    (asked) => getCatchUp(asked.id, asked.weekdays),
  );
  const failure = () => (loaded.state === "errored" ? (loaded.error as unknown) : undefined);
  const catchUp = () => (failure() === undefined ? loaded.latest : undefined);
  const chosen = () => weekdays() ?? catchUp()?.weekdays ?? [];
  const toggle = (day: number) => {
    const others = chosen().filter((one) => one !== day);
    const next = others.length < chosen().length ? others : [...others, day].sort();
    if (next.length > 0) setWeekdays(next);
  };
  const run = async (work: Promise<boolean>) => {
    setBusy(true);
    if (await work) props.onClose();
    setBusy(false);
  };

  return (
    <Show when={shown()}>
      {(media) => (
        <Sheet
          open={props.media !== undefined}
          onClose={() => props.onClose()}
          eyebrow="Catch up"
          title={media().title}
          actions={
            <Show when={catchUp()}>
              {(found) => (
                <>
                  <Show when={props.libraryItemId}>
                    {(id) => (
                      <ButtonLink href={playPath(id())} tone="primary" size="medium">
                        <PlayIcon class="size-4" /> Play
                      </ButtonLink>
                    )}
                  </Show>
                  <Show when={!found().isPlanned || weekdays()}>
                    <Button
                      tone={props.libraryItemId ? "plain" : "primary"}
                      size="medium"
                      disabled={isBusy() || found().minutesADay === null}
                      onClick={() => void run(planCatchUp(media(), [...chosen()]))}
                    >
                      {found().isPlanned ? "Save" : "Put it in my calendar"}
                    </Button>
                  </Show>
                  <Show when={found().isPlanned}>
                    <Button
                      size="medium"
                      disabled={isBusy()}
                      onClick={() => void run(stopCatchUp(media()))}
                    >
                      Stop the plan
                    </Button>
                  </Show>
                  <ButtonLink href={titlePath(media())} tone="ghost" size="medium">
                    Open the show
                  </ButtonLink>
                </>
              )}
            </Show>
          }
        >
          <span class="relative block aspect-video overflow-hidden rounded-card bg-surface-3 art-edge">
            <Backdrop media={media()} />
          </span>
          <Show when={failure()}>
            {(error) => (
              <FailedState
                text="What is left did not load."
                error={error()}
                onRetry={() => void refetch()}
              />
            )}
          </Show>
          <Show
            when={catchUp()}
            fallback={
              <Show
                when={loaded.loading}
                fallback={
                  <Show when={failure() === undefined}>
                    <p class="mt-5 text-15 text-muted">
                      Nothing is left to catch up with: no new season or finale has a date, or you
                      have seen everything before it.
                    </p>
                  </Show>
                }
              >
                <div class="mt-5" role="status" aria-label="Loading what is left">
                  <Skeleton class="h-[160px] rounded-card" />
                </div>
              </Show>
            }
          >
            {(found) => (
              <Pace
                catchUp={found()}
                weekdays={chosen()}
                onToggle={toggle}
                isWaiting={loaded.loading}
              />
            )}
          </Show>
        </Sheet>
      )}
    </Show>
  );
}

function Pace(props: {
  catchUp: CatchUp;
  weekdays: readonly number[];
  onToggle: (day: number) => void;
  isWaiting: boolean;
}) {
  return (
    <>
      <p class="mt-5 text-13 text-muted">
        {goalName(props.catchUp.goal)}, {shortDay(props.catchUp.goal.airsOn)}
      </p>
      <p class="mt-1 text-22 font-strong tracking-[-.02em] tabular-nums" aria-live="polite">
        {paceText(props.catchUp)}
      </p>
      <p class="mt-1 mb-6 text-14 text-muted tabular-nums">
        {goalText(props.catchUp.goal)}, {pluralize(props.catchUp.episodesLeft, "episode")} or{" "}
        {formatMinutes(props.catchUp.minutesLeft)} left.
      </p>
      <FilterGroup title="On these days there is time">
        <div class="grid w-full grid-cols-7 gap-1.5 [&>button]:justify-center [&>button]:px-0!">
          <For each={WEEKDAYS}>
            {(name, day) => (
              <FilterChip on={props.weekdays.includes(day())} onClick={() => props.onToggle(day())}>
                {name}
              </FilterChip>
            )}
          </For>
        </div>
      </FilterGroup>
      <ul
        class="mt-6 grid gap-1 transition-opacity"
        classList={{ "opacity-50": props.isWaiting }}
        aria-label="The plan"
      >
        <For each={props.catchUp.days}>
          {(day) => (
            <li class="flex items-baseline gap-4 py-1.5 text-14 tabular-nums">
              <span class="w-[84px] flex-none text-muted">{shortDay(day.date)}</span>
              <span class="min-w-0 flex-1">{labelsText(day.firstLabel, day.lastLabel)}</span>
              <span class="text-13 text-muted">{formatMinutes(day.minutes)}</span>
            </li>
          )}
        </For>
      </ul>
      <p class="mt-4 text-13 text-muted">
        It is planned again with every episode you watch, and whenever a date moves.
      </p>
    </>
  );
}
