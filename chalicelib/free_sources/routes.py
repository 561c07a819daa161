"""HTTP endpoints of free sources."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId
from chalicelib.discover.service import DiscoverService
from chalicelib.free_sources.models import (
    GetTitleRequest,
    GetTitleResult,
    TitleFreeSource,
    TitleFreeSourceList,
    in_turn,
)
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Reply
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)

#: More titles than the billboard of Discover shows, as it skips those without a picture.
MAX_SPOTLIGHT_TITLES = 30


@bp.route("/api/v1/discover/free-sources")
@endpoint(bp, returns=TitleFreeSourceList)
def spotlight_sources() -> TitleFreeSourceList:
    """What the titles that Discover begins with can be downloaded from."""
    ids = in_turn([row.ids for row in get(DiscoverService).section_rows()], MAX_SPOTLIGHT_TITLES)
    best = get(FreeSourceService).best(ids)
    items = [TitleFreeSource(media_id=each, source=best[each]) for each in ids if each in best]
    return TitleFreeSourceList(items=items)


@bp.route("/api/v1/titles/{media_id}/get", methods=["POST"])
@endpoint(
    bp,
    body=GetTitleRequest,
    returns=GetTitleResult,
    status=HTTPStatus.CREATED,
    also=(HTTPStatus.OK,),
)
def get_title(user: User, media_id: MediaId, body: GetTitleRequest) -> Reply:
    """
    Download a title from its publisher or an archive.

    201 with a new job; 200 with the user's open job for the same title or episode.
    """
    result, status = get(FreeSourceService).get(user, media_id, body)
    return Reply(result, status=status)
