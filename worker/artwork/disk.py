"""
Finished pictures as files: `ab/cd/abcd….webp`, named by what they show and in which size.

A file is written beside the others and then renamed, so a name leads to a whole picture or to
nothing. What was not asked for longest goes first when there is too much; a file's time of
change says when it was last asked for, to the day, because many file systems keep no other.
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

from chalicelib.artwork.picture_urls import Picture
from worker.artwork.forms import CONTENT_TYPES, Form

logger = logging.getLogger(__name__)

MEGABYTE = 2**20
DAY_S = 86_400.0
LEFT_AFTER_EVICTION = 0.9  # of the most: otherwise every new picture would look through them all
ABANDONED_AFTER_S = 3600.0  # a file that was being written when its writer died
ARRIVING = "arriving"
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture on disk."""

    file: Path
    size_bytes: int

    @property
    def etag(self) -> str:
        # The name says which picture this is, and a picture does not change.
        return f'"{self.file.stem[:32]}-{self.file.suffix[1:]}-{self.size_bytes:x}"'

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [
            ("content-type", CONTENT_TYPES[self.file.suffix]),
            ("cache-control", FOR_EVER),
            ("etag", self.etag),
            ("vary", "accept"),
        ]

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether a reader has it already. Source: RFC 9110, section 13.1.2."""
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return self.etag in tags or "*" in tags


def find(folder: Path, picture: Picture, form: Form) -> Kept | None:
    """The picture, if it is kept; it counts as asked for now."""
    stem = place(folder, picture)
    for suffix in form.value:
        name = stem + suffix
        try:
            facts = os.stat(name)  # noqa: PTH116  # done for every picture of every page
        except OSError:
            continue
        if facts.st_size == 0:  # the power went before the disk had its content
            continue
        if facts.st_mtime < time.time() - DAY_S:
            with contextlib.suppress(OSError):  # just evicted, or a disk that can only be read
                os.utime(name)
        return Kept(Path(name), facts.st_size)
    return None


def place(folder: Path, picture: Picture) -> str:
    """Where a picture is kept, without the end of the name."""
    digest = hashlib.sha256(picture.address.encode()).hexdigest()
    return f"{folder}/{digest[:2]}/{digest[2:4]}/{digest}"


@dataclass
class Disk:
    """The folder and its limit. One process writes; others may read with `find`."""

    folder: Path
    most_bytes: int
    #: Called when there is more than the limit: `evict` should run soon.
    on_full: Callable[[], None] = lambda: None
    _bytes: int = 0  # as of the last look, and what was written since
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, picture: Picture, form: Form) -> Kept | None:
        return find(self.folder, picture, form)

    def keep(self, picture: Picture, content: bytes, suffix: str) -> Kept:
        """Raises `OSError` when the disk does not take it."""
        file = Path(place(self.folder, picture) + suffix)
        arriving = self.folder / ARRIVING
        arriving.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=arriving, suffix=suffix)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        with self._lock:
            self._bytes += len(content)
            is_full = self._bytes > self.most_bytes
        if is_full:
            self.on_full()
        return Kept(file, len(content))

    def evict(self) -> int:
        """Look through everything and bring it below the limit; how many files had to go."""
        self._forget_abandoned()
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        gone = 0
        if total > self.most_bytes:
            for _, size, file in files:
                if total <= self.most_bytes * LEFT_AFTER_EVICTION:
                    break
                Path(file).unlink(missing_ok=True)
                total -= size
                gone += 1
            logger.info("artwork evicted", extra={"files": gone, "bytes_left": total})
        with self._lock:
            self._bytes = total
        return gone

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """When each was last asked for, how long it is in bytes, and where it lies."""
        for suffix in CONTENT_TYPES:
            for file in self.folder.glob(f"??/??/*{suffix}"):
                with contextlib.suppress(OSError):
                    facts = file.stat()
                    yield facts.st_mtime, facts.st_size, str(file)

    def _forget_abandoned(self) -> None:
        too_old = time.time() - ABANDONED_AFTER_S
        for file in (self.folder / ARRIVING).glob("*"):
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < too_old:
                    file.unlink()
