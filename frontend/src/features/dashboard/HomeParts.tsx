import { revalidate } from "@solidjs/router";
import { For, Match, Show, Switch } from "solid-js";
import type { Dashboard, HomePart } from "../../api/types";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { MediaRail } from "../../shared/titles/MediaRail";
import { FailedPart } from "../../ui/FailedPart";
import { lazyPart } from "../../ui/lazyPart";
import { SectionHeading } from "../../ui/Rail";
import { ContinueRail } from "./ContinueRail";
import { DownloadsSkeleton } from "./DownloadsSkeleton";
import { PART_NAMES } from "./homeLayout";
import { GameRail, RecentlyWatchedRail, TitleTotals, Upcoming } from "./lazyParts";
import { RecentlyAdded } from "./RecentlyAdded";

// Most of the time nothing is downloading.
const ActiveDownloads = lazyPart(() => import("./ActiveDownloads"), {
  skeleton: (props) => <DownloadsSkeleton count={props.jobs.length} />,
});

/** The parts of the page in the person's order; empty ones are not rendered. */
export function HomeParts(props: { data: Dashboard }) {
  const shown = () => props.data.parts.filter((each) => !each.isHidden);
  const hasFailed = (part: HomePart) =>
    props.data.parts.some((each) => each.part === part && each.hasFailed);
  return (
    <For each={shown().map((each) => each.part)}>
      {(part) => (
        <Show when={!hasFailed(part)} fallback={<FailedHomePart part={part} />}>
          <Part part={part} data={props.data} />
        </Show>
      )}
    </For>
  );
}

function Part(props: { part: HomePart; data: Dashboard }) {
  return (
    <Switch>
      <Match when={props.part === "continue_watching"}>
        <ContinueRail items={props.data.continueWatching} />
      </Match>
      <Match when={props.part === "active_downloads"}>
        <ActiveDownloads jobs={props.data.activeDownloads} />
      </Match>
      <Match when={props.part === "recommendations"}>
        <MediaRail
          title={PART_NAMES.recommendations}
          href="/app/recommendations"
          items={props.data.recommendations}
        />
      </Match>
      <Match when={props.part === "upcoming" && props.data.upcoming.length > 0}>
        <Upcoming items={props.data.upcoming} />
      </Match>
      <Match when={props.part === "recently_added"}>
        <RecentlyAdded items={props.data.recentlyAdded} />
      </Match>
      <Match when={props.part === "watch_later"}>
        <MediaRail
          title={PART_NAMES.watch_later}
          href="/app/watch-later"
          items={props.data.watchLater}
        />
      </Match>
      <Match when={props.part === "game_backlog" && props.data.gameBacklog.length > 0}>
        <GameRail title={PART_NAMES.game_backlog} items={props.data.gameBacklog} />
      </Match>
      <Match when={props.part === "recently_played" && props.data.recentlyPlayed.length > 0}>
        <GameRail title={PART_NAMES.recently_played} items={props.data.recentlyPlayed} isDated />
      </Match>
      <Match when={props.part === "trending"}>
        <For each={props.data.rails}>
          {(rail) => (
            <MediaRail title={rail.title} href={`/app/discover/${rail.slug}`} items={rail.items} />
          )}
        </For>
      </Match>
      <Match when={props.part === "recently_watched" && props.data.recentlyWatched.length > 0}>
        <RecentlyWatchedRail items={props.data.recentlyWatched} />
      </Match>
      <Match when={props.part === "totals"}>
        <TitleTotals counts={props.data.counts} />
      </Match>
    </Switch>
  );
}

function FailedHomePart(props: { part: HomePart }) {
  return (
    <section class="section">
      <SectionHeading title={PART_NAMES[props.part]} />
      <FailedPart class="" error={null} onRetry={() => void revalidate(dashboardQuery.key)} />
    </section>
  );
}
