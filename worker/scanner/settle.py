"""A file counts once it has stopped growing: seen twice, some seconds apart, and unchanged."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chalicelib.library.models import SeenFile

SETTLE_S = 5.0


@dataclass
class Settling:
    """Remembers files that were seen once. `now_s` is a monotonic clock in seconds."""

    now_s: Callable[[], float]
    after_s: float = SETTLE_S
    _seen: dict[str, tuple[SeenFile, float]] = field(default_factory=dict)

    def is_settled(self, file: SeenFile) -> bool:
        """Whether the file is as it was at least `after_s` seconds ago. Asking is observing."""
        before, since_s = self._seen.get(file.path, (None, 0.0))
        if before != file:
            self._seen[file.path] = (file, self.now_s())
            return self.after_s <= 0
        if self.now_s() - since_s < self.after_s:
            return False
        del self._seen[file.path]
        return True

    def keep_only(self, paths: AbstractSet[str]) -> None:
        """Drop files that are not there any more. `paths` are the ones that are."""
        self._seen = {path: seen for path, seen in self._seen.items() if path in paths}

    @property
    def waiting(self) -> list[str]:
        """Paths seen once and not yet settled."""
        return list(self._seen)
