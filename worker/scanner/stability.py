"""Detects files that have stopped growing: unchanged between two looks some seconds apart."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chalicelib.library.models.scans import ScannedFile

STABLE_AFTER_S = 5.0


@dataclass
class StabilityTracker:
    """Tracks files that were seen once. `now_s` is a monotonic clock in seconds."""

    now_s: Callable[[], float]
    after_s: float = STABLE_AFTER_S
    _seen: dict[str, tuple[ScannedFile, float]] = field(default_factory=dict)

    def is_stable(self, file: ScannedFile) -> bool:
        """Whether the file is unchanged since `after_s` seconds. Records the observation."""
        before, since_s = self._seen.get(file.path, (None, 0.0))
        if before != file:
            self._seen[file.path] = (file, self.now_s())
            return self.after_s <= 0
        if self.now_s() - since_s < self.after_s:
            return False
        del self._seen[file.path]
        return True

    def retain(self, paths: AbstractSet[str]) -> None:
        """Drop files that no longer exist. `paths` are the existing ones."""
        self._seen = {path: seen for path, seen in self._seen.items() if path in paths}

    @property
    def waiting(self) -> list[str]:
        """Paths that were seen and are not yet stable."""
        return list(self._seen)
