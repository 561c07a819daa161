import { createAsyncStore, revalidate, useSearchParams } from "@solidjs/router";
import CheckCheck from "lucide-solid/icons/check-check";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { createSignal, ErrorBoundary, For, Show, Suspense } from "solid-js";
import type { Episode, MediaDetail, Season } from "../../api/types";
import { createPreferences } from "../../shared/preferences";
import { wantedShowQuery } from "../../shared/queries";
import { seasonQuery } from "../../shared/titleQueries";
import { withoutSpoilers } from "../../shared/titles/spoilers";
import { Button } from "../../ui/Button";
import { ClampedText } from "../../ui/ClampedText";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { Menu } from "../../ui/Menu";
import { rovingFocus } from "../../ui/rovingFocus";
import { Pills } from "../../ui/RadioGroup";
import { Artwork } from "../../ui/poster/Artwork";
import { StarRating } from "../../ui/StarRating";
import { EpisodeRow } from "./EpisodeRow";
import {
  inOrder,
  partsOf,
  posterOf,
  seasonFacts,
  seasonName,
  seasonToShow,
  upTo,
} from "./seasonParts";
import { setSeen } from "./episodeChanges";
import { isSeen } from "./episodeMarks";
import { usePlainKeys } from "./titleShortcuts";
import { createPartRatings } from "./episodeRatings";
import { WantEpisode } from "./WantEpisode";
import { WantSeason } from "./WantSeason";
import { EpisodesSkeleton } from "./TitleSkeleton";

/** With more seasons than this, a select is offered besides the pills. */
const MAX_IN_A_LINE = 12;

/** The seasons of a show, one at a time; the selected one is stored in the URL. */
export default function Seasons(props: { title: MediaDetail }) {
  const [search, setSearch] = useSearchParams<{ season?: string }>();
  const seasons = () => inOrder(props.title.seasons);
  const shown = (): Season | undefined =>
    seasons().find((season) => String(season.seasonNumber) === search.season) ??
    seasonToShow(props.title);
  const choose = (season: string) => setSearch({ season }, { replace: true, scroll: false });
  const turn = (steps: number) => {
    const now = shown();
    const next = now && seasons()[seasons().indexOf(now) + steps];
    if (next) choose(String(next.seasonNumber));
  };
  usePlainKeys({ "[": () => turn(-1), "]": () => turn(1) });

  return (
    <section aria-label="Episodes">
      <h2 class="sr-only">Episodes</h2>
      <div class="mt-4 flex items-center gap-3">
        <Pills
          class={seasons().length > MAX_IN_A_LINE ? "mr-0! min-w-0 flex-1" : "min-w-0 flex-1"}
          label="Season"
          options={seasons().map((season) => ({
            value: String(season.seasonNumber),
            label: seasonName(season),
          }))}
          value={String(shown()?.seasonNumber ?? "")}
          onChange={choose}
        />
        <Show when={seasons().length > MAX_IN_A_LINE}>
          <AllSeasons seasons={seasons()} shown={shown()} onChoose={choose} />
        </Show>
      </div>
      <Show when={shown()}>
        {(season) => (
          <Show
            when={season().episodes}
            fallback={
              <Show when={season().seasonNumber + 1} keyed>
                <Fetched title={props.title} season={season()} />
              </Show>
            }
          >
            {(episodes) => <Episodes title={props.title} season={season()} episodes={episodes()} />}
          </Show>
        )}
      </Show>
    </section>
  );
}

interface AllSeasonsProps {
  seasons: readonly Season[];
  shown: Season | undefined;
  onChoose: (season: string) => void;
}

/** A select of all seasons, for shows with many. */
function AllSeasons(props: AllSeasonsProps) {
  return (
    <Menu
      label="All seasons"
      triggerClass="inline-flex h-9 flex-none items-center gap-2 rounded-pill bg-fill px-4 text-14 whitespace-nowrap transition-[background-color] hairline press hover:bg-fill-2 phone:px-3"
      trigger={
        <>
          <span class="phone:hidden">All {props.seasons.length}</span>
          <ChevronDown class="size-4" aria-hidden="true" />
        </>
      }
      groups={[
        {
          items: props.seasons.map((season) => ({
            value: String(season.seasonNumber),
            label: seasonName(season),
            note: season.airDate?.slice(0, 4),
            chosen: season === props.shown,
            onSelect: () => props.onChoose(String(season.seasonNumber)),
          })),
        },
      ]}
    />
  );
}

/** A season that the show's response does not include. */
function Fetched(props: { title: MediaDetail; season: Season }) {
  const queryArgs = () => [props.title.id, props.season.seasonNumber] as const;
  const season = createAsyncStore(() => seasonQuery(...queryArgs()));
  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <FailedState
          class="mt-4"
          text="These episodes did not load."
          error={error}
          onRetry={() => void revalidate(seasonQuery.keyFor(...queryArgs())).then(reset)}
        />
      )}
    >
      <Suspense fallback={<EpisodesSkeleton />}>
        <Show when={season()}>
          {(found) => (
            <Episodes title={props.title} season={found()} episodes={found().episodes ?? []} />
          )}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

