"""
HTTP in front of the open API.

People who are signed in may read, everyone may with SEEN_OPEN_API; administrators may write.
"""

import functools
import json
from http import HTTPStatus
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

import chalicelib
from chalicelib.canon.models.answers import (
    CarouselPage,
    Collection,
    CollectionTitles,
    DiscoverPage,
    Episode,
    Movie,
    Season,
    Show,
    Title,
    TitleSearch,
)
from chalicelib.canon.models.requests import (
    CarouselQuery,
    DiscoverQuery,
    EpisodeChange,
    EpisodeNew,
    Reader,
    Removal,
    SeasonNew,
    TitleChange,
    TitleNew,
    TitleQuery,
    Visit,
    WorkNew,
)
from chalicelib.canon.service.carousels import Carousels
from chalicelib.canon.service.reading import Reading
from chalicelib.canon.service.writing import Writing
from chalicelib.catalog.models import MediaId, MediaType
from chalicelib.platform.http import Meta, Rendered, Reply, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.platform.settings import Settings
from chalicelib.platform.wire import ContentType

bp = Blueprint(__name__)

MOVIE, SHOW = MediaType.MOVIE, MediaType.SHOW
SlugOrId = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=100)]


def reader_of(user: User | None, meta: Meta) -> Reader:
    origin = get(Settings).seen_public_url or (meta.origin if "host" in meta.headers else None)
    return Reader(user.id if user else meta.address, origin)


# --- Titles -----------------------------------------------------------------------------------


@bp.route("/api/titles")
@endpoint(bp, query=TitleQuery, returns=TitleSearch, access="reader")
def find_titles(user: User | None, query: TitleQuery, meta: Meta) -> TitleSearch:
    """Search titles; without q, all of them by votes."""
    return get(Reading).search(query, reader_of(user, meta))


@bp.route("/api/titles", methods=["POST"])
@endpoint(bp, body=TitleNew, returns=Title, status=HTTPStatus.CREATED, access="admin")
def add_title(user: User, body: TitleNew, meta: Meta) -> Title:
    """Create a movie or a show."""
    title_id = get(Writing).create(MediaType(body.type), body)
    return get(Reading).plain_title(title_id, reader_of(user, meta))


@bp.route("/api/titles/{media_id}")
@endpoint(bp, query=Visit, returns=Title, access="reader")
def read_title(user: User | None, media_id: MediaId, query: Visit, meta: Meta) -> Title:
    """
    One title.

    `source` says where the visit comes from; `collection-{slug}` counts for that collection.
    """
    return get(Reading).title(media_id, query.source, reader_of(user, meta))


