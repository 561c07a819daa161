"""Segments on disk: the least recently played are evicted over a limit, all at the start."""

import contextlib
import os
import shutil
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

INCOMING = ".part"


@dataclass
class SegmentStore:
    """Names are `{conversion}/{segment}`; a name leads to a complete file or to nothing."""

    folder: Path
    max_bytes: int
    _sizes: "OrderedDict[str, int]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def clear(self) -> None:
        """Remove everything, also what an earlier worker left."""
        with self._lock:
            self._sizes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def incoming(self, name: str, run: int) -> Path:
        """Where a process writes before `put`. Raises `OSError`."""
        path = self.folder / f"{name}.{run}{INCOMING}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def put(self, name: str, incoming: Path) -> None:
        """Raises `OSError`."""
        size = incoming.stat().st_size
        incoming.replace(self.folder / name)
        with self._lock:
            self._sizes[name] = size
            self._sizes.move_to_end(name)
            self._evict(self.max_bytes, keep=name)

    def has(self, name: str) -> bool:
        with self._lock:
            return name in self._sizes

    def open(self, name: str) -> int | None:
        """A descriptor to read; None when it is not there."""
        with self._lock:
            if name not in self._sizes:
                return None
            self._sizes.move_to_end(name)
            try:
                return os.open(self.folder / name, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                del self._sizes[name]
                return None

    def make_room(self) -> None:
        """The disk is full: give back half of what is kept."""
        with self._lock:
            self._evict(sum(self._sizes.values()) // 2, keep="")

    def _evict(self, limit: int, keep: str) -> None:
        used = sum(self._sizes.values())
        for name in list(self._sizes):
            if used <= limit:
                return
            if name == keep or name.endswith("/init"):  # small, and needed by all the others
                continue
            used -= self._sizes.pop(name)
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()
