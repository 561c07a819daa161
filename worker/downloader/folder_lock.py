"""Locks on job folders: one process at a time writes, even when two believe they have the lease."""

import fcntl
import hashlib
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

LOCKS = ".locks"
SUFFIX = ".lock"


class FileLock:
    """A lock that ends with the process: a file that exists while it is held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """False when another process, or another `FileLock` of this one, has it."""
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
            os.close(descriptor)  # its last owner removed it in between

    def release(self) -> None:
        """Release the lock, if held."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.fstat(descriptor).st_ino == self._path.stat().st_ino
        except FileNotFoundError:
            return False


class FolderLock(FileLock):
    """The lock of a job's folder: a second guard against two writers, besides the lease."""

    def __init__(self, root: Path, folder: Path) -> None:
        """`root` holds the locks of all folders, also of those outside it."""
        name = hashlib.blake2s(str(folder).encode(), digest_size=16).hexdigest()
        super().__init__(root / LOCKS / f"{name}{SUFFIX}")


def remove_stale_locks(root: Path) -> None:
    """Remove the lock files that dead processes left."""
    for path in (root / LOCKS).glob(f"*{SUFFIX}"):
        lock = FileLock(path)
        if lock.acquire():
            lock.release()


@dataclass
class SharedLock:
    """One job's share in the lock of a folder, which ends with the last share."""

    locks: "FolderLocks"
    folder: Path
    is_held: bool = True

    def release(self) -> None:
        """Release the share. Idempotent."""
        if self.is_held:
            self.is_held = False
            self.locks.release(self.folder)


@dataclass
class FolderLocks:
    """
    The locks of one worker.

    Two users' jobs for one torrent share a folder, and so its lock, in the worker that has both;
    no other worker may write there meanwhile.
    """

    root: Path
    _held: dict[Path, tuple[FolderLock, int]] = field(default_factory=dict, init=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, init=False)

    def acquire(self, folder: Path) -> SharedLock | None:
        """None when another process has it."""
        with self._guard:
            lock, jobs = self._held.get(folder, (FolderLock(self.root, folder), 0))
            if not jobs and not lock.acquire():
                return None
            self._held[folder] = lock, jobs + 1
        return SharedLock(self, folder)

    def release(self, folder: Path) -> None:
        """Give up one share."""
        with self._guard:
            lock, jobs = self._held.pop(folder)
            if jobs > 1:
                self._held[folder] = lock, jobs - 1
            else:
                lock.release()
