import { Dynamic } from "solid-js/web";
import type { MediaCard } from "../../api/types";
import type { MenuItem } from "../../ui/Menu";
import { GAME_STATUS_ORDER, GAME_STATUSES } from "./gameStatuses";
import { moveGame } from "./titleActions";

/** Menu items that put a game on a shelf; the present one takes it off. */
export function gameMenuItems(media: MediaCard): MenuItem[] {
  return GAME_STATUS_ORDER.map((status) => ({
    value: `game-${status}`,
    label: GAME_STATUSES[status].label,
    icon: <Dynamic component={GAME_STATUSES[status].icon} />,
    chosen: media.gameStatus === status,
    onSelect: () => void moveGame(media, media.gameStatus === status ? null : status),
  }));
}
