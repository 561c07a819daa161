"""HTTP in front of the plans to catch up."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.catch_up.models import (
    CatchUpChange,
    CatchUpQuery,
    CatchUpRequest,
    CatchUps,
    ShowCatchUp,
)
from chalicelib.catch_up.service import CatchUpService
from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/catch-up")
@endpoint(bp, returns=CatchUps)
def list_catch_ups(user: User) -> CatchUps:
    return get(CatchUpService).list_all(user.id)


@bp.route("/api/v1/catch-up/{media_id}")
@endpoint(bp, query=CatchUpQuery, returns=ShowCatchUp)
def get_catch_up(user: User, media_id: MediaId, query: CatchUpQuery) -> ShowCatchUp:
    """What is left of a show, also on other days of the week than those of its plan."""
    found = get(CatchUpService).find(user.id, media_id, weekdays=query.days)
    return ShowCatchUp(catch_up=found)


@bp.route("/api/v1/catch-up/{media_id}", methods=["PUT"])
@endpoint(bp, body=CatchUpRequest, returns=CatchUpChange)
def put_catch_up(user: User, media_id: MediaId, body: CatchUpRequest) -> CatchUpChange:
    return get(CatchUpService).put(user.id, media_id, body)


@bp.route("/api/v1/catch-up/{media_id}", methods=["DELETE"])
@endpoint(bp, returns=CatchUpChange)
def delete_catch_up(user: User, media_id: MediaId) -> CatchUpChange:
    return get(CatchUpService).stop(user.id, media_id)
