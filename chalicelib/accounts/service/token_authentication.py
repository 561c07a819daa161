"""The user of an access token, with a short cache of active sessions."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chalicelib.accounts.errors import BadAccessToken
from chalicelib.accounts.service.access_tokens import AccessTokens
from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.accounts.store import sessions
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import Authenticator, User

CACHE_TTL_S = 5.0  # for so long, a session revoked on another machine can still read
MAX_CACHED_ENTRIES = 10_000


@dataclass
class LiveSessions(Authenticator):
    """
    Verifies the token, then reads its session and the role of its account from the database.

    Sessions are cached for a few seconds per process, until they change. When the database is
    down and the session is not cached, `Unavailable` is raised: a valid token alone is not
    sufficient.
    """

    db: Database
    tokens: AccessTokens
    clock: Clock
    generations: SessionGenerations
    monotonic: Callable[[], float] = time.monotonic
    _cached: dict[UUID, tuple[float, int, User]] = field(default_factory=dict, repr=False)
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

    def forget(self, session_ids: Iterable[UUID]) -> None:
        """Sessions that ended or whose account changed; call it after the transaction."""
        self.generations.replace(session_ids)

    def _lookup(self, session_id: UUID) -> User | None:
        until, generation, user = self._cached.get(session_id, (0.0, 0, None))
        is_current = generation == self.generations.read(session_id)
        return user if is_current and self.monotonic() < until else None

    def _load(self, session_id: UUID) -> User:
        asked_at, generation = self.monotonic(), self.generations.read(session_id)
        with self.db.read() as conn:
            session = sessions.get_live(conn, id=session_id, now=self.clock())
        if session is None:
            with self._lock:
                self._cached.pop(session_id, None)
            raise BadAccessToken("This session is over; sign in again.")
        user = User(session.user_id, session.id, session.role, tuple(session.rights))
        with self._lock:
            if len(self._cached) >= MAX_CACHED_ENTRIES:
                self._cached.clear()
            self._cached[session_id] = (asked_at + CACHE_TTL_S, generation, user)
        return user


def is_live(conn: Connection, session_id: UUID, *, now: datetime) -> bool:
    """Whether a session has not ended, nor its account been disabled."""
    return sessions.get_live(conn, id=session_id, now=now) is not None