interface EpisodesProps {
  title: MediaDetail;
  season: Season;
  episodes: readonly Episode[];
}

function Episodes(props: EpisodesProps) {
  let list!: HTMLUListElement;
  rovingFocus(() => list);
  const [chosen, setChosen] = createSignal<string>();
  const parts = () => partsOf(props.episodes);
  const nextId = () => props.title.playable?.episodeId;
  const preferences = createPreferences();
  const ratings = createPartRatings(() => props.title);
  // The page works without it.
  const wanted = createAsyncStore(() => wantedShowQuery(props.title.id).catch(() => undefined));
  /** Episodes whose spoilers the person asked for. */
  const [revealed, setRevealed] = createSignal<ReadonlySet<number>>(new Set());
  const isHidden = (episode: Episode) =>
    preferences().hidesSpoilers &&
    !isSeen(episode) &&
    episode.positionSeconds === 0 &&
    !revealed().has(episode.id);
  /** Hides the spoilers of an episode that was neither seen nor started. */
  const shown = (episode: Episode) => (isHidden(episode) ? withoutSpoilers(episode) : episode);
  /** The seasons of the title; the one on display has its episodes, also if fetched later. */
  const allSeasons = () =>
    props.title.seasons.map((season) =>
      season.seasonNumber === props.season.seasonNumber ? props.season : season,
    );
  const part = () =>
    parts().find((each) => each.label === chosen()) ??
    parts().find((each) => each.episodes.some((episode) => episode.id === nextId())) ??
    parts()[0];

  return (
    <>
      <div class="mt-3 flex items-start gap-5 phone:gap-3.5">
        <Show when={posterOf(props.season, props.title)}>
          {(poster) => (
            <span class="relative mt-1 block aspect-2/3 w-16 flex-none overflow-hidden rounded-chip bg-surface-2 art-edge phone:w-14">
              <Artwork
                title={seasonName(props.season)}
                year={null}
                genres={props.title.genres}
                src={poster()}
                kind="poster"
                alt=""
                sizes="64px"
              />
            </span>
          )}
        </Show>
        <div class="min-w-0 flex-1">
          <div class="flex min-h-8 flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <p class="text-14 text-muted tabular-nums">
              {seasonFacts(props.season, props.episodes).join(" · ")}
            </p>
            <span class="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StarRating
                label={`Your rating of ${seasonName(props.season)}`}
                value={ratings.ofSeason(props.season)}
                onChange={(rating) => ratings.rateSeason(props.season, rating)}
                size="small"
              />
              <WantSeason title={props.title} season={props.season} />
              <Show when={props.episodes.some((episode) => !isSeen(episode))}>
                <Button
                  size="small"
                  tone="ghost"
                  onClick={() =>
                    void setSeen(props.title, props.episodes, true, {
                      seasonNumber: props.season.seasonNumber,
                    })
                  }
                >
                  <CheckCheck class="size-4" aria-hidden="true" />
                  Mark season seen
                </Button>
              </Show>
            </span>
          </div>
          <Show when={props.season.overview}>
            {(overview) => (
              <div class="mt-2 max-w-[68ch]">
                <ClampedText
                  text={overview()}
                  clamp="line-clamp-2"
                  class="text-15 text-pretty text-muted"
                />
              </div>
            )}
          </Show>
        </div>
      </div>
      <Show when={parts().length > 1}>
        <Pills
          class="mt-3"
          label="Part of the season"
          options={parts().map(({ label }) => ({ value: label, label }))}
          value={part()?.label ?? ""}
          onChange={setChosen}
        />
      </Show>
      <ul ref={list} class="-mx-5 mt-3 grid gap-1 phone:gap-0" data-roving>
        <For
          each={part()?.episodes}
          fallback={<EmptyState quiet text="The episodes of this season are not known yet." />}
        >
          {(episode) => (
            <EpisodeRow
              episode={shown(episode)}
              year={props.title.year}
              genres={props.title.genres}
              seen={isSeen(episode)}
              isNext={episode.id === nextId()}
              want={
                <Show when={wanted.latest}>
                  {(show) => (
                    <WantEpisode title={props.title} show={show()} episodeId={episode.id} />
                  )}
                </Show>
              }
              rating={ratings.ofEpisode(episode)}
              onRate={(rating) => ratings.rateEpisode(episode, rating)}
              onReveal={
                isHidden(episode)
                  ? () => setRevealed((before) => new Set([...before, episode.id]))
                  : undefined
              }
              onSeen={(on) => void setSeen(props.title, [episode], on)}
              onSeenUpTo={
                upTo(allSeasons(), episode).filter((each) => !isSeen(each)).length > 1
                  ? () =>
                      void setSeen(props.title, upTo(allSeasons(), episode), true, {
                        episodeId: episode.id,
                        upTo: true,
                      })
                  : undefined
              }
            />
          )}
        </For>
      </ul>
    </>
  );
}