@bp.route("/api/titles/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitleChange, returns=Title, access="admin")
def change_title(user: User, media_id: MediaId, body: TitleChange, meta: Meta) -> Title:
    """Change a title; what is not mentioned stays."""
    get(Writing).change(media_id, body)
    return get(Reading).plain_title(media_id, reader_of(user, meta))


@bp.route("/api/titles/{media_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_title(media_id: MediaId, query: Removal) -> None:
    """Delete a title with everything that belongs to it."""
    get(Writing).delete(media_id, force=query.force)


# --- Movies -----------------------------------------------------------------------------------


@bp.route("/api/movies", methods=["POST"])
@endpoint(bp, body=WorkNew, returns=Movie, status=HTTPStatus.CREATED, access="admin")
def add_movie(user: User, body: WorkNew, meta: Meta) -> Movie:
    """Create a movie."""
    movie_id = get(Writing).create(MOVIE, body)
    return get(Reading).plain_movie(movie_id, reader_of(user, meta))


@bp.route("/api/movies/{media_id}")
@endpoint(bp, query=Visit, returns=Movie, access="reader")
def read_movie(user: User | None, media_id: MediaId, query: Visit, meta: Meta) -> Movie:
    """One movie."""
    return get(Reading).movie(media_id, query.source, reader_of(user, meta))


@bp.route("/api/movies/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitleChange, returns=Movie, access="admin")
def change_movie(user: User, media_id: MediaId, body: TitleChange, meta: Meta) -> Movie:
    """Change a movie; what is not mentioned stays."""
    get(Writing).change(media_id, body, MOVIE)
    return get(Reading).plain_movie(media_id, reader_of(user, meta))


@bp.route("/api/movies/{media_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_movie(media_id: MediaId, query: Removal) -> None:
    """Delete a movie with everything that belongs to it."""
    get(Writing).delete(media_id, MOVIE, force=query.force)


# --- Shows, seasons, episodes -----------------------------------------------------------------


@bp.route("/api/shows", methods=["POST"])
@endpoint(bp, body=WorkNew, returns=Show, status=HTTPStatus.CREATED, access="admin")
def add_show(user: User, body: WorkNew, meta: Meta) -> Show:
    """Create a show."""
    show_id = get(Writing).create(SHOW, body)
    return get(Reading).plain_show(show_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}")
@endpoint(bp, query=Visit, returns=Show, access="reader")
def read_show(user: User | None, media_id: MediaId, query: Visit, meta: Meta) -> Show:
    """One show with its seasons and episodes."""
    return get(Reading).show(media_id, query.source, reader_of(user, meta))


@bp.route("/api/shows/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitleChange, returns=Show, access="admin")
def change_show(user: User, media_id: MediaId, body: TitleChange, meta: Meta) -> Show:
    """Change a show; what is not mentioned stays."""
    get(Writing).change(media_id, body, SHOW)
    return get(Reading).plain_show(media_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_show(media_id: MediaId, query: Removal) -> None:
    """Delete a show with its seasons, its episodes and everything else."""
    get(Writing).delete(media_id, SHOW, force=query.force)


@bp.route("/api/shows/{media_id}/seasons")
@endpoint(bp, returns=list[Season], access="reader")
def list_seasons(user: User | None, media_id: MediaId, meta: Meta) -> list[Season]:
    """The seasons of a show."""
    return get(Reading).seasons(media_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}/seasons", methods=["POST"])
@endpoint(bp, body=SeasonNew, returns=Season, status=HTTPStatus.CREATED, access="admin")
def add_season(user: User, media_id: MediaId, body: SeasonNew, meta: Meta) -> Season:
    """Create a season."""
    season_id = get(Writing).create_season(media_id, body.season_number)
    return get(Reading).season(season_id, reader_of(user, meta))


@bp.route("/api/seasons/{season_id}")
@endpoint(bp, returns=Season, access="reader")
def read_season(user: User | None, season_id: MediaId, meta: Meta) -> Season:
    """One season with its episodes."""
    return get(Reading).season(season_id, reader_of(user, meta))


@bp.route("/api/seasons/{season_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_season(season_id: MediaId, query: Removal) -> None:
    """Delete a season with its episodes."""
    get(Writing).delete_season(season_id, force=query.force)


@bp.route("/api/seasons/{season_id}/episodes")
@endpoint(bp, returns=list[Episode], access="reader")
def list_episodes(user: User | None, season_id: MediaId, meta: Meta) -> list[Episode]:
    """The episodes of a season."""
    return get(Reading).season(season_id, reader_of(user, meta)).episodes


@bp.route("/api/seasons/{season_id}/episodes", methods=["POST"])
@endpoint(bp, body=EpisodeNew, returns=Episode, status=HTTPStatus.CREATED, access="admin")
def add_episode(user: User, season_id: MediaId, body: EpisodeNew, meta: Meta) -> Episode:
    """Create an episode."""
    episode_id = get(Writing).create_episode(season_id, body)
    return get(Reading).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}")
@endpoint(bp, returns=Episode, access="reader")
def read_episode(user: User | None, episode_id: MediaId, meta: Meta) -> Episode:
    """One episode."""
    return get(Reading).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}", methods=["PUT"])
@endpoint(bp, body=EpisodeChange, returns=Episode, access="admin")
def change_episode(user: User, episode_id: MediaId, body: EpisodeChange, meta: Meta) -> Episode:
    """Change an episode; what is not mentioned stays."""
    get(Writing).change_episode(episode_id, body)
    return get(Reading).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_episode(episode_id: MediaId, query: Removal) -> None:
    """Delete an episode."""
    get(Writing).delete_episode(episode_id, force=query.force)


# --- Discover and collections -----------------------------------------------------------------


@bp.route("/api/discover")
@endpoint(bp, query=DiscoverQuery, returns=DiscoverPage, access="reader")
def discover_titles(user: User | None, query: DiscoverQuery, meta: Meta) -> DiscoverPage:
    """
    Titles, narrowed down and sorted.

    The total is exact for a type and genre alone, and else says 10000 when it is more.
    """
    return get(Reading).discover(query, reader_of(user, meta))


@bp.route("/api/discover/carousels")
@endpoint(bp, query=CarouselQuery, returns=CarouselPage, access="reader")
def discover_carousels(user: User | None, query: CarouselQuery, meta: Meta) -> Reply:
    """The best shows and movies of every genre, in rows of at most 30."""
    rows = get(Carousels).page(query, reader_of(user, meta))
    return Reply(Rendered(rows), headers={"Cache-Control": "no-store"})


@bp.route("/api/collections")
@endpoint(bp, returns=list[Collection], access="reader")
def read_collections() -> list[Collection]:
    """The collections: the pinned ones first, then those that are opened most."""
    return get(Reading).list_collections()


@bp.route("/api/collections/{slug}")
@endpoint(bp, returns=CollectionTitles, access="reader")
def read_collection(user: User | None, slug: SlugOrId, meta: Meta) -> CollectionTitles:
    """A collection with its titles, by its slug or its id."""
    return get(Reading).collection(slug, reader_of(user, meta))


# --- The description --------------------------------------------------------------------------


@bp.route("/api/openapi.json")
@endpoint(bp, returns=dict[str, object], access="public")
def describe() -> Rendered:
    """This description, for machines: OpenAPI 3.1."""
    return Rendered(described())


@bp.route("/api")
@endpoint(bp, returns=Annotated[str, ContentType("text/html")], access="public")
def describe_to_people() -> Reply:
    """This description, for people."""
    from chalicelib.canon.service.page import page, policy  # noqa: PLC0415  # cold starts

    html = page(json.loads(described()))
    return Reply(
        Rendered(html.encode(), "text/html; charset=utf-8"),
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
        },
    )


@functools.cache
def described() -> bytes:
    """Built once per process: the routes do not change while it runs."""
    from chalicelib.platform.openapi import OPEN, document  # noqa: PLC0415  # cold starts

    found = document(bp.current_app.routes, version=chalicelib.__version__, surface=OPEN)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
