"""One process at a time writes into a job's folder, whatever the leases say."""

import fcntl
import os
from pathlib import Path
from uuid import UUID

LOCKS = ".locks"


class FolderLock:
    """A lock that ends with the process. The lease decides who should write, this who can."""

    def __init__(self, root: Path, job_id: UUID) -> None:
        self._path = root / LOCKS / f"{job_id}.lock"
        self._file: int | None = None

    def acquire(self) -> bool:
        """False when another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            if self._is_current(descriptor):
                self._file = descriptor
                return True
            os.close(descriptor)  # its last owner removed it while we opened it

    def release(self) -> None:
        """Harmless when it is not held."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.fstat(descriptor).st_ino == self._path.stat().st_ino
        except FileNotFoundError:
            return False
