import ArrowRightLeft from "lucide-solid/icons/arrow-right-left";
import type { GameStatus, ShelvedGame } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { playedText } from "../../shared/titles/gameText";
import { MediaPoster } from "../../shared/titles/MediaPoster";
import { IconButton } from "../../ui/IconButton";

interface ShelfPosterProps {
  game: ShelvedGame;
  shelf: GameStatus;
  onMove: () => void;
}

/** A game on a shelf, with what is worth knowing there. */
export function ShelfPoster(props: ShelfPosterProps) {
  return (
    <div class="relative w-(--poster)">
      <MediaPoster
        media={props.game.media}
        isOnShelf
        caption={<span class="block truncate pr-8">{noteOf(props.game, props.shelf)}</span>}
      />
      <IconButton
        label={`Move ${props.game.media.title}`}
        tone="bare"
        size="small"
        class="absolute! right-0 bottom-0 z-4"
        onClick={() => props.onMove()}
      >
        <ArrowRightLeft />
      </IconButton>
    </div>
  );
}

function noteOf(game: ShelvedGame, shelf: GameStatus): string {
  const facts =
    shelf === "completed"
      ? [game.finishedOn ? formatDate(game.finishedOn) : playedText(game.minutesPlayed)]
      : [playedText(game.minutesPlayed), game.platform ?? ""];
  const known = facts.filter((fact) => fact !== "");
  return known.join(" · ") || String(game.media.year ?? "No date yet");
}
