"""
Moving a job's folder so that it is complete at every moment in one place or the other.

On one file system a folder is renamed, which is atomic. To another one it is copied beside its
target, synced, and renamed there; only then the old one is removed. A marker beside the old folder
names the target, for a worker that was killed before the target was recorded.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from worker.downloader import disk_space
from worker.downloader.engine import TaskFailed
from worker.downloader.folder_moves import marker_of

COPY_BYTES = 4 * 1024 * 1024
OTHER_FILE_SYSTEM = frozenset({errno.EXDEV})
TARGET_EXISTS = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR})
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def move_folder(folder: Path, target: Path) -> None:
    """
    Move a folder with its contents to `target`, which must not exist; its parents are created.

    Raises `TaskFailed`; the folder is then where it was.
    """
    if target.is_relative_to(folder):
        raise TaskFailed("move_failed", "A folder cannot go into itself.")
    try:
        if not folder.exists():
            return  # nothing was written so far
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale_copy(folder, target)
        marker_of(folder).write_text(str(target))
        _move(folder, target)
        disk_space.sync_folder(target.parent)
        disk_space.sync_folder(folder.parent)
    except OSError as error:
        remove_marker(folder)
        raise TaskFailed("move_failed", _message(error)) from error


def remove_marker(folder: Path) -> None:
    """The target has been recorded."""
    with contextlib.suppress(OSError):
        marker_of(folder).unlink(missing_ok=True)


def current_folder(folder: Path) -> Path:
    """Where a folder is that may have been moved."""
    if folder.exists():
        return folder
    try:
        target = Path(marker_of(folder).read_text())
    except (OSError, ValueError):
        return folder
    return target if target.is_absolute() and target.is_dir() else folder


def _partial_copy(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _remove_stale_copy(folder: Path, target: Path) -> None:
    """Left by an earlier attempt; the folder itself is still whole."""
    with contextlib.suppress(OSError, ValueError):
        if marker_of(folder).read_text() == str(target):
            shutil.rmtree(target, ignore_errors=True)
    shutil.rmtree(_partial_copy(target), ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    if target.is_symlink():
        raise FileExistsError(errno.EEXIST, "target exists")
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno not in OTHER_FILE_SYSTEM:
            raise
    else:
        return
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise FileExistsError(errno.EEXIST, "target exists")
    copy = _partial_copy(target)
    try:
        _copy_folder(folder, copy)
        copy.rename(target)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    disk_space.sync_folder(target.parent)
    shutil.rmtree(folder, ignore_errors=True)


def _copy_folder(folder: Path, copy: Path) -> None:
    for place, folders, files in os.walk(folder):
        copied = copy / Path(place).relative_to(folder)
        copied.mkdir(exist_ok=True)
        for name in files:
            if not (Path(place) / name).is_symlink():
                _copy_file(Path(place) / name, copied / name)
        folders[:] = [name for name in folders if not (Path(place) / name).is_symlink()]
        disk_space.sync_folder(copied)


def _copy_file(source: Path, copy: Path) -> None:
    """Synced, and with the same holes: missing pieces take no room."""
    with source.open("rb") as reader, copy.open("xb") as writer:
        for start, end in _data_ranges(reader.fileno()):
            reader.seek(start)
            writer.seek(start)
            while (left := end - reader.tell()) > 0:
                if not (data := reader.read(min(COPY_BYTES, left))):
                    break
                writer.write(data)
        writer.truncate(os.fstat(reader.fileno()).st_size)
        writer.flush()
        os.fsync(writer.fileno())
    shutil.copystat(source, copy)


def _data_ranges(descriptor: int) -> Iterator[tuple[int, int]]:
    """The parts of a file that are not holes, as far as the system tells."""
    size = os.fstat(descriptor).st_size
    if not hasattr(os, "SEEK_DATA"):
        yield 0, size
        return
    end = 0
    while end < size:
        try:
            start = os.lseek(descriptor, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return  # a hole until the end
            yield end, size
            return
        end = os.lseek(descriptor, start, os.SEEK_HOLE)
        yield start, end


def _message(error: OSError) -> str:
    if error.errno in DISK_FULL:
        return "There is not enough room over there."
    if error.errno in TARGET_EXISTS:
        return "Something of that name is there already."
    if error.errno in NOT_WRITABLE:
        return "The other folder may not be written to."
    return "The files could not be moved."
