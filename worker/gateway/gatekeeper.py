"""Who may read what: the grant in the address, and whether its session still lives."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import SecretStr

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.playback.models.stream_grants import BadGrant, Grant, read_grant
from worker.gateway import store
from worker.gateway.store import StreamFile

FRESH_S = 20.0  # how long an answer of the database is believed
STALE_S = 45.0  # how long while the database does not answer; sign-out counts within a minute
MAX_REMEMBERED = 10_000

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass
class Remembered(Generic[Key, Value]):
    """Answers of the database, for some seconds."""

    now_s: Callable[[], float]
    _known: dict[Key, tuple[Value, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key, ask: Callable[[], Value]) -> Value:
        """Raises `Unavailable` when the database is away and nothing young enough is known."""
        with self._lock:
            value, asked_s = self._known.get(key, (None, float("-inf")))
        age_s = self.now_s() - asked_s
        if value is not None and age_s < FRESH_S:
            return value
        asking_s = self.now_s()
        try:
            fresh = ask()
        except Unavailable:
            if value is not None and age_s < STALE_S:
                return value
            raise
        with self._lock:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = (fresh, asking_s)
        return fresh


@dataclass
class Gatekeeper:
    db: Database
    secret: SecretStr
    clock: Clock
    now_s: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._alive: Remembered[UUID, bool] = Remembered(self.now_s)
        self._files: Remembered[UUID, tuple[StreamFile | None]] = Remembered(self.now_s)
        self._grants: dict[tuple[UUID, str, str, str], Grant] = {}

    def admit(self, item_id: UUID, asked: dict[str, str]) -> Grant:
        """
        The grant an address carries for `item_id`.

        Raises `BadGrant` when it was altered, is for something else, has expired, or its
        session is over; `Unavailable` when that cannot be found out.
        """
        grant = self._read(item_id, asked.get("s", ""), asked.get("e", ""), asked.get("sig", ""))
        if not self.is_alive(grant.session_id):
            raise BadGrant("This session is over.")
        return grant

    def _read(self, item_id: UUID, session: str, expires: str, seal: str) -> Grant:
        """
        A grant whose seal is ours. Raises `BadGrant`.

        A player sends the same address hundreds of times; only the expiry can change its answer.
        """
        now = self.clock()
        key = (item_id, session, expires, seal)
        known = self._grants.get(key)
        if known is not None and known.expires_at > now:
            return known
        grant = read_grant(
            self.secret, item_id=item_id, session=session, expires=expires, seal=seal, now=now
        )
        if len(self._grants) >= MAX_REMEMBERED:
            self._grants.clear()
        self._grants[key] = grant
        return grant

    def is_alive(self, session_id: UUID) -> bool:
        """Raises `Unavailable`."""
        return self._alive.get(session_id, lambda: self._ask_session(session_id))

    def file(self, item_id: UUID) -> StreamFile | None:
        """What the library knows of an item. Raises `Unavailable`."""
        return self._files.get(item_id, lambda: (self._ask_file(item_id),))[0]

    def _ask_session(self, session_id: UUID) -> bool:
        with self.db.read() as conn:
            return store.is_alive(conn, session_id=session_id, now=self.clock())

    def _ask_file(self, item_id: UUID) -> StreamFile | None:
        with self.db.read() as conn:
            return store.get(conn, item_id=item_id)
