"""Gets text tracks out of files, once, in a child process."""

import contextlib
import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.platform.errors import Unavailable
from worker.media_input import MediaInput
from worker.process_limits import killed_with_parent
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.errors import UnreadableSubtitle

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 300.0  # the whole file is read: 30 GB from a slow disk
CONVERT_TIMEOUT_S = 20.0
MAX_AT_ONCE = 2
MAX_WAITING = 16  # each of them holds a thread of the gateway
MAX_FAILURES = 1_000
RETRY_FAILED_S = 3_600.0  # unless the file changes
RETRY_AFTER_S = 10
UNREADABLE = 2


class SubtitleNotReady(Unavailable):
    """The track is being read out of a large file."""

    code = "subtitle_not_ready"


@dataclass
class TrackExtractor:
    """One pass over a file gets all of its text tracks; viewers of one file share it."""

    cache: SubtitleCache
    timeout_s: float = TIMEOUT_S
    clock_s: Callable[[], float] = time.monotonic
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MAX_AT_ONCE))
    _running: dict[UUID, "_Turn"] = field(default_factory=dict)
    #: Files that could not be read, by id and version, and until when they are not tried again.
    _failures: dict[tuple[UUID, str], float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def track(
        self,
        item_id: UUID,
        open_file: Callable[[], MediaInput],
        version: str,
        index: int,
        all_indexes: Sequence[int],
    ) -> tuple[bytes, str]:
        """
        The content of a text track and its suffix.

        `open_file` gives the video, which is closed here; `version` changes with the file. Raises
        `UnreadableSubtitle`, `SubtitleNotReady`, `StoreUnreachable` or what `open_file` raises.
        """
        with self._turn(item_id):
            found = self._cached(item_id, version, index)
            if found is None and not self._has_failed(item_id, version):
                self._extract(item_id, open_file, version, all_indexes)
                found = self._cached(item_id, version, index)
                if found is None:
                    self._remember_failure(item_id, version)
        if found is None:
            raise UnreadableSubtitle("This track cannot be read.")
        return found

    @contextlib.contextmanager
    def _turn(self, item_id: UUID) -> Iterator[None]:
        """One after the other, for each file. Raises `SubtitleNotReady` when too many wait."""
        with self._lock:
            if sum(turn.users for turn in self._running.values()) >= MAX_WAITING:
                raise _not_ready()
            turn = self._running.setdefault(item_id, _Turn())
            turn.users += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.users -= 1
                if not turn.users:
                    del self._running[item_id]

    def _has_failed(self, item_id: UUID, version: str) -> bool:
        with self._lock:
            return self._failures.get((item_id, version), 0.0) > self.clock_s()

    def _remember_failure(self, item_id: UUID, version: str) -> None:
        with self._lock:
            if len(self._failures) >= MAX_FAILURES:
                del self._failures[next(iter(self._failures))]
            self._failures[item_id, version] = self.clock_s() + RETRY_FAILED_S

    def _cached(self, item_id: UUID, version: str, index: int) -> tuple[bytes, str] | None:
        for suffix in ("srt", "ass"):
            content = self.cache.get(f"{item_id}-{version}-{index}.{suffix}")
            if content is not None:
                return content, suffix
        return None

    def _extract(
        self,
        item_id: UUID,
        open_file: Callable[[], MediaInput],
        version: str,
        indexes: Sequence[int],
    ) -> None:
        if not self._slots.acquire(blocking=False):
            raise _not_ready()
        source: MediaInput | None = None
        try:
            source = open_file()
            source.require_there()
            with tempfile.TemporaryDirectory(prefix="seen-subtitles-") as folder:
                command = [
                    *killed_with_parent(), sys.executable,
                    "-m", "worker.subtitles.extract_child",
                    source.address, folder, *map(str, indexes),
                ]  # fmt: skip
                try:
                    subprocess.run(  # noqa: S603  # our own module, no shell
                        command,
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                        cwd=ROOT,
                        timeout=self.timeout_s,
                        check=False,
                        pass_fds=source.descriptors,
                    )
                except subprocess.TimeoutExpired:
                    logger.warning("subtitles not extracted in time", extra={"item": str(item_id)})
                for track in Path(folder).iterdir():
                    self.cache.put(f"{item_id}-{version}-{track.name}", track.read_bytes())
        finally:
            if source is not None:
                source.close()
            self._slots.release()


def _not_ready() -> SubtitleNotReady:
    return SubtitleNotReady(
        "Subtitles of other files are being read. Try again in a moment.",
        retry_after_s=RETRY_AFTER_S,
    )


@dataclass
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0  # who has it, and who waits for it


def convert(content: bytes, suffix: str, wanted: str, offset_ms: int, speed: float = 1.0) -> bytes:
    """
    The subtitle as WebVTT (`vtt`) or SubStation Alpha (`ass`), in UTF-8.

    Raises `UnreadableSubtitle`.
    """
    command = [
        sys.executable, "-m", "worker.subtitles.convert_child", wanted, suffix,
        str(offset_ms), repr(speed),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            timeout=CONVERT_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableSubtitle("Reading this subtitle took too long.") from error
    if done.returncode == UNREADABLE:
        raise UnreadableSubtitle(done.stdout.decode())
    if done.returncode != 0:
        raise UnreadableSubtitle("This subtitle cannot be read.")
    return done.stdout
