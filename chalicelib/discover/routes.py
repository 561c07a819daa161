"""HTTP endpoints of discover and search."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaPage
from chalicelib.catalog.models.search import SearchPage, SuggestionList
from chalicelib.discover.models import (
    DiscoverPage,
    FacetList,
    GenreCountList,
    ItemFilter,
    KindFilter,
    SearchQuery,
    SuggestionQuery,
)
from chalicelib.discover.service import DiscoverService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Rendered, Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/discover")
@endpoint(bp, returns=DiscoverPage)
def discover(user: User) -> Rendered:
    return Rendered(get(DiscoverService).overview(user.id))


@bp.route("/api/v1/discover/items")
@endpoint(bp, query=ItemFilter, returns=MediaPage)
def discover_items(user: User, query: ItemFilter) -> Rendered:
    return Rendered(get(DiscoverService).items(user.id, query))


@bp.route("/api/v1/discover/genres")
@endpoint(bp, query=KindFilter, returns=GenreCountList)
def discover_genres(query: KindFilter) -> Rendered:
    return Rendered(get(DiscoverService).genres(query.media_type))


@bp.route("/api/v1/discover/facets")
@endpoint(bp, query=KindFilter, returns=FacetList)
def discover_facets(query: KindFilter) -> Rendered:
    """The filter values of lists of titles."""
    return Rendered(get(DiscoverService).facets(query.media_type))


@bp.route("/api/v1/search")
@endpoint(bp, query=SearchQuery, returns=SearchPage, limit="search")
def search(user: User, query: SearchQuery) -> Rendered:
    return Rendered(get(DiscoverService).search(user.id, query))


@bp.route("/api/v1/search/suggestions")
@endpoint(bp, query=SuggestionQuery, returns=SuggestionList, limit="search")
def search_suggestions(user: User, query: SuggestionQuery) -> Reply:
    """The first titles and people for an unfinished query."""
    body = get(DiscoverService).suggestions(user.id, query)
    return Reply(Rendered(body), headers={"Cache-Control": "private, max-age=60"})
