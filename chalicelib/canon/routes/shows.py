"""Shows, their seasons and episodes."""

from http import HTTPStatus

from chalicelib.canon.models.answers import Episode, Season, Show
from chalicelib.canon.models.requests import (
    EpisodeChange,
    EpisodeNew,
    Removal,
    SeasonNew,
    TitleChange,
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

SHOW = MediaType.SHOW


@bp.route("/api/shows", methods=["POST"])
@endpoint(bp, body=WorkNew, returns=Show, status=HTTPStatus.CREATED, access="admin")
def add_show(user: User, body: WorkNew, meta: RequestMeta) -> Show:
    """Create a show."""
    show_id = get(Writing).create(SHOW, body)
    return get(Reading).plain_show(show_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}")
@endpoint(bp, query=Visit, returns=Show, access="reader")
def read_show(user: User | None, media_id: MediaId, query: Visit, meta: RequestMeta) -> Show:
    """One show with its seasons and episodes."""
    return get(Reading).show(media_id, query.source, reader_of(user, meta))


@bp.route("/api/shows/{media_id}", methods=["PUT"])
@endpoint(bp, body=TitleChange, returns=Show, access="admin")
def change_show(user: User, media_id: MediaId, body: TitleChange, meta: RequestMeta) -> Show:
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
def list_seasons(user: User | None, media_id: MediaId, meta: RequestMeta) -> list[Season]:
    """The seasons of a show."""
    return get(Reading).seasons(media_id, reader_of(user, meta))


@bp.route("/api/shows/{media_id}/seasons", methods=["POST"])
@endpoint(bp, body=SeasonNew, returns=Season, status=HTTPStatus.CREATED, access="admin")
def add_season(user: User, media_id: MediaId, body: SeasonNew, meta: RequestMeta) -> Season:
    """Create a season."""
    season_id = get(Writing).create_season(media_id, body.season_number)
    return get(Reading).season(season_id, reader_of(user, meta))


@bp.route("/api/seasons/{season_id}")
@endpoint(bp, returns=Season, access="reader")
def read_season(user: User | None, season_id: MediaId, meta: RequestMeta) -> Season:
    """One season with its episodes."""
    return get(Reading).season(season_id, reader_of(user, meta))


@bp.route("/api/seasons/{season_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_season(season_id: MediaId, query: Removal) -> None:
    """Delete a season with its episodes."""
    get(Writing).delete_season(season_id, force=query.force)


@bp.route("/api/seasons/{season_id}/episodes")
@endpoint(bp, returns=list[Episode], access="reader")
def list_episodes(user: User | None, season_id: MediaId, meta: RequestMeta) -> list[Episode]:
    """The episodes of a season."""
    return get(Reading).season(season_id, reader_of(user, meta)).episodes


@bp.route("/api/seasons/{season_id}/episodes", methods=["POST"])
@endpoint(bp, body=EpisodeNew, returns=Episode, status=HTTPStatus.CREATED, access="admin")
def add_episode(user: User, season_id: MediaId, body: EpisodeNew, meta: RequestMeta) -> Episode:
    """Create an episode."""
    episode_id = get(Writing).create_episode(season_id, body)
    return get(Reading).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}")
@endpoint(bp, returns=Episode, access="reader")
def read_episode(user: User | None, episode_id: MediaId, meta: RequestMeta) -> Episode:
    """One episode."""
    return get(Reading).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}", methods=["PUT"])
@endpoint(bp, body=EpisodeChange, returns=Episode, access="admin")
def change_episode(
    user: User, episode_id: MediaId, body: EpisodeChange, meta: RequestMeta
) -> Episode:
    """Change an episode; what is not mentioned stays."""
    get(Writing).change_episode(episode_id, body)
    return get(Reading).episode(episode_id, reader_of(user, meta))


@bp.route("/api/episodes/{episode_id}", methods=["DELETE"])
@endpoint(bp, query=Removal, status=HTTPStatus.NO_CONTENT, access="admin")
def remove_episode(episode_id: MediaId, query: Removal) -> None:
    """Delete an episode."""
    get(Writing).delete_episode(episode_id, force=query.force)
