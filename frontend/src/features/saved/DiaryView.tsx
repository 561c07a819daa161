import { A } from "@solidjs/router";
import CalendarDays from "lucide-solid/icons/calendar-days";
import Trash from "lucide-solid/icons/trash";
import { createSignal, For, Show } from "solid-js";
import type { Play } from "../../api/types";
import { titlePath } from "../../lib/paths";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { IconButton } from "../../ui/IconButton";
import { Artwork } from "../../ui/poster/Artwork";
import { dayName, monthsOf, timeOf } from "./days";
import { Skeleton } from "../../ui/Skeleton";
import { createDiary, type DiaryFilter } from "./diary";
import { DiaryYear } from "./DiaryYear";
import { PlayDateSheet } from "./PlayDateSheet";

/** What was watched, by month and day; each viewing can be dated and removed. */
export function DiaryView() {
  const [filter, setFilter] = createSignal<DiaryFilter>({});
  const diary = createDiary(filter);
  const [edited, setEdited] = createSignal<Play>();

  return (
    <>
      <DiaryYear
        day={filter().day}
        mediaType={filter().mediaType}
        onDay={(day) => setFilter({ ...filter(), day })}
        onMediaType={(mediaType) => setFilter({ ...filter(), mediaType })}
      />
      <Show when={diary.state() === "ready" && diary.plays().length === 0}>
        <EmptyState
          text="What you watch appears here, with its day."
          action={
            <ButtonLink href="/app/discover" tone="primary" size="medium">
              Discover
            </ButtonLink>
          }
        />
      </Show>
      <Show when={diary.state() === "loading" && diary.plays().length === 0}>
        <div class="grid gap-4" aria-hidden="true">
          <For each={[1, 2, 3, 4, 5]}>{() => <Skeleton class="h-[88px] rounded-card" />}</For>
        </div>
      </Show>
      <For each={monthsOf(diary.plays())}>
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
                        <Entry
                          play={play}
                          onEdit={() => setEdited(play)}
                          onRemove={() => void diary.remove(play)}
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
      <Show when={diary.state() === "failed"}>
        <FailedState
          text="Your diary did not load."
          error={diary.error()}
          onRetry={diary.loadMore}
        />
      </Show>
      <Show when={diary.state() !== "failed" && diary.hasMore()}>
        <Button onClick={diary.loadMore}>Show earlier</Button>
      </Show>
      <p class="sr-only" role="status">
        {diary.state() === "loading" ? "Loading your diary" : ""}
      </p>
      <PlayDateSheet
        play={edited()}
        onClose={() => setEdited(undefined)}
        onSave={(play, when) => {
          setEdited(undefined);
          void diary.correct(play, when);
        }}
      />
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

interface EntryProps {
  play: Play;
  onEdit: () => void;
  onRemove: () => void;
}

function Entry(props: EntryProps) {
  const media = () => props.play.media;
  const name = () => [media().title, props.play.episodeLabel].filter(Boolean).join(", ");
  const note = () =>
    [
      [props.play.episodeLabel, props.play.episodeTitle].filter(Boolean).join(" "),
      props.play.precision === "release" ? "On release" : timeOf(props.play),
    ].filter((part) => part !== "");
  return (
    <li class="flex items-center gap-4 rounded-card p-2 transition-colors hover:bg-surface-1 phone:gap-3">
      <span class="block aspect-2/3 w-12 flex-none overflow-hidden rounded-chip bg-surface-2">
        <Artwork
          title={media().title}
          year={media().year}
          genres={media().genres}
          src={media().posterUrl}
          placeholder={media().posterPlaceholder}
          kind="poster"
          sizes="48px"
          alt=""
        />
      </span>
      <div class="min-w-0 flex-1">
        <h3 class="truncate text-17 tracking-[-.018em] phone:text-15">
          <A href={titlePath(media())}>{media().title}</A>{" "}
          <span class="font-light text-muted tabular-nums phone:hidden">{media().year}</span>
        </h3>
        <p class="truncate text-13 text-muted tabular-nums">{note().join(" · ")}</p>
      </div>
      <div class="flex flex-none phone:-mr-2 phone:flex-col">
        <IconButton
          label={`Change the date of ${name()}`}
          tone="bare"
          size="medium"
          onClick={() => props.onEdit()}
        >
          <CalendarDays />
        </IconButton>
        <IconButton
          label={`Remove ${name()} from the diary`}
          tone="bare"
          size="medium"
          onClick={() => props.onRemove()}
        >
          <Trash />
        </IconButton>
      </div>
    </li>
  );
}
