"""
Rendered images as files: `ab/cd/abcd….webp`, named by the hash of the URL, which has the size.

A file is written to a temporary name and renamed, so a name leads to a complete image or to
nothing. Eviction is least recently used; the mtime holds the last access, to the day, because
many file systems store no access time.
"""

import contextlib
import hashlib
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.artwork.proxy_urls import Picture
from worker.artwork.formats import CONTENT_TYPES, ImageFormat

logger = logging.getLogger(__name__)

MEGABYTE = 2**20
DAY_S = 86_400.0
LOW_WATERMARK = 0.9  # of the limit: otherwise every new image would trigger an eviction
ABANDONED_AFTER_S = 3600.0  # a temporary file whose writer died
INCOMING_FOLDER = "arriving"
CACHE_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class CachedFile:
    """An image on disk."""

    file: Path
    size_bytes: int

    @property
    def etag(self) -> str:
        # The name identifies the image, and its content never changes.
        return f'"{self.file.stem[:32]}-{self.file.suffix[1:]}-{self.size_bytes:x}"'

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [
            ("content-type", CONTENT_TYPES[self.file.suffix]),
            ("cache-control", CACHE_FOREVER),
            ("etag", self.etag),
            ("vary", "accept"),
        ]

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether the client has this version. Source: RFC 9110, section 13.1.2."""
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return self.etag in tags or "*" in tags


def find(folder: Path, picture: Picture, form: ImageFormat) -> CachedFile | None:
    """The image, if it is stored; updates its access time."""
    stem = place(folder, picture)
    for suffix in form.value:
        name = stem + suffix
        try:
            facts = os.stat(name)  # noqa: PTH116  # the hot path of every page
        except OSError:
            continue
        if facts.st_size == 0:  # lost by a power failure
            continue
        if facts.st_mtime < time.time() - DAY_S:
            with contextlib.suppress(OSError):  # just evicted, or a read-only disk
                os.utime(name)
        return CachedFile(Path(name), facts.st_size)
    return None


def place(folder: Path, picture: Picture) -> str:
    """The path of an image without its suffix."""
    digest = hashlib.sha256(picture.url.encode()).hexdigest()
    return f"{folder}/{digest[:2]}/{digest[2:4]}/{digest}"


@dataclass
class ImageFileCache:
    """The folder and its size limit. One process writes; others may read with `find`."""

    folder: Path
    max_bytes: int
    #: Called when the limit is exceeded: `evict` should run soon.
    on_full: Callable[[], None] = lambda: None
    _bytes: int = 0  # of the last eviction, plus what was written since
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, picture: Picture, form: ImageFormat) -> CachedFile | None:
        return find(self.folder, picture, form)

    def keep(self, picture: Picture, content: bytes, suffix: str) -> CachedFile:
        """Raises `OSError` when the disk is full or fails."""
        file = Path(place(self.folder, picture) + suffix)
        temporary = self.folder / INCOMING_FOLDER
        temporary.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=temporary, suffix=suffix)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        with self._lock:
            self._bytes += len(content)
            is_full = self._bytes > self.max_bytes
        if is_full:
            self.on_full()
        return CachedFile(file, len(content))

    def evict(self) -> int:
        """Delete least recently used files while over the limit; returns how many."""
        self._forget_abandoned()
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        gone = 0
        if total > self.max_bytes:
            for _, size, file in files:
                if total <= self.max_bytes * LOW_WATERMARK:
                    break
                Path(file).unlink(missing_ok=True)
                total -= size
                gone += 1
            logger.info("artwork evicted", extra={"files": gone, "bytes_left": total})
        with self._lock:
            self._bytes = total
        return gone

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Last access, size in bytes and path of each file."""
        for suffix in CONTENT_TYPES:
            for file in self.folder.glob(f"??/??/*{suffix}"):
                with contextlib.suppress(OSError):
                    facts = file.stat()
                    yield facts.st_mtime, facts.st_size, str(file)

    def _forget_abandoned(self) -> None:
        too_old = time.time() - ABANDONED_AFTER_S
        for file in (self.folder / INCOMING_FOLDER).glob("*"):
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < too_old:
                    file.unlink()
