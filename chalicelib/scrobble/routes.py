"""HTTP in front of what other players report."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.public_origin import origin_for_links
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.scrobble.models import NewScrobbleAddress, ScrobbleSettings, Scrobbling
from chalicelib.scrobble.service import ScrobbleService

#: Players are not careful with the type of their JSON.
CONTENT_TYPES = [
    "application/json",
    "multipart/form-data",
    "text/plain",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
]

bp = Blueprint(__name__)


@bp.route("/api/v1/scrobbling")
@endpoint(bp, returns=Scrobbling)
def get_scrobbling(user: User) -> Scrobbling:
    return get(ScrobbleService).settings(user.id)


@bp.route("/api/v1/scrobbling", methods=["POST"])
@endpoint(bp, returns=NewScrobbleAddress, status=HTTPStatus.CREATED)
def create_scrobble_address(user: User, meta: RequestMeta) -> NewScrobbleAddress:
    """A secret address for other players; it is in this response only, and replaces others."""
    return get(ScrobbleService).create(user.id, origin=origin_for_links(meta))


@bp.route("/api/v1/scrobbling", methods=["PATCH"])
@endpoint(bp, body=ScrobbleSettings, returns=Scrobbling)
def change_scrobbling(user: User, body: ScrobbleSettings) -> Scrobbling:
    return get(ScrobbleService).change(user.id, body)


@bp.route("/api/v1/scrobbling", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def delete_scrobble_address(user: User) -> None:
    get(ScrobbleService).delete(user.id)


@bp.route("/api/v1/scrobble/{secret}", methods=["POST"], content_types=CONTENT_TYPES)
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="public")
def receive_scrobble(secret: str, meta: RequestMeta) -> None:
    """An event of Plex, Jellyfin, Emby or another player, as they send it."""
    content_type = meta.headers.get("content-type", "")
    body = bp.current_request.raw_body
    get(ScrobbleService).receive(
        secret, content_type, body.encode() if isinstance(body, str) else body
    )
