"""
Pictures of titles by media id, and generated pictures by title.

Public, as all artwork: an `<img>` and a link preview cannot send a bearer token.
"""

from http import HTTPStatus
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.artwork.generated_poster.composition import PictureKind
from chalicelib.artwork.models import (
    GeneratedPictureQuery,
    GeneratedPortraitQuery,
    Redirect,
    Size,
    Svg,
    TitlePicture,
)
from chalicelib.artwork.service import TitlePictures, generated, generated_portrait
from chalicelib.http.endpoints import endpoint, is_open
from chalicelib.http.responses import Rendered, Reply
from chalicelib.http.schemas import ContentType
from chalicelib.platform.registry import get

bp = Blueprint(__name__)

SVG = "image/svg+xml"
MediaId = Annotated[int, Field(ge=1, lt=2**63)]
#: A title can get a provider's picture later; clients then show it within an hour.
FOR_AN_HOUR = "public, max-age=3600"
#: Changes only with a release of ours.
FOR_A_MONTH = "public, max-age=2592000"
#: No scripts or requests, also when the SVG is opened as a document.
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.route("/artwork/titles/{size}/{media_id}/{kind}")
@endpoint(bp, returns=Annotated[str, ContentType(SVG)], also=(HTTPStatus.FOUND,), access="public")
def picture_of_title(size: Size, media_id: MediaId, kind: TitlePicture) -> Reply:
    """
    The poster or backdrop of a title.

    A redirect to the picture when the title has one; otherwise a drawing (SVG) made of its title,
    year and genre, always the same one.
    """
    found = get(TitlePictures).of(media_id, kind, size)
    if isinstance(found, Redirect):
        headers = {
            "Cache-Control": FOR_AN_HOUR,
            "Location": found.url,
            "X-Content-Type-Options": "nosniff",
        }
        return Reply(Rendered(b"", "text/plain"), HTTPStatus.FOUND, headers)
    return _svg(found, FOR_AN_HOUR)


@bp.route("/artwork/generated/{kind}")
@endpoint(
    bp, returns=Annotated[str, ContentType(SVG)], query=GeneratedPictureQuery, access="public"
)
def generated_picture(kind: PictureKind, query: GeneratedPictureQuery) -> Reply:
    """
    A generated poster, backdrop or still (SVG).

    Made of title, year and genres; the same ones always give the same picture.
    """
    return _svg(generated(query.subject, kind), FOR_A_MONTH)


@bp.route("/artwork/generated/portrait")
@endpoint(
    bp, returns=Annotated[str, ContentType(SVG)], query=GeneratedPortraitQuery, access="public"
)
def portrait_of_person(query: GeneratedPortraitQuery) -> Reply:
    """
    A generated portrait (SVG) for a person without a photo.

    Made of the name alone; the same name always gives the same picture.
    """
    return _svg(generated_portrait(query.name), FOR_A_MONTH)


def _svg(picture: Svg, cache_control: str) -> Reply:
    headers = {
        "Cache-Control": cache_control,
        "Content-Security-Policy": HARMLESS,
        "X-Content-Type-Options": "nosniff",
        # The open API is for programs of other sites, too.
        "Cross-Origin-Resource-Policy": "cross-origin" if is_open() else "same-origin",
    }
    return Reply(Rendered(picture.body, SVG), headers=headers)
