"""
Room for deleting something when the disk is full.

PostgreSQL needs new pages also to delete: an update writes a new version of its row. The reserve
is a file that holds that room. It is released when the disk is full, and allocated again later.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chalicelib.platform.cache.shared_generations import allocate

RESERVE_BYTES = 32 * 2**20
FULL_BELOW_BYTES = 2**20
RESTORE_ABOVE_BYTES = 8 * RESERVE_BYTES


@dataclass(frozen=True)
class DiskReserve:
    """The reserve file of the data folder."""

    path: Path
    output: Callable[[str], None]

    def check(self) -> None:
        """Release or restore the reserve, by the free space. Called repeatedly."""
        free_bytes = self._free_bytes()
        if free_bytes is None:
            return
        if free_bytes < FULL_BELOW_BYTES and self.path.exists():
            self.path.unlink(missing_ok=True)
            self.output(
                f"The disk of {self.path.parent} is full. "
                f"{RESERVE_BYTES // 2**20} MB were held back: delete something now."
            )
        elif free_bytes > RESTORE_ABOVE_BYTES and not self.path.exists():
            self._allocate()

    def _free_bytes(self) -> int | None:
        try:
            found = os.statvfs(self.path.parent)
        except OSError:
            return None
        return found.f_bavail * found.f_frsize

    def _allocate(self) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            allocate(descriptor, RESERVE_BYTES)
        except OSError:  # another process was faster
            self.path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
