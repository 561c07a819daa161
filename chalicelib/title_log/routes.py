"""HTTP in front of the log of a title."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.title_log.models import LogPage, LogQuery
from chalicelib.title_log.service import TitleLogService

bp = Blueprint(__name__)


@bp.route("/api/v1/titles/{media_id}/log")
@endpoint(bp, query=LogQuery, returns=LogPage)
def get_title_log(user: User, media_id: MediaId, query: LogQuery) -> LogPage:
    """What the user did with a title, and which files of it came, the newest first."""
    return get(TitleLogService).page(user.id, media_id, query)
