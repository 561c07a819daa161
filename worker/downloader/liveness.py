"""
Which workers of this machine are alive.

Each worker holds a lock on a file of its own for as long as it lives. The lock ends with the
process, however it ends, so a worker that is started again knows at once that its predecessor
is dead and need not wait for a lease to run out.
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
BORN_WITHIN_S = 60.0


class LivenessLock:
    """This worker's sign of life, and a look at the others'."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.worker_id = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.path = folder / f"{self.worker_id.replace('/', '_')}{SUFFIX}"
        # Locked before it has its name: nobody may see it unlocked and think us dead.
        draft = self.path.with_suffix(DRAFT)
        self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        # On a disk without room the file stays empty, and its name has to do.
        with contextlib.suppress(OSError):
            os.write(self._file, self.worker_id.encode())
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(self.path)

    def dead(self) -> dict[str, Path]:
        """Workers whose process is gone, and the file each left."""
        found = {}
        for draft in self._folder.glob(f"*{DRAFT}"):
            # Somebody was killed while being born. Whoever is being born now is not that old.
            with contextlib.suppress(OSError):
                if time.time() - draft.stat().st_mtime > BORN_WITHIN_S:
                    draft.unlink()
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path != self.path and (worker_id := dead_owner(path)) is not None:
                found[worker_id] = path
        return found

    def bury(self, path: Path) -> None:
        """Nothing of a dead worker is left to take over."""
        path.unlink(missing_ok=True)

    def close(self, *, leave_note: bool = False) -> None:
        """Gone in good order; with `leave_note`, for somebody to take over what is left."""
        if not leave_note:
            self.path.unlink(missing_ok=True)
        os.close(self._file)


def dead_owner(path: Path) -> str | None:
    """The worker a file belonged to when nobody holds it any more."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.read(descriptor, 200).decode(errors="replace") or path.stem
        finally:
            os.close(descriptor)
    return None
