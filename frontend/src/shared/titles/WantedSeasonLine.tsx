import { For, Show } from "solid-js";
import type { EpisodeState, MediaCard, WantedSeason } from "../../api/types";
import { Button } from "../../ui/Button";
import { stopWanting, want } from "./wantedActions";

const LABELS: Record<EpisodeState, string> = {
  have: "here",
  downloading: "downloading",
  wanted: "wanted",
  upcoming: "not aired",
  open: "not wanted",
};

/** The look of an episode's cell. */
export const EPISODE_CELLS: Record<EpisodeState, string> = {
  have: "bg-ok/18 text-ok",
  downloading: "bg-accent/45 text-ink",
  wanted: "text-warn shadow-[inset_0_0_0_1.5px_currentColor]",
  upcoming: "border border-dashed border-line text-muted",
  open: "bg-fill text-muted",
};

interface WantedSeasonLineProps {
  media: MediaCard;
  season: WantedSeason;
  onChanged: () => void;
}

/** A season: what is here of it, one cell an episode, and wanting the rest. */
export function WantedSeasonLine(props: WantedSeasonLineProps) {
  const scope = () => ({
    mediaIds: [props.media.id],
    seasonNumber: props.season.seasonNumber,
  });
  const name = () =>
    props.season.seasonNumber === 0 ? "Specials" : `Season ${props.season.seasonNumber}`;
  const fullName = () => `${props.media.title}, ${name()}`;
  return (
    <li class="flex flex-wrap items-center gap-x-5 gap-y-2 border-t border-line py-3">
      <span class="w-20 flex-none text-14 text-muted">{name()}</span>
      <ul class="flex min-w-0 flex-1 flex-wrap gap-1.5 phone:order-3 phone:basis-full @max-lg:order-3 @max-lg:basis-full">
        <For each={props.season.episodes}>
          {(episode) => (
            <li
              class={`grid h-7 min-w-7 place-items-center rounded-chip px-1 text-13 tabular-nums ${EPISODE_CELLS[episode.state]}`}
              title={episode.title}
            >
              <span aria-hidden="true">{episode.episodeNumber}</span>
              <span class="sr-only">
                Episode {episode.episodeNumber}: {LABELS[episode.state]}
              </span>
            </li>
          )}
        </For>
      </ul>
      <span class="ml-auto text-14 tabular-nums">
        {props.season.have} of {props.season.aired}
        <Show when={props.season.wanted > 0}>
          <span class="ml-3 text-warn">{props.season.wanted} wanted</span>
        </Show>
      </span>
      <Show
        when={props.season.wanted + props.season.upcoming > 0}
        fallback={
          <Show when={props.season.have < props.season.aired}>
            <Button
              size="small"
              onClick={() => void want(fullName(), scope(), undefined, props.onChanged)}
            >
              Want
            </Button>
          </Show>
        }
      >
        <Button
          size="small"
          tone="ghost"
          aria-label={`Remove ${fullName()} from Wanted`}
          onClick={() => void stopWanting(fullName(), scope(), props.onChanged)}
        >
          Remove
        </Button>
      </Show>
    </li>
  );
}
