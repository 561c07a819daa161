"""Shows, their seasons and episodes."""

from http import HTTPStatus

from chalicelib.canon.models.requests import (
    DeleteQuery,
    EpisodeCreate,
    EpisodePatch,
    SeasonCreate,
    SourceQuery,
    TitleCreate,
    TitlePatch,
)
from chalicelib.canon.models.responses import EpisodeResource, SeasonResource, ShowResource
from chalicelib.canon.routes.blueprint import bp, reader_of
from chalicelib.canon.service.read_api import ReadApi
from chalicelib.canon.service.write_api import WriteApi
from chalicelib.catalog.models import MediaId, MediaType
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

SHOW = MediaType.SHOW


@bp.route("/api/shows", methods=["POST"])
@endpoint(bp, body=TitleCreate, returns=ShowResource, status=HTTPStatus.CREATED, access="admin")
def add_show(user: User, body: TitleCreate, meta: RequestMeta) -> ShowResource:
    """Create a show."""
    show_id = get(WriteApi).create(SHOW, body)
    return get(ReadApi).show_uncounted(show_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}")
@endpoint(bp, query=SourceQuery, returns=ShowResource, access="reader")
def read_show(
    user: User | None, media_id: MediaId, query: SourceQuery, meta: RequestMeta
) -> ShowResource:
    """One show with its seasons and episodes."""
    return get(ReadApi).show(media_id, query.source, reader_of(user, meta))


@bp.route("/api/shows/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitlePatch, returns=ShowResource, access="admin")
def change_show(user: User, media_id: MediaId, body: TitlePatch, meta: RequestMeta) -> ShowResource:
    """Change a show; fields that are not sent stay."""
    get(WriteApi).change(media_id, body, SHOW)
    return get(ReadApi).show_uncounted(media_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}", methods=["DELETE"])
@endpoint(bp, query=DeleteQuery, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_show(media_id: MediaId, query: DeleteQuery) -> None:
    """Delete a show with its seasons, its episodes and everything else."""
    get(WriteApi).delete(media_id, SHOW, force=query.force)


@bp.route("/api/shows/{media_id}/seasons")
@endpoint(bp, returns=list[SeasonResource], access="reader")
def list_seasons(user: User | None, media_id: MediaId, meta: RequestMeta) -> list[SeasonResource]:
    """The seasons of a show."""
    return get(ReadApi).seasons(media_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}/seasons", methods=["POST"])
@endpoint(bp, body=SeasonCreate, returns=SeasonResource, status=HTTPStatus.CREATED, access="admin")
def add_season(
    user: User, media_id: MediaId, body: SeasonCreate, meta: RequestMeta
) -> SeasonResource:
    """Create a season."""
    season_id = get(WriteApi).create_season(media_id, body.season_number)
    return get(ReadApi).season(season_id, reader_of(user, meta))


@bp.route("/api/seasons/{season_id}")
@endpoint(bp, returns=SeasonResource, access="reader")
def read_season(user: User | None, season_id: MediaId, meta: RequestMeta) -> SeasonResource:
    """One season with its episodes."""
    return get(ReadApi).season(season_id, reader_of(user, meta))


@bp.route("/api/seasons/{season_id}", methods=["DELETE"])
@endpoint(bp, query=DeleteQuery, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_season(season_id: MediaId, query: DeleteQuery) -> None:
    """Delete a season with its episodes."""
    get(WriteApi).delete_season(season_id, force=query.force)


@bp.route("/api/seasons/{season_id}/episodes")
@endpoint(bp, returns=list[EpisodeResource], access="reader")
def list_episodes(
    user: User | None, season_id: MediaId, meta: RequestMeta
) -> list[EpisodeResource]:
    """The episodes of a season."""
    return get(ReadApi).season(season_id, reader_of(user, meta)).episodes


@bp.route("/api/seasons/{season_id}/episodes", methods=["POST"])
@endpoint(
    bp, body=EpisodeCreate, returns=EpisodeResource, status=HTTPStatus.CREATED, access="admin"
)
def add_episode(
    user: User, season_id: MediaId, body: EpisodeCreate, meta: RequestMeta
) -> EpisodeResource:
    """Create an episode."""
    episode_id = get(WriteApi).create_episode(season_id, body)
    return get(ReadApi).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}")
@endpoint(bp, returns=EpisodeResource, access="reader")
def read_episode(user: User | None, episode_id: MediaId, meta: RequestMeta) -> EpisodeResource:
    """One episode."""
    return get(ReadApi).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}", methods=["PUT"])
@endpoint(bp, body=EpisodePatch, returns=EpisodeResource, access="admin")
def change_episode(
    user: User, episode_id: MediaId, body: EpisodePatch, meta: RequestMeta
) -> EpisodeResource:
    """Change an episode; fields that are not sent stay."""
    get(WriteApi).change_episode(episode_id, body)
    return get(ReadApi).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}", methods=["DELETE"])
@endpoint(bp, query=DeleteQuery, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_episode(episode_id: MediaId, query: DeleteQuery) -> None:
    """Delete an episode."""
    get(WriteApi).delete_episode(episode_id, force=query.force)
