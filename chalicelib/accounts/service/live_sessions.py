"""Who is behind an access token right now."""

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

REMEMBERED_FOR_S = 5.0  # how long a revoked session may go on reading, at most
MAX_REMEMBERED = 10_000


@dataclass
class LiveSessions(Authenticator):
    """
    Reads the token, then asks the database whether its session lives and what its owner may.

    The database's answer counts for a few seconds within this process. When the database is
    down and nothing fresh is remembered, `Unavailable` passes through: nobody is let in on the
    word of a token alone.
    """

    db: Database
    tokens: AccessTokens
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _remembered: dict[UUID, tuple[float, User]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def authenticate(self, access_token: str, *, fresh: bool) -> User:
        """Raises `BadAccessToken` or `Unavailable`."""
        user_id, session_id = self.tokens.read(access_token)
        user = None if fresh else self._recall(session_id)
        if user is None:
            user = self._ask(session_id)
        if user.id != user_id:
            raise BadAccessToken("This access token is not valid.")
        return user

    def forget(self, session_id: UUID) -> None:
        """The session changed; ask again next time."""
        with self._lock:
            self._remembered.pop(session_id, None)

    def _recall(self, session_id: UUID) -> User | None:
        until, user = self._remembered.get(session_id, (0.0, None))
        return user if self.monotonic() < until else None

    def _ask(self, session_id: UUID) -> User:
        asked_at = self.monotonic()
        with self.db.read() as conn:
            session = sessions.get_live(conn, id=session_id, now=self.clock())
        if session is None:
            self.forget(session_id)
            raise BadAccessToken("This session is over; sign in again.")
        user = User(id=session.user_id, session_id=session.id, role=session.role)
        with self._lock:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[session_id] = (asked_at + REMEMBERED_FOR_S, user)
        return user
