"""HTTP in front of the states of games, playthroughs, sessions and shelves."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.games.models import (
    GameChange,
    GamesChange,
    GameState,
    GameStatusesRequest,
    GameStatusRequest,
    PlaythroughRequest,
    SessionRequest,
    Shelves,
    ShelvesQuery,
)
from chalicelib.games.service.game_states import GameService
from chalicelib.games.service.playthroughs import PlaythroughService
from chalicelib.games.service.shelves import ShelfService
from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/games/mine")
@endpoint(bp, query=ShelvesQuery, returns=Shelves)
def list_shelves(user: User, query: ShelvesQuery) -> Shelves:
    return get(ShelfService).shelves(user.id, query)


@bp.route("/api/v1/games/statuses", methods=["PUT"])
@endpoint(bp, body=GameStatusesRequest, returns=GamesChange)
def set_game_statuses(user: User, body: GameStatusesRequest) -> GamesChange:
    return get(GameService).set_statuses(user.id, body)


@bp.route("/api/v1/games/{media_id}/status")
@endpoint(bp, returns=GameState)
def get_game_status(user: User, media_id: MediaId) -> GameState:
    return get(GameService).state(user.id, media_id)


@bp.route("/api/v1/games/{media_id}/status", methods=["PUT"])
@endpoint(bp, body=GameStatusRequest, returns=GameChange)
def set_game_status(user: User, media_id: MediaId, body: GameStatusRequest) -> GameChange:
    return get(GameService).set_status(user.id, media_id, body)


@bp.route("/api/v1/games/{media_id}/status", methods=["DELETE"])
@endpoint(bp, returns=GameChange)
def forget_game(user: User, media_id: MediaId) -> GameChange:
    return get(GameService).forget(user.id, media_id)


@bp.route("/api/v1/games/{media_id}/playthroughs", methods=["POST"])
@endpoint(bp, body=PlaythroughRequest, returns=GameChange, status=HTTPStatus.CREATED)
def add_playthrough(user: User, media_id: MediaId, body: PlaythroughRequest) -> GameChange:
    return get(PlaythroughService).add(user.id, media_id, body)


@bp.route("/api/v1/games/{media_id}/playthroughs/{playthrough_id}", methods=["PATCH"])
@endpoint(bp, body=PlaythroughRequest, returns=GameChange)
def edit_playthrough(
    user: User, media_id: MediaId, playthrough_id: MediaId, body: PlaythroughRequest
) -> GameChange:
    return get(PlaythroughService).edit(user.id, media_id, playthrough_id, body)


@bp.route("/api/v1/games/{media_id}/playthroughs/{playthrough_id}", methods=["DELETE"])
@endpoint(bp, returns=GameChange)
def delete_playthrough(user: User, media_id: MediaId, playthrough_id: MediaId) -> GameChange:
    return get(PlaythroughService).delete(user.id, media_id, playthrough_id)


@bp.route("/api/v1/games/{media_id}/sessions", methods=["POST"])
@endpoint(bp, body=SessionRequest, returns=GameChange, status=HTTPStatus.CREATED)
def log_game_session(user: User, media_id: MediaId, body: SessionRequest) -> GameChange:
    return get(PlaythroughService).log_session(user.id, media_id, body)


@bp.route("/api/v1/games/{media_id}/timer", methods=["PUT"])
@endpoint(bp, returns=GameChange)
def start_game_timer(user: User, media_id: MediaId) -> GameChange:
    """Take the time of a session from now on."""
    return get(PlaythroughService).start_timer(user.id, media_id)


@bp.route("/api/v1/games/{media_id}/timer", methods=["DELETE"])
@endpoint(bp, returns=GameChange)
def stop_game_timer(user: User, media_id: MediaId) -> GameChange:
    """Log the session that the timer took."""
    return get(PlaythroughService).stop_timer(user.id, media_id)


@bp.route("/api/v1/games/{media_id}/sessions/{game_session_id}", methods=["DELETE"])
@endpoint(bp, returns=GameChange)
def delete_game_session(user: User, media_id: MediaId, game_session_id: MediaId) -> GameChange:
    return get(PlaythroughService).delete_session(user.id, media_id, game_session_id)
