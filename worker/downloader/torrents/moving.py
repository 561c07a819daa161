"""
Bringing the folder of a job to another place, so that no moment is one at which it is lost.

On one file system a folder is renamed, which happens at once or not at all. To another one it
is copied beside its place, made durable, and renamed there; only then the old one goes. A note
left beside the old place says where it went, for whoever still asks for it there because the
machine stopped before anybody could write the new place down.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from worker.downloader import disk
from worker.downloader.engine import TaskFailed

COPY_BYTES = 4 * 1024 * 1024
OTHER_FILE_SYSTEM = frozenset({errno.EXDEV})
IN_THE_WAY = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR})
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def bring(folder: Path, target: Path) -> None:
    """
    Bring a folder with everything in it to `target`, which is not there yet.

    What is not there on the way is made. Raises `TaskFailed`; the folder is then where it was.
    """
    if target.is_relative_to(folder):
        raise TaskFailed("move_failed", "A folder cannot go into itself.")
    try:
        if not folder.exists():
            return  # nothing was written so far
        target.parent.mkdir(parents=True, exist_ok=True)
        _forget_a_copy(folder, target)
        _note(folder).write_text(str(target))
        _move(folder, target)
        disk.sync_folder(target.parent)
        disk.sync_folder(folder.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            _note(folder).unlink(missing_ok=True)
        raise TaskFailed("move_failed", _in_words(error)) from error


def forget(folder: Path) -> None:
    """The new place has been written down."""
    with contextlib.suppress(OSError):
        _note(folder).unlink(missing_ok=True)


def found(folder: Path) -> Path:
    """Where a folder is now that may have been brought elsewhere."""
    if folder.exists():
        return folder
    try:
        target = Path(_note(folder).read_text())
    except (OSError, ValueError):
        return folder
    return target if target.is_absolute() and target.is_dir() else folder


def _note(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.moved")


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _forget_a_copy(folder: Path, target: Path) -> None:
    """What an earlier attempt left there: the folder itself is still whole."""
    with contextlib.suppress(OSError, ValueError):
        if _note(folder).read_text() == str(target):
            shutil.rmtree(target, ignore_errors=True)
    shutil.rmtree(_unfinished(target), ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    if target.is_symlink():
        raise FileExistsError(errno.EEXIST, "in the way")
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno not in OTHER_FILE_SYSTEM:
            raise
    else:
        return
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise FileExistsError(errno.EEXIST, "in the way")
    copy = _unfinished(target)
    try:
        _copy_folder(folder, copy)
        copy.rename(target)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    disk.sync_folder(target.parent)
    shutil.rmtree(folder, ignore_errors=True)


def _copy_folder(folder: Path, copy: Path) -> None:
    for at, folders, files in os.walk(folder):
        there = copy / Path(at).relative_to(folder)
        there.mkdir(exist_ok=True)
        for name in files:
            if not (Path(at) / name).is_symlink():
                _copy_file(Path(at) / name, there / name)
        folders[:] = [name for name in folders if not (Path(at) / name).is_symlink()]
        disk.sync_folder(there)


def _copy_file(source: Path, copy: Path) -> None:
    """Durable, and with the same holes: what has not arrived yet takes no room."""
    with source.open("rb") as reader, copy.open("xb") as writer:
        for start, end in _filled(reader.fileno()):
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


def _filled(descriptor: int) -> Iterator[tuple[int, int]]:
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
                return  # nothing but a hole until the end
            yield end, size
            return
        end = os.lseek(descriptor, start, os.SEEK_HOLE)
        yield start, end


def _in_words(error: OSError) -> str:
    if error.errno in NO_ROOM:
        return "There is not enough room over there."
    if error.errno in IN_THE_WAY:
        return "Something of that name is there already."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "The other folder may not be written to."
    return "The files could not be moved."
