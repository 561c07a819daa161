"""Extracted and converted subtitles on disk. Losing any of them costs only time."""

import contextlib
import os
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

MAX_CACHE_BYTES = 512 * 2**20
MAX_FILE_BYTES = 32 * 2**20


@dataclass
class SubtitleCache:
    """Files by name, the least recently read of them removed above `max_bytes`."""

    folder: Path
    max_bytes: int = MAX_CACHE_BYTES
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, name: str) -> bytes | None:
        path = self.folder / name
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content

    def put(self, name: str, content: bytes) -> None:
        """Store whole or not at all; a full disk is no error."""
        if len(content) > MAX_FILE_BYTES:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self.folder, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(draft).replace(self.folder / name)
            except OSError:
                Path(draft).unlink(missing_ok=True)
                raise
            self._evict()

    def _evict(self) -> None:
        with self._lock, os.scandir(self.folder) as listing:
            files = sorted(
                (entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in listing
            )
            total = sum(size for _, size, _ in files)
            for _, size, path in files:
                if total <= self.max_bytes:
                    break
                Path(path).unlink(missing_ok=True)
                total -= size
