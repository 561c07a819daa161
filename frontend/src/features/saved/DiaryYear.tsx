import { createAsyncStore } from "@solidjs/router";
import ChartColumn from "lucide-solid/icons/chart-no-axes-column";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import X from "lucide-solid/icons/x";
import { createSignal, For, Show } from "solid-js";
import type { MediaType } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { formatMinutes, numberWord, pluralize } from "../../lib/format";
import { statsQuery } from "../../shared/statsQuery";
import { ButtonLink } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { IconButton } from "../../ui/IconButton";
import { YearHeatmap } from "../../ui/YearHeatmap";

interface DiaryYearProps {
  day: string | undefined;
  /** The month that is shown, `2026-11`. */
  month: string | undefined;
  mediaType: MediaType | undefined;
  onDay: (day: string | undefined) => void;
  onMediaType: (mediaType: MediaType | undefined) => void;
}

const KINDS = [
  { value: "movie", label: "Films" },
  { value: "show", label: "Shows" },
] as const;

/** The year above a diary: a square per day that leads to it, and the filters. */
export function DiaryYear(props: DiaryYearProps) {
  const thisYear = new Date().getFullYear();
  const [year, setYear] = createSignal(thisYear);
  // The diary does not wait for its picture, and does without one that fails.
  const stats = createAsyncStore(() => statsQuery(year()).catch(() => undefined));
  const shownMonth = () =>
    props.month?.startsWith(`${year()}-`) ? Number(props.month.slice(5)) - 1 : undefined;
  const first = () => Math.min(...(stats.latest?.years ?? []), thisYear);
  const facts = () => {
    const totals = stats.latest?.totals;
    if (!totals) return "\u00a0";
    const hours = totals.minutes > 0 ? `, ${formatMinutes(totals.minutes)}` : "";
    return `${pluralize(totals.days, "day")}${hours}`;
  };
  const streak = () => stats.latest?.currentStreak?.days ?? 0;

  return (
    <section class="mb-10" aria-label="The year">
      <div class="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-14 text-muted">
        <b class="font-strong text-ink tabular-nums">{year()}</b>
        <span class="tabular-nums">{facts()}</span>
        <Show when={streak() > 1}>
          <span>{numberWord(streak())} days in a row.</span>
        </Show>
        <span class="ml-auto flex items-center">
          <ButtonLink href="/app/stats" tone="ghost" size="small">
            <ChartColumn class="size-4" aria-hidden="true" />
            Your year
          </ButtonLink>
          <IconButton
            label="The year before"
            tone="bare"
            size="medium"
            disabled={year() <= first()}
            onClick={() => setYear(year() - 1)}
          >
            <ChevronLeft />
          </IconButton>
          <IconButton
            label="The year after"
            tone="bare"
            size="medium"
            disabled={year() >= thisYear}
            onClick={() => setYear(year() + 1)}
          >
            <ChevronRight />
          </IconButton>
        </span>
      </div>
      <YearHeatmap
        year={year()}
        days={stats.latest?.days ?? []}
        label={`Something watched on ${stats.latest?.totals.days ?? 0} days of ${year()}`}
        month={shownMonth()}
        onPick={props.onDay}
      />
      <div class="mt-6 flex flex-wrap gap-2">
        <For each={KINDS}>
          {(kind) => (
            <Chip
              on={props.mediaType === kind.value}
              onClick={() =>
                props.onMediaType(props.mediaType === kind.value ? undefined : kind.value)
              }
            >
              {kind.label}
            </Chip>
          )}
        </For>
        <Show when={props.day}>
          {(day) => (
            <Chip on onClick={() => props.onDay(undefined)}>
              Until {formatDate(day())}
              <X aria-hidden="true" />
            </Chip>
          )}
        </Show>
      </div>
    </section>
  );
}
