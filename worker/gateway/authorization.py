"""Authorizes a stream request: the grant in the address, and whether its session is active."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import SecretStr

from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.playback.models.stream_grants import BadGrant, Grant, read_grant
from worker.gateway import stream_queries
from worker.gateway.stream_queries import StreamFile

FRESH_S = 20.0  # how long a database result is cached
STALE_S = 45.0  # how long while the database is down
WAIT_S = 0.5  # for a newer result, while a cached one can be used
MAX_CACHED = 10_000

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass
class TtlCache(Generic[Key, Value]):
    """Caches database results for some seconds, and longer while the database is down or hangs."""

    now_s: Callable[[], float]
    _entries: dict[Key, tuple[Value, float]] = field(default_factory=dict)
    _refreshes: dict[Key, threading.Event] = field(default_factory=dict)  # set when ended
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key, load: Callable[[], Value]) -> Value:
        """Raises `Unavailable` when the database is down and no cached value is young enough."""
        with self._lock:
            value, loaded_s = self._entries.get(key, (None, float("-inf")))
        age_s = self.now_s() - loaded_s
        if value is None or age_s >= STALE_S:
            return self._load(key, load)
        if age_s >= FRESH_S:
            self._refresh(key, load).wait(WAIT_S)
            with self._lock:
                value, _ = self._entries.get(key, (value, loaded_s))
        return value

    def _refresh(self, key: Key, load: Callable[[], Value]) -> threading.Event:
        """Load in a thread of its own, once at a time: a database that hangs delays no request."""
        with self._lock:
            running = self._refreshes.get(key)
            if running is not None:
                return running
            ended = self._refreshes[key] = threading.Event()

        def work() -> None:
            try:
                self._load(key, load)
            except Unavailable:
                pass  # the cached value stays until it is too old
            finally:
                with self._lock:
                    del self._refreshes[key]
                ended.set()

        threading.Thread(target=work, name="authorization", daemon=True).start()
        return ended

    def _load(self, key: Key, load: Callable[[], Value]) -> Value:
        loading_s = self.now_s()
        value = load()
        with self._lock:
            if len(self._entries) >= MAX_CACHED:
                self._entries.clear()
            self._entries[key] = (value, loading_s)
        return value


@dataclass
class Authorizer:
    """
    A session that ends on this machine ends its addresses at once; on another one, within
    `FRESH_S`.
    """

    db: Database
    secret: SecretStr
    clock: Clock
    generations: SessionGenerations
    now_s: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._alive: TtlCache[tuple[UUID, int], bool] = TtlCache(self.now_s)
        self._files: TtlCache[UUID, tuple[StreamFile | None]] = TtlCache(self.now_s)
        self._grants: dict[tuple[UUID, str, str, str], Grant] = {}

    def authorize(self, item_id: UUID, query: dict[str, str]) -> Grant:
        """
        The grant an address carries for `item_id`.

        Raises `BadGrant` when it was altered, is for something else, has expired, or its
        session is over; `Unavailable` when the database is down.
        """
        grant = self._read(item_id, query.get("s", ""), query.get("e", ""), query.get("sig", ""))
        if not self.is_alive(grant.session_id):
            raise BadGrant("This session has ended.")
        return grant

    def _read(self, item_id: UUID, session: str, expires: str, seal: str) -> Grant:
        """
        Verify the seal of a grant. Raises `BadGrant`.

        A player sends one address hundreds of times; only its expiry can change the result.
        """
        now = self.clock()
        key = (item_id, session, expires, seal)
        cached = self._grants.get(key)
        if cached is not None and cached.expires_at > now:
            return cached
        grant = read_grant(
            self.secret, item_id=item_id, session=session, expires=expires, seal=seal, now=now
        )
        if len(self._grants) >= MAX_CACHED:
            self._grants.clear()
        self._grants[key] = grant
        return grant

    def is_alive(self, session_id: UUID) -> bool:
        """Raises `Unavailable`."""
        key = (session_id, self.generations.read(session_id))
        return self._alive.get(key, lambda: self._load_session(session_id))

    def file(self, item_id: UUID) -> StreamFile | None:
        """The library's record of an item. Raises `Unavailable`."""
        return self._files.get(item_id, lambda: (self._load_file(item_id),))[0]

    def _load_session(self, session_id: UUID) -> bool:
        with self.db.read() as conn:
            return stream_queries.is_alive(conn, session_id=session_id, now=self.clock())

    def _load_file(self, item_id: UUID) -> StreamFile | None:
        with self.db.read() as conn:
            return stream_queries.get(conn, item_id=item_id)
