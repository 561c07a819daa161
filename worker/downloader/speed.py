"""Download speed, smoothed for display."""

import math
from dataclasses import dataclass

SMOOTHING_S = 5.0
MAX_ETA_S = 30 * 86_400


@dataclass
class Speed:
    """An exponentially weighted moving average of bytes per second."""

    bytes_per_s: float = 0.0
    _at_s: float | None = None
    _bytes: int = 0

    def observe(self, now_s: float, total_bytes: int) -> None:
        """`now_s` is monotonic. A count that falls adds nothing."""
        if self._at_s is not None and now_s > self._at_s:
            elapsed_s = now_s - self._at_s
            arrived = max(total_bytes - self._bytes, 0)
            weight = 1 - math.exp(-elapsed_s / SMOOTHING_S)
            self.bytes_per_s += weight * (arrived / elapsed_s - self.bytes_per_s)
        if self._at_s is None or now_s > self._at_s:
            self._at_s, self._bytes = now_s, total_bytes

    @property
    def megabits_per_s(self) -> float:
        return round(self.bytes_per_s * 8 / 1_000_000, 2)

    def eta_s(self, bytes_left: int) -> int | None:
        """Seconds until the rest has arrived; None when nothing arrives, or not within a month."""
        if self.bytes_per_s < 1 or bytes_left < 0:
            return None
        eta_s = math.ceil(bytes_left / self.bytes_per_s)
        return eta_s if eta_s <= MAX_ETA_S else None
