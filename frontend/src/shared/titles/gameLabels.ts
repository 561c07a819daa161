import type { GameStatus } from "../../api/types";

/** The states of games, in the order of a game's life. */
export const GAME_LABELS: Record<GameStatus, string> = {
  wishlist: "Wishlist",
  backlog: "Backlog",
  playing: "Playing",
  paused: "Paused",
  completed: "Completed",
  dropped: "Dropped",
};

/** Undefined for a title on no shelf. */
export const gameLabel = (status: GameStatus | null) =>
  status === null ? undefined : GAME_LABELS[status];
