"""The user of an access token, with a short cache of active sessions."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.accounts.errors import BadAccessToken
from chalicelib.accounts.service.access_tokens import AccessTokens
from chalicelib.accounts.store import sessions
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import Authenticator, User

CACHE_TTL_S = 5.0  # for at most so long, a revoked session can still read
MAX_CACHED_ENTRIES = 10_000


@dataclass
class LiveSessions(Authenticator):
    """
    Verifies the token, then reads its session and the role of its account from the database.

    Sessions are cached for a few seconds per process. When the database is down and the session is
    not cached, `Unavailable` is raised: a valid token alone is not sufficient.
    """

    db: Database
    tokens: AccessTokens
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _cached: dict[UUID, tuple[float, User]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def authenticate(self, access_token: str, *, fresh: bool) -> User:
        """Raises `BadAccessToken` or `Unavailable`."""
        user_id, session_id = self.tokens.read(access_token)
        user = None if fresh else self._lookup(session_id)
        if user is None:
            user = self._load(session_id)
        if user.id != user_id:
            raise BadAccessToken("This access token is not valid.")
        return user

    def forget(self, session_id: UUID) -> None:
        """Remove a changed session from the cache."""
        with self._lock:
            self._cached.pop(session_id, None)

    def _lookup(self, session_id: UUID) -> User | None:
        until, user = self._cached.get(session_id, (0.0, None))
        return user if self.monotonic() < until else None

    def _load(self, session_id: UUID) -> User:
        asked_at = self.monotonic()
        with self.db.read() as conn:
            session = sessions.get_live(conn, id=session_id, now=self.clock())
        if session is None:
            self.forget(session_id)
            raise BadAccessToken("This session is over; sign in again.")
        user = User(id=session.user_id, session_id=session.id, role=session.role)
        with self._lock:
            if len(self._cached) >= MAX_CACHED_ENTRIES:
                self._cached.clear()
            self._cached[session_id] = (asked_at + CACHE_TTL_S, user)
        return user
