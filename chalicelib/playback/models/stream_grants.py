"""
Grants for the stream gateway: who may read which item until when, sealed with an HMAC.

A grant names the session it was given to, so that signing out ends it, and the item, so that
it opens nothing else. It allows reading (GET and HEAD) and no other method.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pydantic import SecretStr

from chalicelib.platform.errors import NotAllowed

MAX_GRANT_S = 6 * 3600


class BadGrant(NotAllowed):
    """The address was altered, has expired, or was not signed by this server."""

    code = "bad_grant"


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission for one session to read one library item."""

    session_id: UUID
    item_id: UUID
    expires_at: datetime

    def query(self, secret: SecretStr) -> str:
        """The query string of a signed address: `s`, `e` and `sig`."""
        expires = int(self.expires_at.timestamp())
        return f"s={self.session_id}&e={expires}&sig={_seal(secret, self, expires)}"


def read_grant(
    secret: SecretStr, *, item_id: UUID, session: str, expires: str, seal: str, now: datetime
) -> Grant:
    """The grant an address carries. Raises `BadGrant`."""
    try:
        grant = Grant(UUID(session), item_id, datetime.fromtimestamp(int(expires), UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise BadGrant("This address is not valid.") from error
    expected = _seal(secret, grant, int(expires))
    if not hmac.compare_digest(expected.encode(), seal.encode()):
        raise BadGrant("This address is not valid.")
    if grant.expires_at <= now:
        raise BadGrant("This address has expired.")
    return grant


def _seal(secret: SecretStr, grant: Grant, expires: int) -> str:
    text = f"seen-stream-v1|GET|{grant.session_id}|{grant.item_id}|{expires}"
    key = secret.get_secret_value().encode()
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
