"""How often a service may be asked, and by how many at once."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from chalicelib.providers.errors import Busy

MAX_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests begin within any span of that length."""

    count: int
    per_s: float


class Limits:
    """
    The limits of one service in this process: only the worker asks services, so they are whole.

    Whoever comes too early is given the next free moment and waits for it outside the lock.
    """

    def __init__(
        self,
        rates: Sequence[Rate],
        in_flight: int,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rates = tuple(rates)
        self._slots = threading.BoundedSemaphore(in_flight)
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._begun: deque[float] = deque(maxlen=max(rate.count for rate in rates))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it. Raises `Busy` when that would take more than a minute."""
        if not self._slots.acquire(timeout=MAX_WAIT_S):
            raise Busy("Too many questions at once.", retry_after_s=int(MAX_WAIT_S))
        try:
            wait_s = self.reserve()
            if wait_s > 0:
                self._sleep(wait_s)
            yield
        finally:
            self._slots.release()

    def reserve(self) -> float:
        """Take the next free moment; seconds until then. Raises `Busy`."""
        with self._lock:
            now = self._monotonic()
            free = now
            for rate in self._rates:
                if len(self._begun) >= rate.count:
                    free = max(free, self._begun[-rate.count] + rate.per_s)
            if free - now > MAX_WAIT_S:
                raise Busy("Too many questions in a row.", retry_after_s=int(free - now) + 1)
            self._begun.append(free)
            return free - now
