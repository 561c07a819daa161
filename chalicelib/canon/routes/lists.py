"""Lists of titles: filtered lists, carousels and collections."""

from typing import Annotated

from pydantic import Field

from chalicelib.canon.models.requests import CarouselQuery, DiscoverQuery
from chalicelib.canon.models.responses import (
    CarouselPage,
    CollectionResource,
    CollectionTitles,
    DiscoverTitlePage,
)
from chalicelib.canon.routes.blueprint import bp, reader_of
from chalicelib.canon.service.carousels import CarouselService
from chalicelib.canon.service.read_api import ReadApi
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Rendered, Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

SlugOrId = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=100)]


@bp.route("/api/discover")
@endpoint(bp, query=DiscoverQuery, returns=DiscoverTitlePage, access="reader")
def discover_titles(
    user: User | None, query: DiscoverQuery, meta: RequestMeta
) -> DiscoverTitlePage:
    """
    Titles, filtered and sorted.

    The total is exact for a type and genre alone, and otherwise at most 10000.
    """
    return get(ReadApi).discover(query, reader_of(user, meta))


@bp.route("/api/discover/carousels")
@endpoint(bp, query=CarouselQuery, returns=CarouselPage, access="reader")
def discover_carousels(user: User | None, query: CarouselQuery, meta: RequestMeta) -> Reply:
    """The best shows and movies of every genre, in rows of at most 30."""
    rows = get(CarouselService).page(query, reader_of(user, meta))
    return Reply(Rendered(rows), headers={"Cache-Control": "no-store"})


@bp.route("/api/collections")
@endpoint(bp, returns=list[CollectionResource], access="reader")
def read_collections() -> list[CollectionResource]:
    """The collections: the pinned ones first, then the most clicked."""
    return get(ReadApi).list_collections()


@bp.route("/api/collections/{slug}")
@endpoint(bp, returns=CollectionTitles, access="reader")
def read_collection(user: User | None, slug: SlugOrId, meta: RequestMeta) -> CollectionTitles:
    """A collection with its titles, by its slug or its id."""
    return get(ReadApi).collection(slug, reader_of(user, meta))
