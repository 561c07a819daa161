import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js";
import type { Play } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { dayName, monthsOf } from "./diaryDays";
import type { Diary } from "./diaryQueries";
import { DiaryEntry } from "./DiaryEntry";
import type { PlayChanges } from "./playChanges";
import { DiarySelectionBar } from "./DiarySelectionBar";

interface DiaryListProps {
  diary: Diary;
  changes: PlayChanges;
  onEdit: (play: Play) => void;
}

/** Viewings by month and day; several can be chosen and changed together. */
export function DiaryList(props: DiaryListProps) {
  const [isChoosing, setChoosing] = createSignal(false);
  const [chosen, setChosen] = createSignal<ReadonlySet<number>>(new Set());
  const selected = () => props.diary.plays().filter((play) => chosen().has(play.id));
  const choose = (play: Play, on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      if (on) next.add(play.id);
      else next.delete(play.id);
      return next;
    });
  const stop = () => {
    setChoosing(false);
    setChosen(new Set<number>());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) stop();
  };
  createEffect(
    on(isChoosing, (is) => {
      if (!is) return;
      document.addEventListener("keydown", onKeyDown);
      onCleanup(() => document.removeEventListener("keydown", onKeyDown));
    }),
  );

  return (
    <>
      <Show when={props.diary.plays().length > 0}>
        <div class="-mt-4 mb-2 flex justify-end">
          <Button
            tone="ghost"
            size="medium"
            aria-pressed={isChoosing()}
            onClick={() => (isChoosing() ? stop() : setChoosing(true))}
          >
            {isChoosing() ? "Done" : "Select"}
          </Button>
        </div>
      </Show>
      <Show when={props.diary.state() === "ready" && props.diary.plays().length === 0}>
        <EmptyState
          text="What you watch appears here, with its day."
          action={
            <ButtonLink href="/app/discover" tone="primary" size="medium">
              Discover
            </ButtonLink>
          }
        />
      </Show>
      <Show when={props.diary.state() === "loading" && props.diary.plays().length === 0}>
        <div class="grid gap-4" aria-hidden="true">
          <For each={[1, 2, 3, 4, 5]}>{() => <Skeleton class="h-[88px] rounded-card" />}</For>
        </div>
      </Show>
      <For each={monthsOf(props.diary.plays())}>
        {(month) => (
          <section class="mb-10" aria-label={month.name}>
            <h2 class="mb-1.5 text-28 tracking-[-.03em] phone:text-22">{month.name}</h2>
            <For each={month.days}>
              {(day) => (
                <div class="grid grid-cols-[60px_minmax(0,1fr)] gap-3 py-3 not-first-of-type:border-t border-line phone:grid-cols-[44px_minmax(0,1fr)]">
                  <DayMark date={day.date} />
                  <ul>
                    <For each={day.plays}>
                      {(play) => (
                        <DiaryEntry
                          play={play}
                          onEdit={() => props.onEdit(play)}
                          onRemove={() => void props.changes.remove([play])}
                          isChosen={chosen().has(play.id)}
                          onChoose={isChoosing() ? (is) => choose(play, is) : undefined}
                        />
                      )}
                    </For>
                  </ul>
                </div>
              )}
            </For>
          </section>
        )}
      </For>
      <Show when={props.diary.state() === "failed"}>
        <FailedState
          text="Your diary did not load."
          error={props.diary.error()}
          onRetry={props.diary.loadMore}
        />
      </Show>
      <Show when={props.diary.state() !== "failed" && props.diary.hasMore()}>
        <Button onClick={props.diary.loadMore}>Show earlier</Button>
      </Show>
      <p class="sr-only" role="status">
        {props.diary.state() === "loading" ? "Loading your diary" : ""}
      </p>
      <Show when={selected().length > 0}>
        <DiarySelectionBar plays={selected()} changes={props.changes} onDone={stop} />
      </Show>
    </>
  );
}

function DayMark(props: { date: string }) {
  return (
    <Show when={props.date} fallback={<span />}>
      {(date) => (
        <time datetime={date()} class="pt-3 leading-none">
          <span class="block text-32 font-light tracking-[-.04em] tabular-nums phone:text-28">
            {dayName(date()).day}
          </span>
          <span class="mt-1 block text-12 text-muted">{dayName(date()).weekday}</span>
        </time>
      )}
    </Show>
  );
}
