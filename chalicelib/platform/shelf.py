"""Values a process keeps at hand: the oldest make room when there are too many bytes."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

OVERHEAD_BYTES = 400  # of an entry beside its value: key, marks, a place in two dictionaries


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    value: V
    size_bytes: int


class Shelf(Generic[K, V]):
    """
    A dictionary of bounded weight. Safe to use from several threads; reading takes no lock.

    What was put in again counts as new. Reading does not keep anything: whatever is here can be
    had again, and what is read often is soon back.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._entries: dict[K, _Entry[V]] = {}
        self._held_bytes = 0
        self._guard = threading.Lock()

    def get(self, key: K) -> V | None:
        entry = self._entries.get(key)
        return None if entry is None else entry.value

    def put(self, key: K, value: V, size_bytes: int) -> None:
        """What is heavier than the whole shelf is not kept."""
        entry = _Entry(value, size_bytes + OVERHEAD_BYTES)
        with self._guard:
            self._take_out(key)
            if entry.size_bytes > self._most_bytes:
                return
            self._entries[key] = entry
            self._held_bytes += entry.size_bytes
            while self._held_bytes > self._most_bytes:
                self._take_out(next(iter(self._entries)))

    def _take_out(self, key: K) -> None:
        gone = self._entries.pop(key, None)
        if gone is not None:
            self._held_bytes -= gone.size_bytes
