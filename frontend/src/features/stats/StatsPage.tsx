import { createAsyncStore, revalidate, useSearchParams } from "@solidjs/router";
import { ErrorBoundary, Show, Suspense } from "solid-js";
import type { ViewingStats } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { statsQuery } from "../../shared/statsQuery";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { Pills } from "../../ui/RadioGroup";
import { Skeleton } from "../../ui/Skeleton";
import { SectionHeading } from "../../ui/Rail";
import { YearHeatmap } from "../../ui/YearHeatmap";
import { Decades, HoursByPeriod, Loved, MostWatchedPeople } from "./charts";
import { GenreStream } from "./GenreStream";
import { gamesText, streakText, weekdayText } from "./statsText";
import { YearBillboard } from "./YearBillboard";

const EVER = "all";

/** A person's year in films and episodes; another year or everything by `?year=`. */
export default function StatsPage() {
  const [search, setSearch] = useSearchParams<{ year?: string }>();
  const thisYear = new Date().getFullYear();
  const year = () => {
    if (search.year === EVER) return null;
    const named = Number(search.year);
    return Number.isInteger(named) && named >= 1800 && named <= 2200 ? named : thisYear;
  };
  const stats = createAsyncStore(() => statsQuery(year()));
  pageTitle(() => (year() === null ? "All time" : `Your year, ${year()}`));

  const years = (known: readonly number[]) => (
    <Pills
      label="Year"
      value={String(year() ?? EVER)}
      options={[...[...new Set([thisYear, ...known])].sort((a, b) => b - a).map(String), EVER].map(
        (value) => ({ value, label: value === EVER ? "All time" : value }),
      )}
      onChange={(value) => setSearch({ year: value === String(thisYear) ? undefined : value })}
    />
  );

  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <FailedState
            text="Your year did not load."
            error={error}
            onRetry={() => void revalidate(statsQuery.key).then(reset)}
          />
        </div>
      )}
    >
      <Suspense fallback={<StatsSkeleton />}>
        <Show when={stats()}>
          {(found) => (
            <div class="page page-top">
              <Show
                when={found().totals.titles > 0}
                fallback={<NothingYet stats={found()} years={years(found().years)} />}
              >
                <YearBillboard stats={found()} years={years(found().years)} />
                <StatsContent stats={found()} />
              </Show>
            </div>
          )}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

function NothingYet(props: { stats: ViewingStats; years: ReturnType<typeof Pills> }) {
  return (
    <>
      <PageHeader
        title={props.stats.year === null ? "All time" : `Your year, ${props.stats.year}`}
      />
      <Show when={props.stats.years.length > 0}>{props.years}</Show>
      <EmptyState
        text={[
          props.stats.years.length > 0
            ? "Nothing seen in this year yet."
            : "Your year begins with the first film you finish.",
          gamesText(props.stats),
        ]
          .filter(Boolean)
          .join(" ")}
        action={
          <ButtonLink href="/app/discover" tone="primary" size="medium">
            Discover
          </ButtonLink>
        }
      />
    </>
  );
}

function StatsContent(props: { stats: ViewingStats }) {
  const says = () => weekdayText(props.stats);
  return (
    <>
      <Show when={props.stats.year}>
        {(year) => (
          <section class="section" aria-labelledby="when-watched">
            <SectionHeading
              id="when-watched"
              title="When you watched"
              why={streakText(props.stats)}
            />
            <YearHeatmap
              year={year()}
              days={props.stats.days}
              label={`Something watched on ${props.stats.totals.days} days of ${year()}. ${streakText(props.stats)}`}
            />
            <Show when={says()}>
              <p class="mt-7 max-w-[30em] text-22 font-light tracking-[-.022em] text-muted phone:text-17">
                {says()}
              </p>
            </Show>
          </section>
        )}
      </Show>
      <HoursByPeriod stats={props.stats} />
      <GenreStream stats={props.stats} />
      <div class="grid grid-cols-2 gap-x-16 max-lg:grid-cols-1">
        <MostWatchedPeople stats={props.stats} />
        <Loved stats={props.stats} />
      </div>
      <Decades stats={props.stats} />
    </>
  );
}

function StatsSkeleton() {
  return (
    <div class="page page-top" role="status" aria-label="Loading">
      <Skeleton class="h-4 w-32" />
      <Skeleton class="mt-5 h-[190px] w-[520px] max-w-full rounded-card" />
      <Skeleton class="mt-24 h-[170px] w-full rounded-card" />
      <Skeleton class="mt-16 h-[220px] w-full rounded-card" />
    </div>
  );
}
