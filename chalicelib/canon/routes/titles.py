"""Titles, and those that are movies."""

from http import HTTPStatus

from chalicelib.canon.models.requests import (
    DeleteQuery,
    SourceQuery,
    TitleCreate,
    TitlePatch,
    TitleQuery,
    TypedTitleCreate,
)
from chalicelib.canon.models.responses import MovieResource, TitleResource, TitleSearch
from chalicelib.canon.routes.blueprint import bp, reader_of
from chalicelib.canon.service.read_api import ReadApi
from chalicelib.canon.service.write_api import WriteApi
from chalicelib.catalog.models import MediaId, MediaType
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

MOVIE = MediaType.MOVIE


@bp.route("/api/titles")
@endpoint(bp, query=TitleQuery, returns=TitleSearch, access="reader", limit="search")
def find_titles(user: User | None, query: TitleQuery, meta: RequestMeta) -> TitleSearch:
    """Search titles; without q, all of them by votes."""
    return get(ReadApi).search(query, reader_of(user, meta))


@bp.route("/api/titles", methods=["POST"])
@endpoint(
    bp, body=TypedTitleCreate, returns=TitleResource, status=HTTPStatus.CREATED, access="admin"
)
def add_title(user: User, body: TypedTitleCreate, meta: RequestMeta) -> TitleResource:
    """Create a movie or a show."""
    title_id = get(WriteApi).create(MediaType(body.type), body)
    return get(ReadApi).title_uncounted(title_id, reader_of(user, meta))


@bp.route("/api/titles/{media_id}")
@endpoint(bp, query=SourceQuery, returns=TitleResource, access="reader")
def read_title(
    user: User | None, media_id: MediaId, query: SourceQuery, meta: RequestMeta
) -> TitleResource:
    """
    One title.

    `source` says where the visit comes from; `collection-{slug}` counts for that collection.
    """
    return get(ReadApi).title(media_id, query.source, reader_of(user, meta))


@bp.route("/api/titles/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitlePatch, returns=TitleResource, access="admin")
def change_title(
    user: User, media_id: MediaId, body: TitlePatch, meta: RequestMeta
) -> TitleResource:
    """Change a title; fields that are not sent stay."""
    get(WriteApi).change(media_id, body)
    return get(ReadApi).title_uncounted(media_id, reader_of(user, meta))


@bp.route("/api/titles/{media_id}", methods=["DELETE"])
@endpoint(bp, query=DeleteQuery, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_title(media_id: MediaId, query: DeleteQuery) -> None:
    """Delete a title with everything that belongs to it."""
    get(WriteApi).delete(media_id, force=query.force)


@bp.route("/api/movies", methods=["POST"])
@endpoint(bp, body=TitleCreate, returns=MovieResource, status=HTTPStatus.CREATED, access="admin")
def add_movie(user: User, body: TitleCreate, meta: RequestMeta) -> MovieResource:
    """Create a movie."""
    movie_id = get(WriteApi).create(MOVIE, body)
    return get(ReadApi).movie_uncounted(movie_id, reader_of(user, meta))


@bp.route("/api/movies/{media_id}")
@endpoint(bp, query=SourceQuery, returns=MovieResource, access="reader")
def read_movie(
    user: User | None, media_id: MediaId, query: SourceQuery, meta: RequestMeta
) -> MovieResource:
    """One movie."""
    return get(ReadApi).movie(media_id, query.source, reader_of(user, meta))


@bp.route("/api/movies/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitlePatch, returns=MovieResource, access="admin")
def change_movie(
    user: User, media_id: MediaId, body: TitlePatch, meta: RequestMeta
) -> MovieResource:
    """Change a movie; fields that are not sent stay."""
    get(WriteApi).change(media_id, body, MOVIE)
    return get(ReadApi).movie_uncounted(media_id, reader_of(user, meta))


@bp.route("/api/movies/{media_id}", methods=["DELETE"])
@endpoint(bp, query=DeleteQuery, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_movie(media_id: MediaId, query: DeleteQuery) -> None:
    """Delete a movie with everything that belongs to it."""
    get(WriteApi).delete(media_id, MOVIE, force=query.force)
