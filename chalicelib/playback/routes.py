"""HTTP endpoints of playback."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from chalice.app import Blueprint

from chalicelib.http.device_cookies import device_id_of
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.responses import Rendered, Reply
from chalicelib.http.schemas import ContentType
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.playback.models.episode_keys import EpisodeSubtitleQuery
from chalicelib.playback.models.tickets import PlayOptions, PlayPreview, PlayTicket
from chalicelib.playback.service import PlaybackService
from chalicelib.playback.service.episode_subtitles import EpisodeSubtitleService

bp = Blueprint(__name__)


@bp.route("/api/v1/library/{item_id}/play", methods=["POST"])
@endpoint(bp, returns=PlayTicket, query=PlayOptions)
def play_library_item(
    user: User, meta: RequestMeta, item_id: UUID, query: PlayOptions
) -> PlayTicket:
    return get(PlaybackService).play(
        user, item_id, query, origin=meta.origin, device_id=device_id_of(meta.cookies)
    )


@bp.route("/api/v1/library/{item_id}/playback")
@endpoint(bp, returns=PlayPreview)
def preview_playback(user: User, meta: RequestMeta, item_id: UUID) -> PlayPreview:
    """How each version of the title of this file would play on this device, the best first."""
    return get(PlaybackService).preview(user, item_id, device_id_of(meta.cookies))


@bp.route("/v1/subtitles/{episode_key}")
@endpoint(
    bp,
    query=EpisodeSubtitleQuery,
    returns=Annotated[str, ContentType("text/vtt")],
    status=HTTPStatus.FOUND,
)
def get_episode_subtitle(
    user: User, meta: RequestMeta, episode_key: str, query: EpisodeSubtitleQuery
) -> Reply:
    """
    A redirect to the subtitle (WebVTT) of a film or an episode, by its key and `.vtt`.

    A film is `seen:12.vtt`, `tmdb:movie:550.vtt` or `imdb:movie:tt0137523.vtt`, an episode
    `tmdb:tv:1399:s01e02.vtt`. The subtitle is the one that suits your languages; of a film in
    parts that of the first `part`, unless another is asked for.
    """
    url = get(EpisodeSubtitleService).address(
        user, episode_key, query, origin=meta.origin, device_id=device_id_of(meta.cookies)
    )
    headers = {"Cache-Control": "no-store", "Location": url}
    return Reply(Rendered(b"", "text/vtt"), headers=headers)
