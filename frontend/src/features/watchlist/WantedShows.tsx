import { A } from "@solidjs/router";
import X from "lucide-solid/icons/x";
import { createSignal, For } from "solid-js";
import type { EpisodeState, WantedShow } from "../../api/types";
import { listWanted } from "../../api/wanted";
import { createPagedList } from "../../lib/pagedList";
import { titlePath } from "../../lib/pagePaths";
import { EPISODE_CELLS, WantedSeasonLine } from "../../shared/titles/WantedSeasonLine";
import { stopWanting } from "../../shared/titles/wantedActions";
import { IconButton } from "../../ui/IconButton";
import { PosterImage } from "../../ui/poster/PosterImage";
import { Skeleton } from "../../ui/Skeleton";
import { WantedListStates } from "./WantedListStates";

const SHOWS_PER_PAGE = 12;

const LEGEND: readonly { state: EpisodeState; label: string }[] = [
  { state: "have", label: "Have" },
  { state: "downloading", label: "Downloading" },
  { state: "wanted", label: "Wanted" },
  { state: "upcoming", label: "Not aired" },
];

async function loadShows(page: number, signal: AbortSignal) {
  const answer = await listWanted({ kind: "show", page, pageSize: SHOWS_PER_PAGE }, signal);
  return { ...answer, items: answer.shows.map((each) => ({ ...each, id: each.media.id })) };
}

/** Wanted shows: one line a season, one cell an episode. */
export function WantedShows() {
  const [version, setVersion] = createSignal(0);
  const pages = createPagedList<WantedShow & { id: number }>(
    () => `wanted:show:${version()}`,
    loadShows,
  );
  const reload = () => setVersion((now) => now + 1);
  return (
    <WantedListStates
      pages={pages}
      skeleton={<For each={[1, 2, 3]}>{() => <Skeleton class="h-[150px] rounded-sheet" />}</For>}
      emptyText="No episode is wanted. Choose Want on a show or on one of its seasons."
      browse={{ href: "/app/shows", label: "Browse shows" }}
    >
      <ul class="mb-4 flex flex-wrap gap-x-5 gap-y-2 text-13 text-muted" aria-label="Legend">
        <For each={LEGEND}>
          {({ state, label }) => (
            <li class="flex items-center gap-2">
              <i class={`h-3 w-4 rounded-[4px] ${EPISODE_CELLS[state]}`} aria-hidden="true" />
              {label}
            </li>
          )}
        </For>
      </ul>
      <ul class="grid grid-cols-[minmax(0,1fr)] gap-4">
        <For each={pages.items}>{(show) => <ShowCard show={show} onChanged={reload} />}</For>
      </ul>
    </WantedListStates>
  );
}

interface ShowCardProps {
  show: WantedShow;
  onChanged: () => void;
}

function ShowCard(props: ShowCardProps) {
  const media = () => props.show.media;
  return (
    <li class="rounded-sheet bg-surface-1 p-5 hairline phone:p-4">
      <div class="flex items-center gap-4">
        <span class="block aspect-2/3 w-11 flex-none overflow-hidden rounded-chip bg-surface-2">
          <PosterImage media={media()} sizes="44px" />
        </span>
        <div class="min-w-0 flex-1">
          <h2 class="truncate text-17 font-strong tracking-[-.018em]">
            <A href={titlePath(media())}>{media().title}</A>
          </h2>
          <p class="text-14 text-muted tabular-nums">
            {props.show.have} of {props.show.aired} episodes here, {props.show.wanted} wanted
          </p>
        </div>
        <IconButton
          label={`Remove ${media().title} from Wanted`}
          tone="bare"
          size="medium"
          onClick={() =>
            void stopWanting(media().title, { mediaIds: [media().id] }, props.onChanged)
          }
        >
          <X />
        </IconButton>
      </div>
      <ul class="mt-3">
        <For each={props.show.seasons}>
          {(season) => (
            <WantedSeasonLine media={media()} season={season} onChanged={props.onChanged} />
          )}
        </For>
      </ul>
    </li>
  );
}
