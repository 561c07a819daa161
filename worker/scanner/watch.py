"""
Watches the library folders, so that new files appear without a full scan: within seconds, and on
network disks, whose changes the kernel does not tell, within a minute.
"""

import logging
import stat
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.mounts import mount_of
from worker.cancellation import ShutdownRequested
from worker.scanner.file_filter import is_hidden
from worker.scanner.scan import Scanner

logger = logging.getLogger(__name__)

Identity = tuple[int, int]  # device and inode

RECHECK_MS = 2_000  # interval for files that are still growing
DEBOUNCE_MS = 1_000
RETRY_AFTER_S = 60.0  # when the watch limit is reached
POLL_EVERY_MS = 45_000  # of network disks: every look asks the other machine for each file
FOLDERS_CHECK_EVERY_S = 2.0  # whether other folders are in the library now


@dataclass
class FolderWatcher:
    """Watches the folders on disks of this machine, or those on the network when it polls."""

    scanner: Scanner
    polls: bool = False
    poll_every_ms: int = POLL_EVERY_MS
    retry_after_s: float = RETRY_AFTER_S
    _last_seen: dict[str, Identity | None] = field(default_factory=dict)

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set. Unwatched folders are covered by the next scan."""
        while not stop.is_set():
            pause_s = self.retry_after_s
            try:
                pause_s = self._watch_existing(stop)
            except ShutdownRequested:
                return
            except OSError as error:
                # Usually fs.inotify.max_user_watches is lower than the number of folders.
                logger.warning("folders not watched", extra={"error": error.strerror})
            except Exception:
                logger.exception("watching folders failed")
            self._pause(pause_s, stop)

    def _pause(self, seconds: float, stop: threading.Event) -> None:
        """Ends early when a folder is added, removed, lost or back."""
        seen = self._look()
        left_s = seconds
        while left_s > 0 and not stop.wait(min(left_s, FOLDERS_CHECK_EVERY_S)):
            if self._look() != seen:
                return
            left_s -= FOLDERS_CHECK_EVERY_S

    def folders(self) -> list[str]:
        """The folders that are watched in this way."""
        mounts = self.scanner.mounts()

        def is_on_network(path: str) -> bool:
            mount = mount_of(path, mounts)
            return mount is not None and mount.is_network

        roots = self.scanner.ingestor.roots.library
        return [path for path in roots if is_on_network(path) == self.polls]

    def _look(self) -> dict[str, Identity | None]:
        """
        The folders with their identities, None for one that is away. A mounted disk has another
        identity than the empty folder it is mounted on.
        """
        return {path: _identity(path) for path in self.folders()}

    def _watch_existing(self, stop: threading.Event) -> float:
        """Watch the folders that are there; returns the seconds to wait before the next attempt."""
        seen = self._look()
        there = [path for path, identity in seen.items() if identity is not None]
        last = self._last_seen
        returned = [path for path in there if path in last and last[path] != seen[path]]
        if returned:
            self.scanner.scan_paths(returned)
        self._last_seen = seen
        try:
            if there:
                self._watch(there, seen, stop)
                if self._look() != seen:
                    return 0
        except WatchfilesRustInternalError:
            # A file name that is not UTF-8 ends the watch: scan everything instead.
            self.scanner.scan_paths(there)
            return RECHECK_MS / 1000
        return self.retry_after_s

    def _watch(
        self, there: list[str], seen: dict[str, Identity | None], stop: threading.Event
    ) -> None:
        """Watch the folders that are there until one is added, removed, lost or back."""
        batches = watch(
            *there,
            watch_filter=None,
            stop_event=stop,
            debounce=DEBOUNCE_MS,
            rust_timeout=RECHECK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
            force_polling=self.polls,
            poll_delay_ms=self.poll_every_ms,
        )
        for batch in batches:
            changed = _changed_paths(batch)
            waiting = [text_to_path(path) for path in self.scanner.stability.waiting]
            if changed or waiting:
                self.scanner.scan_paths([*changed, *waiting])
            if self._look() != seen:
                return


def _identity(folder: str) -> Identity | None:
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None


def _changed_paths(batch: Iterable[tuple[Change, str]]) -> list[str]:
    """Paths that were created, modified or deleted."""
    return sorted({path for _, path in batch if not is_hidden(path.rpartition("/")[2])})
