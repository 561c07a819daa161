"""HTTP endpoint of playing a download."""

from uuid import UUID

from chalice.app import Blueprint

from chalicelib.download_playback.models import DownloadTicket
from chalicelib.download_playback.service import DownloadPlaybackService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/downloads/{job_id}/play", methods=["POST"])
@endpoint(bp, returns=DownloadTicket)
def play_download(user: User, meta: RequestMeta, job_id: UUID) -> DownloadTicket:
    """Play a download before it is complete. 409 with `Retry-After` when it is too early."""
    return get(DownloadPlaybackService).play(user, job_id, origin=meta.origin)
