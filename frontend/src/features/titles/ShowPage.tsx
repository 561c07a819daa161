import { useNavigate, useSearchParams } from "@solidjs/router";
import CheckCheck from "lucide-solid/icons/check-check";
import { For, Show } from "solid-js";
import type { MediaDetail, Season } from "../../api/types";
import { counted } from "../../lib/format";
import { MediaRail } from "../../media/MediaRail";
import { Button } from "../../ui/Button";
import { Pills } from "../../ui/Choice";
import { EmptyState } from "../../ui/EmptyState";
import { ProgressBar } from "../../ui/ProgressBar";
import { roving } from "../../ui/roving";
import { EpisodeRow } from "./EpisodeRow";
import {
  inOrder,
  isSeen,
  progressOf,
  progressWords,
  seasonName,
  seasonToShow,
  setSeen,
} from "./episodes";
import { FitLine } from "./FitLine";
import { usePlainKeys } from "./keys";
import { offerOf } from "./offer";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";

export default function ShowPage() {
  return <TitlePage type="show">{(title) => <ShowDetail title={title} />}</TitlePage>;
}

function ShowDetail(props: { title: MediaDetail }) {
  const navigate = useNavigate();
  const offer = () => offerOf(props.title);
  const nextItem = () =>
    props.title.libraryItems.find((item) => item.id === props.title.playable?.libraryItemId);

  return (
    <>
      <TitleBillboard
        title={props.title}
        meta={metaOf(props.title)}
        offer={offer()}
        onPlay={() => navigate(offer()?.href ?? "")}
      >
        <HowFar title={props.title} />
        <FitLine item={nextItem()} />
      </TitleBillboard>
      <div class="page">
        <Show
          when={props.title.seasons.length > 0}
          fallback={<EmptyState text="Its episodes are not known yet." />}
        >
          <Seasons title={props.title} />
        </Show>
        <div class="section">
          <TitleFacts title={props.title} />
        </div>
        <MediaRail title="More like this" items={props.title.similar} />
      </div>
    </>
  );
}

function metaOf(title: MediaDetail): string[] {
  const episodes = title.seasons
    .filter((season) => season.seasonNumber > 0)
    .flatMap((season) => season.episodes);
  const years = episodes.flatMap((episode) =>
    episode.airDate ? [episode.airDate.slice(0, 4)] : [],
  );
  const last = years.toSorted().at(-1);
  const first = title.year === null ? (years.toSorted()[0] ?? "") : String(title.year);
  const span = last && last > first ? `${first} to ${last}` : first;
  const count = episodes.length > 0 ? counted(episodes.length, "episode") : "";
  return [span, count, title.genres.slice(0, 2).join(", ")].filter((word) => word !== "");
}

function HowFar(props: { title: MediaDetail }) {
  const progress = () => progressOf(props.title.seasons, isSeen);
  return (
    <Show when={progress().total > 0}>
      <p class="mt-[26px] flex items-center gap-4 text-13 text-muted tabular-nums">
        <ProgressBar
          class="w-[200px] flex-none"
          percent={(progress().seen / progress().total) * 100}
          label={`Seen of ${props.title.title}`}
        />
        {progressWords(progress())}
      </p>
    </Show>
  );
}

function Seasons(props: { title: MediaDetail }) {
  let list!: HTMLUListElement;
  roving(() => list);
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
      <div class="mt-4 flex flex-wrap items-center justify-between gap-4">
        <Pills
          label="Season"
          options={seasons().map((season) => ({
            value: String(season.seasonNumber),
            label: seasonName(season),
          }))}
          value={String(shown()?.seasonNumber ?? "")}
          onChange={choose}
        />
        <Show when={shown()?.episodes.some((episode) => !isSeen(episode))}>
          <Button
            size="small"
            tone="ghost"
            onClick={() => void setSeen(props.title, shown()?.episodes ?? [], true)}
          >
            <CheckCheck class="size-4" aria-hidden="true" />
            Mark season seen
          </Button>
        </Show>
      </div>
      <ul ref={list} class="-mx-5 mt-3 grid gap-1 phone:gap-0" data-roving>
        <For each={shown()?.episodes}>
          {(episode) => (
            <EpisodeRow
              episode={episode}
              year={props.title.year}
              genres={props.title.genres}
              seen={isSeen(episode)}
              isNext={episode.id === props.title.playable?.episodeId}
              onSeen={(on) => void setSeen(props.title, [episode], on)}
            />
          )}
        </For>
      </ul>
    </section>
  );
}
