import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { ShelvedGame } from "../../api/types";
import { formatDay } from "../../lib/formatDates";
import { formatMinutes } from "../../lib/format";
import { titlePath } from "../../lib/pagePaths";
import { GAME_STATUSES } from "../../shared/titles/gameStatuses";
import { Artwork } from "../../ui/poster/Artwork";
import { Rail } from "../../ui/Rail";

interface GameRailProps {
  title: string;
  items: readonly ShelvedGame[];
  /** Says when a game was played instead of its state. */
  isDated?: boolean;
}

/** Games as wide cards: the state and the hours. */
export function GameRail(props: GameRailProps) {
  const note = (game: ShelvedGame) => {
    const status = game.media.gameStatus;
    const played = game.lastPlayedAt;
    return [
      props.isDated && played
        ? formatDay(new Date(played), new Date())
        : status && GAME_STATUSES[status].label,
      game.minutesPlayed > 0 && formatMinutes(game.minutesPlayed),
      game.platform,
    ]
      .filter(Boolean)
      .join(" · ");
  };
  return (
    <Show when={props.items.length > 0}>
      <Rail title={props.title} href="/app/games" kind="still">
        <For each={props.items}>
          {(game) => (
            <div class="group/still relative isolate aspect-video w-(--still) overflow-hidden rounded-card bg-surface-2 art-edge has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-3 has-[a:focus-visible]:outline-accent">
              <A
                href={titlePath(game.media)}
                class="absolute inset-0 z-2 outline-none"
                aria-label={`${game.media.title}, ${note(game)}`}
                data-roving-item
              />
              <div class="size-full transition-transform duration-400 group-hover/still:scale-104">
                <Artwork
                  title={game.media.title}
                  year={game.media.year}
                  genres={game.media.genres}
                  src={game.media.backdropUrl}
                  placeholder={game.media.backdropPlaceholder}
                  kind="still"
                  alt=""
                />
              </div>
              <span class="absolute inset-x-0 top-[40%] bottom-0 bg-linear-to-t from-art-shade-2 to-transparent" />
              <div class="absolute inset-x-3.5 bottom-3.5 text-13 text-on-art">
                <b class="block truncate text-15 font-strong">{game.media.title}</b>
                <span class="block truncate tabular-nums first-letter:uppercase">{note(game)}</span>
              </div>
            </div>
          )}
        </For>
      </Rail>
    </Show>
  );
}
