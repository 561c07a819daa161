"""HTTP in front of discover and search."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaPage
from chalicelib.discover.models import (
    DiscoverPage,
    GenreFilter,
    GenreList,
    ItemFilter,
    SearchQuery,
)
from chalicelib.discover.service import DiscoverService
from chalicelib.platform.http import Rendered, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/discover")
@endpoint(bp, returns=DiscoverPage)
def discover(user: User) -> DiscoverPage:
    return get(DiscoverService).overview(user.id)


@bp.route("/api/v1/discover/items")
@endpoint(bp, query=ItemFilter, returns=MediaPage)
def discover_items(user: User, query: ItemFilter) -> MediaPage:
    return get(DiscoverService).items(user.id, query)


@bp.route("/api/v1/discover/genres")
@endpoint(bp, query=GenreFilter, returns=GenreList)
def discover_genres(query: GenreFilter) -> Rendered:
    return Rendered(get(DiscoverService).genres(query.media_type))


@bp.route("/api/v1/search")
@endpoint(bp, query=SearchQuery, returns=MediaPage)
def search(user: User, query: SearchQuery) -> MediaPage:
    return get(DiscoverService).search(user.id, query)
