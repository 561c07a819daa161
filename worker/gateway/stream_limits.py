"""Limits the concurrent streams of one session."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.platform.errors import TooManyRequests

MAX_PER_SESSION = 12  # a player uses two; several devices may share a session


class TooManyStreams(TooManyRequests):
    """This session has reached its number of concurrent streams."""

    code = "too_many_streams"


@dataclass
class SessionConcurrencyLimiter:
    limit: int = MAX_PER_SESSION
    _taken: Counter[UUID] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def acquire(self, session_id: UUID) -> Iterator[None]:
        """Hold one slot of the session. Raises `TooManyStreams`."""
        with self._lock:
            if self._taken[session_id] >= self.limit:
                raise TooManyStreams("Too many streams at once.", retry_after_s=5)
            self._taken[session_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[session_id] -= 1
                if not self._taken[session_id]:
                    del self._taken[session_id]

    @property
    def taken(self) -> int:
        with self._lock:
            return self._taken.total()
