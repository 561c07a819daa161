import { For, Match, Show, Switch } from "solid-js";
import type { FollowedShow, WatchlistSort } from "../../api/types";
import { listWatchlist } from "../../api/watchlist";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { daysUntil, groupByAirDate } from "./airDates";
import { NextAiringShow } from "./NextAiringShow";
import { FollowedShowRow } from "./FollowedShowRow";

interface FollowedShowsProps {
  sort: WatchlistSort;
  isMuted: boolean;
}

const WEEK_DAYS = 7;

interface ShowsQuery {
  sort: WatchlistSort;
  muted: boolean;
  page: number;
}

async function loadShows(query: ShowsQuery, signal: AbortSignal) {
  const answer = await listWatchlist({ kind: "show", ...query, pageSize: PAGE_SIZE }, signal);
  return { ...answer, items: answer.shows.map((show) => ({ ...show, id: show.media.id })) };
}

/** Followed shows: what airs next on top, the others by date. */
export function FollowedShows(props: FollowedShowsProps) {
  const pages = createPagedList<FollowedShow & { id: number }>(
    () => `watchlist:show:${props.sort}:${props.isMuted}`,
    (page, signal) => loadShows({ sort: props.sort, muted: props.isMuted, page }, signal),
  );
  const now = new Date();
  const shown = () =>
    pages.items.filter(({ media }) => withUserMarks(media).followed !== props.isMuted);
  const isByDate = () => props.sort === "next" && !props.isMuted;
  /** What airs first, if that is within a week. */
  const first = () => {
    const show = isByDate() ? shown()[0] : undefined;
    const date = show?.nextEpisode?.airDate;
    return date !== undefined && daysUntil(date, now) < WEEK_DAYS ? show : undefined;
  };
  const others = () => (first() ? shown().slice(1) : shown());
  const groups = () =>
    isByDate() ? groupByAirDate(others(), now) : [{ name: "", shows: others() }];

  return (
    <Switch>
      <Match when={pages.items.length === 0 && pages.state() === "loading"}>
        <div class="grid gap-4" role="status" aria-label="Loading">
          <Skeleton class="h-[260px] rounded-sheet" />
          <For each={[1, 2, 3]}>{() => <Skeleton class="h-[92px] rounded-card" />}</For>
        </div>
      </Match>
      <Match when={pages.items.length === 0 && pages.state() === "failed"}>
        <FailedState error={pages.error()} onRetry={pages.loadMore} />
      </Match>
      <Match when={shown().length === 0 && !pages.hasMore()}>
        <EmptyState
          text={
            props.isMuted
              ? "No show is muted."
              : "Press the eye on a show to follow it. Running shows of your library come by themselves."
          }
          action={
            <Show when={!props.isMuted}>
              <ButtonLink href="/app/shows" tone="primary" size="medium">
                Browse shows
              </ButtonLink>
            </Show>
          }
        />
      </Match>
      <Match when={true}>
        <Show when={first()}>{(show) => <NextAiringShow show={show()} now={now} />}</Show>
        <For each={groups()}>
          {(group) => (
            <section class="mt-9 first:mt-0 phone:mt-7" aria-label={group.name || "Shows"}>
              <Show when={group.name}>
                <h2 class="mb-2 flex items-baseline gap-2.5 text-15 font-strong">
                  {group.name}
                  <span class="text-13 font-normal text-muted tabular-nums">
                    {group.shows.length}
                  </span>
                </h2>
              </Show>
              <ul>
                <For each={group.shows}>{(show) => <FollowedShowRow show={show} now={now} />}</For>
              </ul>
            </section>
          )}
        </For>
        <Show when={pages.state() === "failed"}>
          <FailedState
            class="mt-6 min-h-0!"
            text="The rest did not load."
            error={pages.error()}
            onRetry={pages.loadMore}
          />
        </Show>
        <Show when={pages.hasMore() && pages.state() !== "failed"}>
          <Button class="mt-6" onClick={pages.loadMore}>
            Show more
          </Button>
        </Show>
      </Match>
    </Switch>
  );
}
