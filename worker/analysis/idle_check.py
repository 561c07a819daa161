"""Whether the machine is idle enough for analysis in the background."""

import os
from collections.abc import Callable
from dataclasses import dataclass

MAX_LOAD_PER_CORE = 0.6


@dataclass(frozen=True, slots=True)
class Machine:
    """`has_downloads` and `has_conversions`: whether one is running now."""

    has_downloads: Callable[[], bool]
    has_conversions: Callable[[], bool]
    load: Callable[[], float] = lambda: os.getloadavg()[0]
    cores: int = os.cpu_count() or 1

    def is_needed(self) -> bool:
        """A player or a download waits for it."""
        return self.has_conversions() or self.has_downloads()

    def is_idle(self) -> bool:
        return self.load() < MAX_LOAD_PER_CORE * self.cores and not self.is_needed()
