"""Free disk space, and syncing written data to disk."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

RESERVE_SHARE = 0.01
MAX_RESERVE_BYTES = 256 * 1024 * 1024

#: Free bytes where a folder is. Raises `OSError` when that cannot be known.
FreeBytes = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def reserve_bytes(folder: Path) -> int:
    """The default minimum free space of a disk, for everything else on it."""
    return min(int(shutil.disk_usage(folder).total * RESERVE_SHARE), MAX_RESERVE_BYTES)


def has_room(folder: Path | None, size_bytes: int, free: FreeBytes = free_bytes) -> bool:
    """
    Whether a file fits on the disk of a folder beside its reserve; False when that is unknown.

    True without a folder, as for a store elsewhere, which reports that it is full by itself.
    """
    if folder is None:
        return True
    try:
        return free(folder) - reserve_bytes(folder) >= size_bytes
    except OSError:
        return False


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_folder(folder: Path, root: Path) -> None:
    """
    Remove a job's folder with everything in it; nothing when it is not directly in `root`.

    Links inside are removed, not followed.
    """
    if folder.parent == root and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)


def boot_id() -> str:
    """
    Different after each start of the machine; empty where that cannot be known.

    What was written but not synced before a power cut may be lost, what a killed process wrote
    is not: this tells the two apart.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
