/** How the states of games look; their labels alone are in gameLabels, for pages that open first. */
import Archive from "lucide-solid/icons/archive-x";
import Check from "lucide-solid/icons/check";
import HeartPlus from "lucide-solid/icons/heart-plus";
import Layers from "lucide-solid/icons/layers";
import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import type { Component } from "solid-js";
import type { GameStatus } from "../../api/types";
import { GAME_LABELS } from "./gameLabels";

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
  wishlist: {
    label: GAME_LABELS.wishlist,
    verb: "wish for it",
    empty: "Games you want",
    icon: HeartPlus,
  },
  backlog: {
    label: GAME_LABELS.backlog,
    verb: "put it in the backlog",
    empty: "Games you have and did not begin",
    icon: Layers,
  },
  playing: { label: GAME_LABELS.playing, verb: "play", empty: "Games you play now", icon: Play },
  paused: {
    label: GAME_LABELS.paused,
    verb: "pause",
    empty: "Games to pick up again",
    icon: Pause,
  },
  completed: {
    label: GAME_LABELS.completed,
    verb: "complete",
    empty: "Games you finished",
    icon: Check,
  },
  dropped: {
    label: GAME_LABELS.dropped,
    verb: "drop",
    empty: "Games you do not go on with",
    icon: Archive,
  },
};

export const GAME_STATUS_ORDER = Object.keys(GAME_LABELS) as GameStatus[];
