"""Reading the parts of the home page one by one, so that a failure stays in its part."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chalicelib.dashboard.models import HomePartState
from chalicelib.preferences.models import HomePart

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class PartReader:
    """Of one response. Hidden parts are not read."""

    hidden: frozenset[HomePart]
    failed: set[HomePart] = field(default_factory=set)

    def read(
        self,
        parts: Sequence[HomePart],
        compute: Callable[[], T],
        default: T,
        *,
        is_always_read: bool = False,
    ) -> T:
        """What `compute` returns; `default` when it fails or all parts it is for are hidden."""
        if parts and not is_always_read and self.hidden.issuperset(parts):
            return default
        try:
            return compute()
        except Exception:
            logger.exception("a part of the home page failed", extra={"parts": ", ".join(parts)})
            self.failed.update(parts)
            return default

    def read_list(self, part: HomePart, compute: Callable[[], list[T]]) -> list[T]:
        """The list of one part; empty as `read` says."""
        return self.read((part,), compute, [])

    def states(self, order: Sequence[HomePart]) -> list[HomePartState]:
        return [
            HomePartState(part=part, is_hidden=part in self.hidden, has_failed=part in self.failed)
            for part in order
        ]
