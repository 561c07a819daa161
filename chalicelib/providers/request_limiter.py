"""Rate and concurrency limits of a provider."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from chalicelib.providers.errors import TooManyWaiting

MAX_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `count` requests start within any `per_s` seconds."""

    count: int
    per_s: float


class OutboundLimiter:
    """
    The limits of one provider. Per process, which is enough: only the worker calls providers.

    A thread reserves the next free moment and sleeps until then outside the lock.
    """

    def __init__(
        self,
        rate_limits: Sequence[RateLimit],
        max_concurrent: int,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate_limits = tuple(rate_limits)
        self._slots = threading.BoundedSemaphore(max_concurrent)
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._starts: deque[float] = deque(maxlen=max(limit.count for limit in rate_limits))

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Wait for a slot and hold it. Raises `TooManyWaiting` after a minute."""
        if not self._slots.acquire(timeout=MAX_WAIT_S):
            raise TooManyWaiting("Too many requests at once.", retry_after_s=int(MAX_WAIT_S))
        try:
            wait_s = self.reserve()
            if wait_s > 0:
                self._sleep(wait_s)
            yield
        finally:
            self._slots.release()

    def reserve(self) -> float:
        """Reserve the next free moment; the seconds until then. Raises `TooManyWaiting`."""
        with self._lock:
            now = self._monotonic()
            start = now
            for limit in self._rate_limits:
                if len(self._starts) >= limit.count:
                    start = max(start, self._starts[-limit.count] + limit.per_s)
            wait_s = start - now
            if wait_s > MAX_WAIT_S:
                raise TooManyWaiting("Too many requests queued.", retry_after_s=int(wait_s) + 1)
            self._starts.append(start)
            return wait_s
