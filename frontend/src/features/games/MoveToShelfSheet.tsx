import { For } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { GameStatus, MediaCard } from "../../api/types";
import { GAME_STATUSES } from "../../shared/titles/gameStatuses";
import { moveGame } from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { Sheet } from "../../ui/Sheet";
import { SHELF_ORDER } from "./shelfKeys";

interface MoveToShelfSheetProps {
  /** The game to move; undefined closes the sheet. */
  media: MediaCard | undefined;
  totalOf: (status: GameStatus) => number;
  onClose: () => void;
}

const LINE =
  "flex h-13 w-full items-center gap-3.5 rounded-control px-3 text-15 transition-colors hover:bg-fill aria-[current]:bg-fill aria-[current]:font-strong [&>svg]:size-5 [&>svg]:flex-none";

/** Moves a game to another shelf, or off the shelves. */
export function MoveToShelfSheet(props: MoveToShelfSheetProps) {
  const present = () => props.media && withUserMarks(props.media).gameStatus;
  const choose = (status: GameStatus | null) => {
    const media = props.media;
    props.onClose();
    if (media && withUserMarks(media).gameStatus !== status) void moveGame(media, status);
  };

  return (
    <Sheet
      open={props.media !== undefined}
      onClose={() => props.onClose()}
      title={props.media?.title ?? ""}
      eyebrow="Move to"
    >
      <div class="-mx-3 grid">
        <For each={SHELF_ORDER}>
          {(status) => (
            <button
              type="button"
              class={LINE}
              aria-current={present() === status ? "true" : undefined}
              onClick={() => choose(status)}
            >
              <Dynamic component={GAME_STATUSES[status].icon} aria-hidden="true" />
              {GAME_STATUSES[status].label}
              <span class="ml-auto text-13 text-muted tabular-nums">
                {props.totalOf(status) || ""}
              </span>
            </button>
          )}
        </For>
        <button type="button" class={`${LINE} text-muted`} onClick={() => choose(null)}>
          Take it off your shelves
        </button>
      </div>
    </Sheet>
  );
}
