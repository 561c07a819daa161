"""HTTP endpoints of the movie, show and game pages."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaPage, MediaType
from chalicelib.catalog.models.filters import Browse
from chalicelib.catalog.service import CatalogService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Rendered
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/movies")
@endpoint(bp, query=Browse, returns=MediaPage)
def list_movies(user: User, query: Browse) -> Rendered:
    return Rendered(get(CatalogService).browse(user.id, MediaType.MOVIE, query))


@bp.route("/api/v1/shows")
@endpoint(bp, query=Browse, returns=MediaPage)
def list_shows(user: User, query: Browse) -> Rendered:
    return Rendered(get(CatalogService).browse(user.id, MediaType.SHOW, query))


@bp.route("/api/v1/games")
@endpoint(bp, query=Browse, returns=MediaPage)
def list_games(user: User, query: Browse) -> Rendered:
    return Rendered(get(CatalogService).browse(user.id, MediaType.GAME, query))
