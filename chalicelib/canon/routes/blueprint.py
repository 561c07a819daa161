"""The blueprint of the open API, and the reader of a request."""

from chalice.app import Blueprint

from chalicelib.canon.models.requests import Reader
from chalicelib.http.endpoints import RequestMeta
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.platform.settings import Settings

bp = Blueprint(__name__)


def reader_of(user: User | None, meta: RequestMeta) -> Reader:
    origin = get(Settings).seen_public_url or (meta.origin if "host" in meta.headers else None)
    return Reader(user.id if user else meta.address, origin)
