"""
Access tokens: JSON Web Tokens (RFC 7519) that live for a quarter of an hour.

One algorithm, one issuer, one audience, no choice of key: RFC 8725, "JSON Web Token Best Current
Practices". A token identifies a session; the database decides whether the session is active and
which role its account has.
"""

import functools
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import SecretStr

from chalicelib.accounts.errors import BadAccessToken
from chalicelib.platform.clock import Clock
from chalicelib.platform.sessions import Role

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

LIFETIME = timedelta(minutes=15)
LEEWAY_S = 5  # between the clocks of several servers
MAX_LENGTH = 2048  # of a token; issued ones have about 400 characters
MAX_CACHED_ENTRIES = 4096
ISSUER = "seen"
AUDIENCE = "seen-api"
ALGORITHM = "HS256"
HEADER = {"typ": "JWT", "alg": ALGORITHM}

BAD = "This access token is not valid."


@dataclass(frozen=True)
class AccessTokens:
    """Issues and verifies access tokens; the key is derived from the server's secret."""

    secret: SecretStr
    clock: Clock
    _verified: dict[str, tuple[UUID, UUID, float]] = field(default_factory=dict, repr=False)

    def issue(
        self, *, user_id: UUID, session_id: UUID, role: Role, session_ends_at: datetime
    ) -> tuple[str, int]:
        """A token and its lifetime in seconds, which ends with the session at the latest."""
        from joserfc import jwt  # noqa: PLC0415  # cold starts: 50 ms, only for signing in

        now = self.clock()
        expires_at = min(now + LIFETIME, session_ends_at)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "sid": str(session_id),
            "role": role,
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        token = jwt.encode(dict(HEADER), claims, self._key, algorithms=[ALGORITHM])
        return token, int((expires_at - now).total_seconds())

    def read(self, token: str) -> tuple[UUID, UUID]:
        """The user and the session of a token. Raises `BadAccessToken`."""
        from joserfc import jwt  # noqa: PLC0415  # see issue
        from joserfc.errors import JoseError  # noqa: PLC0415

        if len(token) > MAX_LENGTH:
            raise BadAccessToken(BAD)
        # A verified signature stays valid until the token expires. The cache saves most of the
        # time of a warm request.
        user_id, session_id, until = self._verified.get(token, (None, None, 0.0))
        if user_id and session_id and self.clock().timestamp() < until:
            return user_id, session_id
        try:
            decoded = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            if decoded.header != HEADER:  # no other header is ever issued
                raise BadAccessToken(BAD)
            self._validate(decoded.claims)
            read = UUID(decoded.claims["sub"]), UUID(decoded.claims["sid"])
            if len(self._verified) >= MAX_CACHED_ENTRIES:
                self._verified.clear()
            self._verified[token] = (*read, float(decoded.claims["exp"]))
        except (
            JoseError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
        ) as error:
            raise BadAccessToken(BAD) from error
        return read

    def _validate(self, claims: dict[str, Any]) -> None:
        from joserfc.jwt import JWTClaimsRegistry  # noqa: PLC0415  # see issue

        JWTClaimsRegistry(
            now=int(self.clock().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            sid={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
        ).validate(claims)

    @functools.cached_property
    def _key(self) -> "OctKey":
        from joserfc.jwk import OctKey  # noqa: PLC0415  # see issue

        return OctKey.import_key(derived_key(self.secret, "access token"))


def derived_key(secret: SecretStr, purpose: str) -> bytes:
    """A key for one purpose, so that keys cannot be used for another."""
    label = f"seen {purpose} v1".encode()
    return hmac.new(secret.get_secret_value().encode(), label, hashlib.sha256).digest()
