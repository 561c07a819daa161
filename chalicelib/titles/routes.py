"""HTTP in front of the page of one title."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId, MediaType
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.titles.models import MediaDetail
from chalicelib.titles.service import TitleService

bp = Blueprint(__name__)


@bp.route("/api/v1/movies/{media_id}")
@endpoint(bp, returns=MediaDetail)
def get_movie(user: User, media_id: MediaId) -> MediaDetail:
    return get(TitleService).page(user.id, media_id, MediaType.MOVIE)


@bp.route("/api/v1/shows/{media_id}")
@endpoint(bp, returns=MediaDetail)
def get_show(user: User, media_id: MediaId) -> MediaDetail:
    return get(TitleService).page(user.id, media_id, MediaType.SHOW)


@bp.route("/api/v1/games/{media_id}")
@endpoint(bp, returns=MediaDetail)
def get_game(user: User, media_id: MediaId) -> MediaDetail:
    return get(TitleService).page(user.id, media_id, MediaType.GAME)
