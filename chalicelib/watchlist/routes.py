"""HTTP in front of the watchlist and the wanted list."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.http.endpoints import endpoint
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
from chalicelib.watchlist.models.wanted import (
    WantedChange,
    WantedCounts,
    WantedPage,
    WantedQuery,
    WantedRequest,
    WantedScope,
    WantedShow,
)
from chalicelib.watchlist.service.follows import WatchlistService
from chalicelib.watchlist.service.wanted import WantedService

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


@bp.route("/api/v1/wanted")
@endpoint(bp, query=WantedQuery, returns=WantedPage)
def list_wanted(user: User, query: WantedQuery) -> WantedPage:
    return get(WantedService).page(user.id, query)


@bp.route("/api/v1/wanted/counts")
@endpoint(bp, returns=WantedCounts)
def count_wanted(user: User) -> WantedCounts:
    return get(WantedService).counts(user.id)


@bp.route("/api/v1/wanted/shows/{media_id}")
@endpoint(bp, returns=WantedShow)
def get_wanted_show(user: User, media_id: MediaId) -> WantedShow:
    return get(WantedService).of_show(user.id, media_id)


@bp.route("/api/v1/wanted/add", methods=["POST"])
@endpoint(bp, body=WantedRequest, returns=WantedChange)
def add_to_wanted(user: User, body: WantedRequest) -> WantedChange:
    return get(WantedService).add(user.id, body)


@bp.route("/api/v1/wanted/remove", methods=["POST"])
@endpoint(bp, body=WantedScope, returns=WantedChange)
def remove_from_wanted(user: User, body: WantedScope) -> WantedChange:
    return get(WantedService).remove(user.id, body)
