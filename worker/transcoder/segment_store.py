"""Segments on disk: the least recently played are evicted over a limit, all at the start."""

import contextlib
import os
import shutil
import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

INCOMING = ".part"
HEADER = "/init"  # the end of the name of a conversion's header


@dataclass
class SegmentStore:
    """Names are `{conversion}/{segment}`; a name leads to a complete file or to nothing."""

    folder: Path
    max_bytes: int
    _sizes: "OrderedDict[str, int]" = field(default_factory=OrderedDict)
    _segments: Counter[str] = field(default_factory=Counter)  # by conversion, without headers
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def clear(self) -> None:
        """Remove everything, also what an earlier worker left."""
        with self._lock:
            self._sizes.clear()
            self._segments.clear()
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
            if name not in self._sizes and not name.endswith(HEADER):
                self._segments[name.rpartition("/")[0]] += 1
            self._sizes[name] = size
            self._sizes.move_to_end(name)
            self._evict(self.max_bytes, keep=name)

    @property
    def kept_bytes(self) -> int:
        with self._lock:
            return sum(self._sizes.values())

    @property
    def free_bytes(self) -> int | None:
        """Of the disk; None when it does not answer."""
        folder = self.folder
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            return None

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
                self._remove(name)
                return None

    def remove(self, name: str) -> None:
        """Idempotent."""
        with self._lock:
            if name in self._sizes:
                self._remove(name)

    def make_room(self) -> None:
        """The disk is full: give back half of what is kept."""
        with self._lock:
            self._evict(sum(self._sizes.values()) // 2, keep="")

    def _evict(self, limit: int, keep: str) -> None:
        used = sum(self._sizes.values())
        for name in list(self._sizes):
            if used <= limit:
                return
            if name == keep or name.endswith(HEADER):  # small, and needed by all the others
                continue
            used -= self._remove(name)
            conversion = name.rpartition("/")[0]
            if self._segments[conversion] == 0:
                used -= self._remove(conversion + HEADER)

    def _remove(self, name: str) -> int:
        """The bytes that are free now. Called with the lock held."""
        size = self._sizes.pop(name, 0)
        if not name.endswith(HEADER):
            self._segments[name.rpartition("/")[0]] -= 1
        with contextlib.suppress(OSError):
            (self.folder / name).unlink()
        return size
