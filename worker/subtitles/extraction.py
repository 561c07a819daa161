"""Gets text tracks out of files, once, in a child process."""

import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.platform.errors import Unavailable
from worker.process_limits import killed_with_parent
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.errors import UnreadableSubtitle

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 300.0  # the whole file is read: 30 GB from a slow disk
CONVERT_TIMEOUT_S = 20.0
MAX_AT_ONCE = 2
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
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MAX_AT_ONCE))
    _running: dict[UUID, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def track(
        self, item_id: UUID, path: str, version: str, index: int, all_indexes: Sequence[int]
    ) -> tuple[bytes, str]:
        """
        The content of a text track and its suffix.

        `path` is written as `path_to_text` does; `version` changes with the file. Raises
        `UnreadableSubtitle` or `SubtitleNotReady`.
        """
        with self._lock:
            lock = self._running.setdefault(item_id, threading.Lock())
        with lock:
            found = self._cached(item_id, version, index)
            if found is None:
                self._extract(item_id, path, version, all_indexes)
                found = self._cached(item_id, version, index)
        if found is None:
            raise UnreadableSubtitle("This track cannot be read.")
        return found

    def _cached(self, item_id: UUID, version: str, index: int) -> tuple[bytes, str] | None:
        for suffix in ("srt", "ass"):
            content = self.cache.get(f"{item_id}-{version}-{index}.{suffix}")
            if content is not None:
                return content, suffix
        return None

    def _extract(self, item_id: UUID, path: str, version: str, indexes: Sequence[int]) -> None:
        if not self._slots.acquire(blocking=False):
            raise SubtitleNotReady(
                "Subtitles of other files are being read. Try again in a moment.",
                retry_after_s=RETRY_AFTER_S,
            )
        try:
            with tempfile.TemporaryDirectory(prefix="seen-subtitles-") as folder:
                command = [
                    *killed_with_parent(), sys.executable,
                    "-m", "worker.subtitles.extract_child", path, folder, *map(str, indexes),
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
                    )
                except subprocess.TimeoutExpired:
                    logger.warning("subtitles not extracted in time", extra={"item": str(item_id)})
                for file in Path(folder).iterdir():
                    self.cache.put(f"{item_id}-{version}-{file.name}", file.read_bytes())
        finally:
            self._slots.release()


def convert(content: bytes, suffix: str, wanted: str, offset_ms: int) -> bytes:
    """
    The subtitle as WebVTT (`vtt`) or SubStation Alpha (`ass`), in UTF-8.

    Raises `UnreadableSubtitle`.
    """
    command = [
        sys.executable, "-m", "worker.subtitles.convert_child", wanted, suffix, str(offset_ms),
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
