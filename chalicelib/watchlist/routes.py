"""HTTP in front of the watchlist and the wanted list."""

from chalice.app import Blueprint

from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.watchlist.models.follows import (
    FollowChange,
    FollowQuery,
    FollowRequest,
    FollowStates,
    WatchlistCounts,
    WatchlistPage,
    WatchlistQuery,
)
from chalicelib.watchlist.service.follows import WatchlistService

bp = Blueprint(__name__)


@bp.route("/api/v1/watchlist")
@endpoint(bp, query=WatchlistQuery, returns=WatchlistPage)
def list_watchlist(user: User, query: WatchlistQuery) -> WatchlistPage:
    return get(WatchlistService).page(user.id, query)


@bp.route("/api/v1/watchlist/counts")
@endpoint(bp, returns=WatchlistCounts)
def count_watchlist(user: User) -> WatchlistCounts:
    return get(WatchlistService).counts(user.id)


@bp.route("/api/v1/watchlist/check")
@endpoint(bp, query=FollowQuery, returns=FollowStates)
def check_watchlist(user: User, query: FollowQuery) -> FollowStates:
    return get(WatchlistService).check(user.id, query)


@bp.route("/api/v1/watchlist/add", methods=["POST"])
@endpoint(bp, body=FollowRequest, returns=FollowChange)
def add_to_watchlist(user: User, body: FollowRequest) -> FollowChange:
    return get(WatchlistService).add(user.id, body)


@bp.route("/api/v1/watchlist/remove", methods=["POST"])
@endpoint(bp, body=FollowRequest, returns=FollowChange)
def remove_from_watchlist(user: User, body: FollowRequest) -> FollowChange:
    return get(WatchlistService).remove(user.id, body)
