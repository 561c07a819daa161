"""HTTP endpoints of playback."""

from uuid import UUID

from chalice.app import Blueprint

from chalicelib.platform.device_cookies import device_id_of
from chalicelib.platform.http import RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.playback.models.tickets import PlayOptions, PlayPreview, PlayTicket
from chalicelib.playback.service import PlaybackService

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
