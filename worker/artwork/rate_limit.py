"""A token bucket per client network for images that are not rendered yet."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from worker.artwork.errors import TooManyNewImages

BURST = 600  # a few pages of posters
PER_SECOND = 20.0  # faster than a person scrolls
MAX_BUCKETS = 4096


@dataclass
class RenditionRateLimiter:
    """Images on disk are not counted."""

    burst: float = BURST
    per_second: float = PER_SECOND
    clock_s: Callable[[], float] = time.monotonic
    _left: "OrderedDict[str, tuple[float, float]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> None:
        """Raises `TooManyNewImages`."""
        now_s = self.clock_s()
        with self._lock:
            left, since_s = self._left.pop(address, (self.burst, now_s))
            left = min(self.burst, left + (now_s - since_s) * self.per_second)
            is_allowed = left >= 1
            self._left[address] = (left - 1 if is_allowed else left, now_s)
            if len(self._left) > MAX_BUCKETS:
                self._left.popitem(last=False)
        if not is_allowed:
            raise TooManyNewImages(
                "Too many new images at once.", retry_after_s=max(1, round(1 / self.per_second))
            )
