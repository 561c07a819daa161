/** The states of games. */
import Archive from "lucide-solid/icons/archive-x";
import Check from "lucide-solid/icons/check";
import HeartPlus from "lucide-solid/icons/heart-plus";
import Layers from "lucide-solid/icons/layers";
import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import type { Component } from "solid-js";
import type { GameStatus } from "../../api/types";

interface Look {
  label: string;
  /** What dropping a game on the shelf does: "Drop to …". */
  verb: string;
  /** An empty shelf. */
  empty: string;
  icon: Component<{ class?: string; "aria-hidden"?: "true" }>;
}

/** In the order of a game's life, as menus have them. */
export const GAME_STATUSES: Record<GameStatus, Look> = {
  wishlist: { label: "Wishlist", verb: "wish for it", empty: "Games you want", icon: HeartPlus },
  backlog: {
    label: "Backlog",
    verb: "put it in the backlog",
    empty: "Games you have and did not begin",
    icon: Layers,
  },
  playing: { label: "Playing", verb: "play", empty: "Games you play now", icon: Play },
  paused: { label: "Paused", verb: "pause", empty: "Games to pick up again", icon: Pause },
  completed: { label: "Completed", verb: "complete", empty: "Games you finished", icon: Check },
  dropped: { label: "Dropped", verb: "drop", empty: "Games you do not go on with", icon: Archive },
};

/** Undefined for a title on no shelf. */
export const gameLabel = (status: GameStatus | null) =>
  status === null ? undefined : GAME_STATUSES[status].label;

export const GAME_STATUS_ORDER = Object.keys(GAME_STATUSES) as GameStatus[];
