"""HTTP endpoints of the page of one title."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId, MediaType
from chalicelib.engagement.service import EngagementService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Rendered
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.titles.models.seasons import SeasonDetail, SeasonNumber
from chalicelib.titles.models.title_detail import MediaDetail, VisitQuery
from chalicelib.titles.service import TitleService

bp = Blueprint(__name__)


@bp.route("/api/v1/movies/{media_id}")
@endpoint(bp, query=VisitQuery, returns=MediaDetail)
def get_movie(user: User, media_id: MediaId, query: VisitQuery) -> Rendered:
    return _page(user, media_id, MediaType.MOVIE, query)


@bp.route("/api/v1/shows/{media_id}")
@endpoint(bp, query=VisitQuery, returns=MediaDetail)
def get_show(user: User, media_id: MediaId, query: VisitQuery) -> Rendered:
    return _page(user, media_id, MediaType.SHOW, query)


@bp.route("/api/v1/games/{media_id}")
@endpoint(bp, query=VisitQuery, returns=MediaDetail)
def get_game(user: User, media_id: MediaId, query: VisitQuery) -> Rendered:
    return _page(user, media_id, MediaType.GAME, query)


@bp.route("/api/v1/shows/{media_id}/seasons/{season_number}")
@endpoint(bp, returns=SeasonDetail)
def get_season(user: User, media_id: MediaId, season_number: SeasonNumber) -> SeasonDetail:
    return get(TitleService).season(user.id, media_id, season_number)


def _page(user: User, media_id: int, kind: MediaType, visit: VisitQuery) -> Rendered:
    page = get(TitleService).page(user.id, media_id, kind, is_admin=user.role == "admin")
    get(EngagementService).view(user.id, media_id, visit.source)
    return Rendered(page)
