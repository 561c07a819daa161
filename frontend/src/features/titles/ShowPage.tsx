import { useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { pluralize } from "../../lib/format";
import { EmptyState } from "../../ui/EmptyState";
import { lazyPart } from "../../ui/lazyPart";
import { ProgressBar } from "../../ui/ProgressBar";
import { hasAllEpisodes, hasEpisodeAhead, progressOf, progressText, yearsOf } from "./showProgress";
import { isSeen } from "./episodeMarks";
import { offerOf } from "./playOffer";
import { createPlaybackPreview } from "../../shared/library/playbackPreview";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { PlayabilityLine, TitleBelowTheFold } from "./lazyParts";
import { EpisodesSkeleton } from "./TitleSkeleton";

// Few shows have a date ahead.
const CatchUpLine = lazyPart(() => import("./CatchUpLine"), { isOptional: true });
// Loaded while the page above it is already seen.
const Seasons = lazyPart(() => import("./Seasons"), { skeleton: EpisodesSkeleton });

export default function ShowPage() {
  return <TitlePage type="show">{(title) => <ShowDetail title={title} />}</TitlePage>;
}

function ShowDetail(props: { title: MediaDetail }) {
  const navigate = useNavigate();
  const offer = () => offerOf(props.title);
  const nextId = () => props.title.playable?.libraryItemId;
  /** The file that plays; without one, a file that cannot now. */
  const item = () =>
    props.title.libraryItems.find(({ id, absence }) => (nextId() ? id === nextId() : absence));
  const preview = createPlaybackPreview(nextId);

  return (
    <>
      <TitleBillboard
        title={props.title}
        meta={metaOf(props.title)}
        offer={offer()}
        onPlay={() => navigate(offer()?.href ?? "")}
      >
        <HowFar title={props.title} />
        <Show when={hasEpisodeAhead(props.title.seasons, new Date())}>
          <CatchUpLine title={props.title} />
        </Show>
        <PlayabilityLine
          item={item()}
          playback={preview().find(({ libraryItemId }) => libraryItemId === nextId())}
          releaseDate={props.title.releaseDate}
        />
      </TitleBillboard>
      <div class="page">
        <Show
          when={props.title.seasons.length > 0}
          fallback={<EmptyState quiet class="mt-6" text="Its episodes are not known yet." />}
        >
          <Seasons title={props.title} />
        </Show>
        <div class="section">
          <TitleFacts title={props.title} />
        </div>
        <TitleBelowTheFold title={props.title} />
      </div>
    </>
  );
}

function metaOf(title: MediaDetail): string[] {
  const seasons = title.seasons.filter((season) => season.seasonNumber > 0);
  const episodes = seasons.reduce((sum, season) => sum + season.episodeCount, 0);
  return [
    yearsOf(title),
    episodes > 0 ? pluralize(episodes, "episode") : "",
    title.genres.slice(0, 2).join(", "),
  ].filter((word) => word !== "");
}

function HowFar(props: { title: MediaDetail }) {
  const progress = () => progressOf(props.title.seasons, isSeen);
  return (
    <Show when={progress().total > 0 && hasAllEpisodes(props.title.seasons)}>
      <p class="mt-[26px] flex items-center gap-4 text-13 text-muted tabular-nums">
        <ProgressBar
          class="w-[200px] flex-none"
          percent={(progress().seen / progress().total) * 100}
          label={`Seen of ${props.title.title}`}
        />
        {progressText(progress())}
      </p>
    </Show>
  );
}
