/** Queries shared by features. */
import { query } from "@solidjs/router";
import { getGameState, listShelves } from "../api/games";
import { getRatings } from "../api/tracking";
import type { ShelvesQuery } from "../api/types";
import { countWanted, getWantedShow } from "../api/wanted";
import { countWatchlist } from "../api/watchlist";

/** The numbers of Watch later, Following and Wanted. */
export const watchlistCountsQuery = query(() => countWatchlist(), "watchlist-counts");

export const wantedCountsQuery = query(() => countWanted(), "wanted-counts");

/** Every episode of a show with its state on the wanted list. */
export const wantedShowQuery = query((id: number) => getWantedShow(id), "wanted-show");

/** The user's ratings of a title, its seasons and its episodes. */
export const titleRatingsQuery = query((id: number) => getRatings(id), "title-ratings");

/** The shelves of games. */
export const shelvesQuery = query((params: ShelvesQuery) => listShelves(params), "game-shelves");

/** Where the user stands with a game. */
export const gameStateQuery = query((id: number) => getGameState(id), "game-state");
