import { A } from "@solidjs/router";
import ArrowRightLeft from "lucide-solid/icons/arrow-right-left";
import Play from "lucide-solid/icons/play";
import Square from "lucide-solid/icons/square";
import Timer from "lucide-solid/icons/timer";
import { Show } from "solid-js";
import type { ShelvedGame } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { lastPlayedText, playedText, runText } from "../../shared/titles/gameText";
import { createElapsed, toggleTimer } from "../../shared/titles/gameTimer";
import { openPosterMenu } from "../../shared/titles/openPosterMenu";
import { contextMenuEvents } from "../../ui/contextMenu";
import { IconButton } from "../../ui/IconButton";
import { Artwork } from "../../ui/poster/Artwork";

interface PlayingGameCardProps {
  game: ShelvedGame;
  onLog: () => void;
  onMove: () => void;
}

/** A game that is being played: wide, with its time. */
export function PlayingGameCard(props: PlayingGameCardProps) {
  let art!: HTMLDivElement;
  const media = () => props.game.media;
  const elapsed = createElapsed(() => props.game.timerStartedAt);
  const last = () =>
    lastPlayedText(props.game.lastPlayedAt, new Date()) ||
    runText({ ...props.game, completion: null });

  return (
    <div class="w-full phone:w-[300px] phone:flex-none">
      <div
        ref={art}
        class="group/still relative isolate aspect-16/9 overflow-hidden rounded-card bg-surface-2 art-edge has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-3 has-[a:focus-visible]:outline-accent"
        {...contextMenuEvents((at) =>
          openPosterMenu({ media: media(), at, from: art.querySelector("a") ?? art }),
        )}
      >
        <A
          href={titlePath(media())}
          class="absolute inset-0 z-2 outline-none"
          aria-label={`${media().title}, Playing`}
          aria-keyshortcuts="Shift+ArrowUp Shift+ArrowDown"
          draggable={false}
          data-roving-item
        />
        <div class="size-full transition-transform duration-400 group-hover/still:scale-104">
          <Artwork
            title={media().title}
            year={media().year}
            genres={media().genres}
            src={media().backdropUrl}
            placeholder={media().backdropPlaceholder}
            kind="still"
            alt=""
          />
        </div>
        <span class="absolute inset-x-0 top-[30%] bottom-0 bg-linear-to-t from-art-shade to-transparent" />
        <Show when={props.game.platform}>
          <span class="absolute top-2 left-2 z-1 rounded-pill bg-art-shade-2 px-2.5 py-0.5 text-12 font-strong text-on-art">
            {props.game.platform}
          </span>
        </Show>
        <b class="absolute inset-x-[18px] bottom-4 line-clamp-2 text-22 leading-tight font-semibold tracking-[-.03em] text-on-art">
          {media().title}
        </b>
      </div>
      <div class="flex items-center gap-2 px-0.5 pt-3">
        <div class="min-w-0 flex-1">
          <p class="truncate text-15 font-strong tabular-nums">
            {playedText(props.game.minutesPlayed) || "No time logged yet"}
          </p>
          <p class="truncate text-13 text-muted">
            <Show when={elapsed()} fallback={last()}>
              {(time) => <span class="text-accent-text">Playing for {time()}</span>}
            </Show>
          </p>
        </div>
        <IconButton
          label={`Move ${media().title}`}
          tone="bare"
          size="medium"
          onClick={() => props.onMove()}
        >
          <ArrowRightLeft />
        </IconButton>
        <IconButton
          label={elapsed() ? `Stop the timer of ${media().title}` : `Play ${media().title} now`}
          tone={elapsed() ? undefined : "bare"}
          size="medium"
          onClick={() => void toggleTimer(media(), elapsed() !== undefined)}
        >
          <Show when={elapsed()} fallback={<Play />}>
            <Square />
          </Show>
        </IconButton>
        <IconButton
          label={`Log time of ${media().title}`}
          size="medium"
          onClick={() => props.onLog()}
        >
          <Timer />
        </IconButton>
      </div>
    </div>
  );
}
