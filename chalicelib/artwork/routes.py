"""
Pictures of titles by media id, for clients other than the frontend.

Public, as all artwork: an `<img>` and a link preview cannot send a bearer token.
"""

from http import HTTPStatus
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.artwork.models import Elsewhere, Size, Wanted
from chalicelib.artwork.service import TitlePictures
from chalicelib.platform.http import Rendered, Reply, endpoint, is_open
from chalicelib.platform.registry import get
from chalicelib.platform.schemas import ContentType

bp = Blueprint(__name__)

SVG = "image/svg+xml"
MediaId = Annotated[int, Field(ge=1, lt=2**63)]
#: A title can get a provider's picture later; clients then show it within an hour.
FOR_AN_HOUR = "public, max-age=3600"
#: No scripts or requests, also when the SVG is opened as a document.
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.route("/artwork/titles/{size}/{media_id}/{kind}")
@endpoint(bp, returns=Annotated[str, ContentType(SVG)], access="public")
def picture_of_title(size: Size, media_id: MediaId, kind: Wanted) -> Reply:
    """
    The poster or backdrop of a title.

    A redirect to the picture when the title has one; otherwise a drawing (SVG) made of its title,
    year and genre, always the same one.
    """
    found = get(TitlePictures).of(media_id, kind, size)
    headers = {"Cache-Control": FOR_AN_HOUR, "X-Content-Type-Options": "nosniff"}
    if isinstance(found, Elsewhere):
        headers["Location"] = found.address
        return Reply(Rendered(b"", "text/plain"), HTTPStatus.FOUND, headers)
    headers["Content-Security-Policy"] = HARMLESS
    # The open API is for programs of other sites, too.
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_open() else "same-origin"
    return Reply(Rendered(found.body, SVG), headers=headers)
