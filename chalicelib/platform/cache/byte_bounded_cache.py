"""A dictionary with a limit in bytes."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

ENTRY_OVERHEAD_BYTES = 400  # key, entry and its slots in the dictionary


class ByteBoundedCache(Generic[K, V]):
    """
    Evicts the oldest entries first; putting a key again makes it the newest.

    Safe to use from several threads. Reading takes no lock and does not reorder (FIFO, not LRU).
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entries: dict[K, tuple[V, int]] = {}
        self._total_bytes = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        entry = self._entries.get(key)
        return None if entry is None else entry[0]

    def put(self, key: K, value: V, value_bytes: int) -> None:
        """A value larger than the limit is not kept."""
        size = value_bytes + ENTRY_OVERHEAD_BYTES
        with self._lock:
            self._remove(key)
            if size > self._max_bytes:
                return
            self._entries[key] = (value, size)
            self._total_bytes += size
            while self._total_bytes > self._max_bytes:
                self._remove(next(iter(self._entries)))

    def _remove(self, key: K) -> None:
        _, size = self._entries.pop(key, (None, 0))
        self._total_bytes -= size
