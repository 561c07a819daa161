"""
Which workers of this machine are alive.

Each worker holds a lock on a marker file of its own. The lock ends with the process, however it
ends, so a worker that is started again knows at once that its predecessor is dead and need not
wait for a lease to expire.
"""

import contextlib
import fcntl
import os
import socket
import time
from pathlib import Path
from uuid import uuid4

SUFFIX = ".alive"
DRAFT = ".new"
#: An unfinished marker this old belongs to a worker that was killed while it started.
MAX_DRAFT_AGE_S = 60.0


class LivenessLock:
    """This worker's marker, and a check of the others'."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.worker_id = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.path = folder / f"{self.worker_id.replace('/', '_')}{SUFFIX}"
        # Locked before it is renamed: another worker that sees it unlocked takes us for dead.
        draft = self.path.with_suffix(DRAFT)
        self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        # On a full disk the file stays empty, and its name has to do.
        with contextlib.suppress(OSError):
            os.write(self._file, self.worker_id.encode())
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(self.path)

    def dead_workers(self) -> dict[str, Path]:
        """Workers whose process is gone, and the marker each left."""
        found = {}
        for draft in self._folder.glob(f"*{DRAFT}"):
            with contextlib.suppress(OSError):
                if time.time() - draft.stat().st_mtime > MAX_DRAFT_AGE_S:
                    draft.unlink()
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path != self.path and (worker_id := dead_owner(path)) is not None:
                found[worker_id] = path
        return found

    def remove_marker(self, path: Path) -> None:
        """Remove the marker of a dead worker whose jobs have been reaped."""
        path.unlink(missing_ok=True)

    def close(self, *, leave_marker: bool = False) -> None:
        """Release the lock; `leave_marker` lets another worker reap the jobs that are left."""
        if not leave_marker:
            self.path.unlink(missing_ok=True)
        os.close(self._file)


def dead_owner(path: Path) -> str | None:
    """The worker a marker belonged to, when no process holds it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.read(descriptor, 200).decode(errors="replace") or path.stem
        finally:
            os.close(descriptor)
    return None
