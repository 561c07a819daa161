import { http, unwrap } from "./client";
import type {
  GameChange,
  GamesChange,
  GameState,
  GameStatus,
  GameStatusRequest,
  PlaythroughRequest,
  SessionRequest,
  Shelves,
  ShelvesQuery,
} from "./types";

/** The beginning of every shelf, or a page of one. */
export function listShelves(query: ShelvesQuery, signal?: AbortSignal): Promise<Shelves> {
  return unwrap(http.GET("/games/mine", { params: { query }, signal }));
}

export function getGameState(mediaId: number): Promise<GameState> {
  return unwrap(http.GET("/games/{media_id}/status", { params: { path: { media_id: mediaId } } }));
}

/** Absent fields stay; `completion` and `finishedOn` belong to `completed`. */
export function setGameStatus(mediaId: number, body: GameStatusRequest): Promise<GameChange> {
  return unwrap(
    http.PUT("/games/{media_id}/status", { params: { path: { media_id: mediaId } }, body }),
  );
}

/** Null takes the games off the shelves; their playthroughs stay. */
export function moveGames(mediaIds: number[], status: GameStatus | null): Promise<GamesChange> {
  return unwrap(http.PUT("/games/statuses", { body: { mediaIds, status } }));
}

export function addPlaythrough(mediaId: number, body: PlaythroughRequest): Promise<GameChange> {
  return unwrap(
    http.POST("/games/{media_id}/playthroughs", { params: { path: { media_id: mediaId } }, body }),
  );
}

/** Absent fields stay. */
export function editPlaythrough(
  mediaId: number,
  playthroughId: number,
  body: PlaythroughRequest,
): Promise<GameChange> {
  return unwrap(
    http.PATCH("/games/{media_id}/playthroughs/{playthrough_id}", {
      params: { path: { media_id: mediaId, playthrough_id: playthroughId } },
      body,
    }),
  );
}

/** Its sessions go with it. */
export function deletePlaythrough(mediaId: number, playthroughId: number): Promise<GameChange> {
  return unwrap(
    http.DELETE("/games/{media_id}/playthroughs/{playthrough_id}", {
      params: { path: { media_id: mediaId, playthrough_id: playthroughId } },
    }),
  );
}

/** Without a playthrough it belongs to the open one, and the game is being played. */
export function logSession(mediaId: number, body: SessionRequest): Promise<GameChange> {
  return unwrap(
    http.POST("/games/{media_id}/sessions", { params: { path: { media_id: mediaId } }, body }),
  );
}

export function deleteSession(mediaId: number, sessionId: number): Promise<GameChange> {
  return unwrap(
    http.DELETE("/games/{media_id}/sessions/{game_session_id}", {
      params: { path: { media_id: mediaId, game_session_id: sessionId } },
    }),
  );
}

/** Take the time of a session from now on; a timer that runs goes on. */
export function startTimer(mediaId: number): Promise<GameChange> {
  return unwrap(http.PUT("/games/{media_id}/timer", { params: { path: { media_id: mediaId } } }));
}

/** Log the session that the timer took. */
export function stopTimer(mediaId: number): Promise<GameChange> {
  return unwrap(
    http.DELETE("/games/{media_id}/timer", { params: { path: { media_id: mediaId } } }),
  );
}
