"""The origin at which people reach this server."""

from chalicelib.http.endpoints import RequestMeta
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings


def public_origin() -> str | None:
    """`SEEN_PUBLIC_URL`, when it is set."""
    url = get(Settings).seen_public_url
    return url.rstrip("/") if url else None


def origin_for_links(meta: RequestMeta) -> str:
    """The origin for links that are given to people: the public one, or that of the request."""
    return public_origin() or meta.origin
