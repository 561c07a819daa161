"""Titles, and those that are movies."""

from http import HTTPStatus

from chalicelib.canon.models.answers import Movie, Title, TitleSearch
from chalicelib.canon.models.requests import (
    Removal,
    TitleChange,
    TitleNew,
    TitleQuery,
    Visit,
    WorkNew,
)
from chalicelib.canon.routes.surface import bp, reader_of
from chalicelib.canon.service.reading import Reading
from chalicelib.canon.service.writing import Writing
from chalicelib.catalog.models import MediaId, MediaType
from chalicelib.platform.http import RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

MOVIE = MediaType.MOVIE


@bp.route("/api/titles")
@endpoint(bp, query=TitleQuery, returns=TitleSearch, access="reader")
def find_titles(user: User | None, query: TitleQuery, meta: RequestMeta) -> TitleSearch:
    """Search titles; without q, all of them by votes."""
    return get(Reading).search(query, reader_of(user, meta))


@bp.route("/api/titles", methods=["POST"])
@endpoint(bp, body=TitleNew, returns=Title, status=HTTPStatus.CREATED, access="admin")
def add_title(user: User, body: TitleNew, meta: RequestMeta) -> Title:
    """Create a movie or a show."""
    title_id = get(Writing).create(MediaType(body.type), body)
    return get(Reading).plain_title(title_id, reader_of(user, meta))


@bp.route("/api/titles/{media_id}")
@endpoint(bp, query=Visit, returns=Title, access="reader")
def read_title(user: User | None, media_id: MediaId, query: Visit, meta: RequestMeta) -> Title:
    """
    One title.

    `source` says where the visit comes from; `collection-{slug}` counts for that collection.
    """
    return get(Reading).title(media_id, query.source, reader_of(user, meta))


@bp.route("/api/titles/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitleChange, returns=Title, access="admin")
def change_title(user: User, media_id: MediaId, body: TitleChange, meta: RequestMeta) -> Title:
    """Change a title; what is not mentioned stays."""
    get(Writing).change(media_id, body)
    return get(Reading).plain_title(media_id, reader_of(user, meta))


@bp.route("/api/titles/{media_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_title(media_id: MediaId, query: Removal) -> None:
    """Delete a title with everything that belongs to it."""
    get(Writing).delete(media_id, force=query.force)


@bp.route("/api/movies", methods=["POST"])
@endpoint(bp, body=WorkNew, returns=Movie, status=HTTPStatus.CREATED, access="admin")
def add_movie(user: User, body: WorkNew, meta: RequestMeta) -> Movie:
    """Create a movie."""
    movie_id = get(Writing).create(MOVIE, body)
    return get(Reading).plain_movie(movie_id, reader_of(user, meta))


@bp.route("/api/movies/{media_id}")
@endpoint(bp, query=Visit, returns=Movie, access="reader")
def read_movie(user: User | None, media_id: MediaId, query: Visit, meta: RequestMeta) -> Movie:
    """One movie."""
    return get(Reading).movie(media_id, query.source, reader_of(user, meta))


@bp.route("/api/movies/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitleChange, returns=Movie, access="admin")
def change_movie(user: User, media_id: MediaId, body: TitleChange, meta: RequestMeta) -> Movie:
    """Change a movie; what is not mentioned stays."""
    get(Writing).change(media_id, body, MOVIE)
    return get(Reading).plain_movie(media_id, reader_of(user, meta))


@bp.route("/api/movies/{media_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_movie(media_id: MediaId, query: Removal) -> None:
    """Delete a movie with everything that belongs to it."""
    get(Writing).delete(media_id, MOVIE, force=query.force)
