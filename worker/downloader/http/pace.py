"""Speed limits: so many bytes a second, whoever takes them."""

import threading
import time
from collections.abc import Callable

#: What may come at once after a quiet moment, as a share of a second's worth.
BURST_S = 0.25
#: How far a limit is looked ahead at a time; a change of it is noticed after this long.
STEP_S = 0.125
MIN_STEP_BYTES = 1024


class Bucket:
    """
    Shared by all who are limited together. Bytes are taken first and paid for afterwards.

    A limit that changes starts anew, so that what was taken before is not paid at a lower rate.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rate: int | None = None
        self._level = 0.0
        self._at_s = 0.0

    @property
    def rate(self) -> int | None:
        """Bytes a second; None: as fast as it goes."""
        return self._rate

    def set(self, rate: int | None) -> None:
        with self._lock:
            if rate != self._rate:
                self._rate, self._level, self._at_s = rate, 0.0, self._monotonic()

    def step(self) -> int | None:
        """How many bytes to take at most at a time; None: no limit."""
        rate = self._rate
        return None if rate is None else max(int(rate * STEP_S), MIN_STEP_BYTES)

    def take(self, count: int) -> None:
        if self._rate is not None:
            with self._lock:
                self._flow()
                self._level -= count

    def due_s(self) -> float:
        """Seconds until more may be taken."""
        if self._rate is None:
            return 0.0
        with self._lock:
            self._flow()
            return max(-self._level / self._rate, 0.0) if self._rate else 0.0

    def _flow(self) -> None:
        now_s = self._monotonic()
        rate = self._rate or 0
        self._level = min(self._level + (now_s - self._at_s) * rate, rate * BURST_S)
        self._at_s = now_s


def step_of(buckets: tuple[Bucket, ...], most: int) -> int:
    """How many bytes to take at a time under several limits."""
    return min([most, *(step for each in buckets if (step := each.step()) is not None)])
