"""The cookie by which a browser is known, of whichever person uses it."""

from collections.abc import Mapping
from uuid import UUID

DEVICE_COOKIE = "deviceId"
KNOWN_FOR_S = 365 * 24 * 3600


def device_id_of(cookies: Mapping[str, str]) -> UUID | None:
    """The id of the browser; None without the cookie, or with anything but an id in it."""
    try:
        return UUID(cookies.get(DEVICE_COOKIE, ""))
    except ValueError:
        return None


def device_cookie(id: UUID, *, is_encrypted: bool) -> str:
    """A Set-Cookie value (RFC 6265); no script reads it."""
    line = f"{DEVICE_COOKIE}={id}; Max-Age={KNOWN_FOR_S}; SameSite=Strict; Path=/api/v1; HttpOnly"
    return f"{line}; Secure" if is_encrypted else line
