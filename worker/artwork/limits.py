"""How many new pictures one address may ask for: a bucket that fills up again."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from worker.artwork.errors import TooManyNewPictures

AT_ONCE = 600  # some pages full
PER_SECOND = 20.0  # more than anybody can look at while scrolling
ADDRESSES_KEPT = 4096


@dataclass
class NewPictures:
    """Pictures that are on disk cost nothing and are not counted."""

    at_once: float = AT_ONCE
    per_second: float = PER_SECOND
    clock_s: Callable[[], float] = time.monotonic
    _left: "OrderedDict[str, tuple[float, float]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> None:
        """Raises `TooManyNewPictures`."""
        now_s = self.clock_s()
        with self._lock:
            left, since_s = self._left.pop(address, (self.at_once, now_s))
            left = min(self.at_once, left + (now_s - since_s) * self.per_second)
            is_allowed = left >= 1
            self._left[address] = (left - 1 if is_allowed else left, now_s)
            if len(self._left) > ADDRESSES_KEPT:
                self._left.popitem(last=False)
        if not is_allowed:
            raise TooManyNewPictures(
                "Too many new pictures at once.", retry_after_s=max(1, round(1 / self.per_second))
            )
