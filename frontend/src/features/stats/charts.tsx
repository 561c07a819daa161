import { A } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import type { ViewingStats } from "../../api/types";
import { formatMinutes, pluralize } from "../../lib/format";
import { personPath } from "../../lib/pagePaths";
import { MediaPoster } from "../../shared/titles/MediaPoster";
import { Portrait } from "../../ui/Portrait";
import { SectionHeading } from "../../ui/Rail";
import { periodName } from "./statsText";

interface StatsProps {
  stats: ViewingStats;
}

/** Bars of the hours of each month, or of each year. */
export function HoursByPeriod(props: StatsProps) {
  const most = () => Math.max(...props.stats.periods.map((each) => each.minutes), 1);
  const has = () => props.stats.periods.some((each) => each.minutes > 0);
  const short = (period: number) => {
    const name = periodName(props.stats.year, period);
    return props.stats.year === null ? name : name.slice(0, 3);
  };
  return (
    <Show when={has()}>
      <section class="section" aria-labelledby="hours-by-period">
        <SectionHeading
          id="hours-by-period"
          title={props.stats.year === null ? "Hours by year" : "Hours by month"}
        />
        <ul
          tabindex="0"
          class="relative flex items-end gap-3 overflow-x-auto [scrollbar-width:none] phone:gap-1"
        >
          <For each={props.stats.periods}>
            {(each) => (
              <li class="grid min-w-[20px] flex-1 justify-items-center gap-2 text-12 text-muted tabular-nums">
                <span class="sr-only">
                  {periodName(props.stats.year, each.period)}: {formatMinutes(each.minutes)}
                </span>
                <span aria-hidden="true">
                  {each.minutes > 0 ? Math.max(1, Math.round(each.minutes / 60)) : "\u00a0"}
                </span>
                <span class="flex h-[150px] w-full items-end" aria-hidden="true">
                  <i
                    class="block w-full rounded-[6px] bg-linear-to-t from-accent-2 to-accent"
                    classList={{ "bg-none bg-fill": each.minutes === 0 }}
                    style={{ height: `${Math.max(3, (100 * each.minutes) / most())}%` }}
                  />
                </span>
                <span aria-hidden="true">{short(each.period)}</span>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

interface BarRow {
  key: string;
  name: string;
  /** A second line below the name. */
  note?: string;
  value: number;
  href?: string;
  picture?: JSX.Element;
}

/** Names with a bar and a number each. */
export function BarList(props: { rows: readonly BarRow[] }) {
  const most = () => Math.max(...props.rows.map((row) => row.value), 1);
  return (
    <ul class="grid gap-4">
      <For each={props.rows}>
        {(row) => (
          <li class="flex items-center gap-4">
            {row.picture}
            <span class="w-[150px] min-w-0 flex-none phone:flex-1">
              <Show when={row.href} fallback={<b class="block truncate text-15">{row.name}</b>}>
                {(href) => (
                  <A href={href()} class="block truncate text-15 font-strong hover:underline">
                    {row.name}
                  </A>
                )}
              </Show>
              <Show when={row.note}>
                <small class="block text-13 text-muted">{row.note}</small>
              </Show>
            </span>
            <span class="h-1.5 flex-1 phone:hidden" aria-hidden="true">
              <i
                class="block h-full rounded-pill bg-linear-to-r from-accent-2 to-accent"
                style={{ width: `${(100 * row.value) / most()}%` }}
              />
            </span>
            <span class="text-22 font-light tracking-[-.03em] tabular-nums">{row.value}</span>
          </li>
        )}
      </For>
    </ul>
  );
}

/** The people of several titles; with too few, a line that says when they come. */
export function MostWatchedPeople(props: StatsProps) {
  return (
    <section class="section" aria-labelledby="who-watched">
      <SectionHeading id="who-watched" title="Who you watched" />
      <Show
        when={props.stats.people.length > 0}
        fallback={
          <p class="text-15 text-muted">People who appear in two of your titles stand here.</p>
        }
      >
        <BarList
          rows={props.stats.people.map((person) => ({
            key: String(person.id),
            name: person.name,
            note: person.job,
            value: person.titles,
            href: personPath(person.id),
            picture: (
              <Portrait
                name={person.name}
                src={person.profileUrl}
                placeholder={person.profilePlaceholder}
                class="size-14 flex-none rounded-full"
                sizes="56px"
              />
            ),
          }))}
        />
      </Show>
    </section>
  );
}

/** The best rated titles of the period, else those with the most time. */
export function Loved(props: StatsProps) {
  const isRated = () => props.stats.bestRated.length > 0;
  const titles = () => (isRated() ? props.stats.bestRated : props.stats.mostWatched);
  return (
    <section class="section" aria-labelledby="what-loved">
      <SectionHeading id="what-loved" title={isRated() ? "What you loved" : "Most of your time"} />
      <div class="grid grid-cols-3 gap-4 phone:gap-3">
        <For each={titles()}>
          {(media) => <MediaPoster media={media} class="w-full" sizes="200px" />}
        </For>
      </div>
    </section>
  );
}

/** How many titles are of each decade. */
export function Decades(props: StatsProps) {
  const most = () => Math.max(...props.stats.decades.map((each) => each.titles), 1);
  return (
    <Show when={props.stats.decades.length > 1}>
      <section class="section" aria-labelledby="decades">
        <SectionHeading id="decades" title="Through the decades" />
        <ul
          tabindex="0"
          class="relative flex items-end gap-3 overflow-x-auto [scrollbar-width:none] phone:gap-2"
        >
          <For each={props.stats.decades}>
            {(each) => (
              <li class="grid min-w-[42px] flex-1 justify-items-center gap-2 text-12 text-muted tabular-nums">
                <span aria-hidden="true">{each.titles}</span>
                <span class="flex h-[110px] w-full max-w-[120px] items-end" aria-hidden="true">
                  <i
                    class="block w-full rounded-[6px] bg-linear-to-t from-accent-2 to-accent"
                    style={{ height: `${Math.max(3, (100 * each.titles) / most())}%` }}
                  />
                </span>
                <span>
                  {each.decade}s<span class="sr-only">: {pluralize(each.titles, "title")}</span>
                </span>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
