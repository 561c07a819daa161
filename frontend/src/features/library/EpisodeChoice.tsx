import { createEffect, For, Show } from "solid-js";
import type { Episode, Guess } from "../../api/types";
import { createBackgroundQuery } from "../../lib/backgroundQuery";
import { mediaQuery, seasonQuery } from "../../shared/titleQueries";
import { episodesOf } from "../../shared/titles/titleFacts";

interface EpisodeChoiceProps {
  showId: number;
  /** Parsed from the file name; the initial value. */
  guess: Guess;
  /** Null: use the parsed value. */
  onChoose: (episodeId: number | undefined) => void;
}

/** Selects the episode of a show that a file contains. */
export function EpisodeChoice(props: EpisodeChoiceProps) {
  // The search field below keeps its focus while they load.
  const known = createBackgroundQuery(() => withSeason(props.showId, props.guess.season ?? 1), []);
  const episodes = () => known() ?? [];
  const guessed = () =>
    episodes().find(
      (episode) =>
        episode.episodeNumber === props.guess.episode &&
        episode.seasonNumber === (props.guess.season ?? 1),
    );
  createEffect(() => props.onChoose(guessed()?.id));

  return (
    <Show when={episodes().length > 0}>
      <label class="flex items-center gap-3 text-14 text-muted">
        Episode
        <select
          class="h-10 min-w-0 flex-1 rounded-control bg-surface-2 px-3 text-ink hairline"
          onChange={(event) => {
            const { value } = event.currentTarget;
            props.onChoose(value === "" ? undefined : Number(value));
          }}
        >
          <option value="" selected={guessed() === undefined}>
            As the file name says
          </option>
          <For each={episodes()}>
            {(episode) => (
              <option value={episode.id} selected={episode.id === guessed()?.id}>
                {episodeText(episode)}
              </option>
            )}
          </For>
        </select>
      </label>
    </Show>
  );
}

/** The show's episodes, at least those of the given season: very long shows load season by season. */
async function withSeason(showId: number, seasonNumber: number): Promise<Episode[]> {
  const title = await mediaQuery("show", showId);
  const isMissing = title.seasons.some(
    (season) => season.seasonNumber === seasonNumber && season.episodes === null,
  );
  const more = isMissing ? await seasonQuery(showId, seasonNumber) : null;
  return [...episodesOf(title), ...(more?.episodes ?? [])];
}

function episodeText(episode: Episode): string {
  return `S${episode.seasonNumber} E${episode.episodeNumber} · ${episode.title}`;
}
