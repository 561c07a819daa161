"""
Moving whole folders, and finishing moves that were interrupted.

On one file system a folder is renamed, which is atomic. To another one it is
copied under a temporary name, synced, compared and only then renamed; the source goes last. So a
complete set of files exists at every moment.
"""

import contextlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from worker.downloader import disk_space

COPY_SUFFIX = ".moving"
#: The name engines give a file while they copy it into its new folder.
TEMPORARY_FILES = ("download.moving",)
#: An engine that moves a folder leaves the new path in a marker beside the old one.
MARKER_SUFFIX = ".moved"


def marker_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}{MARKER_SUFFIX}")


def folder_of_marker(marker: Path) -> Path:
    return marker.with_name(marker.name.removeprefix(".").removesuffix(MARKER_SUFFIX))


def is_marker(path: Path) -> bool:
    """Whether a file holds the path of a folder, and nothing else."""
    try:
        return path.is_file() and Path(path.read_text()).is_absolute()
    except (OSError, ValueError):
        return False


def is_plain_folder(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()


def are_all_elsewhere(files: Collection[str], folder: Path) -> bool:
    """Whether all files exist, and none in the folder by any of its names; False for no files."""
    resolved = folder.resolve()
    return bool(files) and all(
        Path(file).is_file() and not Path(file).resolve().is_relative_to(resolved) for file in files
    )


def rename_folder(folder: Path, to: Path) -> None:
    """Create a folder durably, if it does not exist."""
    if not folder.exists() or to.exists():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(to)
    disk_space.sync_folder(to.parent)
    disk_space.sync_folder(folder.parent)


def move_folder(old: Path, to: Path) -> None:
    """
    Move a folder, also to another file system.

    Raises `OSError`; everything is at the old place then. It may be repeated after a crash.
    """
    if to.is_dir() and (not old.exists() or is_copy(old, to)):
        return
    if not is_plain_folder(old):
        raise FileNotFoundError(2, "The files are not there any more")
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        old.rename(to)
    except OSError:  # another file system
        draft = to.with_name(to.name + COPY_SUFFIX)
        shutil.rmtree(draft, ignore_errors=True)
        try:
            copy_folder(old, draft)
            draft.rename(to)
        except OSError:  # also when the name was taken meanwhile
            shutil.rmtree(draft, ignore_errors=True)
            raise
    disk_space.sync_folder(to.parent)


def copy_folder(old: Path, to: Path) -> None:
    """Copy every file, synced and of the same size. Links are neither followed nor copied."""
    for folder, _folders, files in os.walk(old):
        target = to / Path(folder).relative_to(old)
        target.mkdir(parents=True, exist_ok=True)
        for name in files:
            source = Path(folder) / name
            if source.is_symlink() or not source.is_file():
                continue
            shutil.copy2(source, target / name, follow_symlinks=False)
            disk_space.sync_file(target / name)
            if (target / name).stat().st_size != source.stat().st_size:
                raise OSError(5, "A copy came out shorter than the file")
        disk_space.sync_folder(target)


def complete_interrupted_move(old: Path, to: Path) -> Path:
    """
    Finish or undo the move of a worker that was killed; where the files are now.

    The source is complete unless all of it is at the target. Of an unfinished copy only files
    that the source has are removed: the target's name may be another folder's by now.
    """
    drafts = to.with_name(f".{to.name}.part"), to.with_name(to.name + COPY_SUFFIX)
    is_complete = is_plain_folder(to) and (not old.exists() or is_copy(old, to))
    if is_complete:
        if is_plain_folder(old):
            shutil.rmtree(old, ignore_errors=True)
    else:
        _remove_unfinished_copy(old, to)
    for draft in drafts:
        if is_plain_folder(draft) and (is_complete or is_plain_folder(old)):
            shutil.rmtree(draft, ignore_errors=True)
    folder = to if is_complete else old
    with contextlib.suppress(OSError):
        for name in TEMPORARY_FILES:
            (folder / name).unlink(missing_ok=True)
    return folder


def _remove_unfinished_copy(old: Path, to: Path) -> None:
    if not is_plain_folder(to) or not is_plain_folder(old):
        return
    for folder, _folders, files in os.walk(to, topdown=False):
        for name in files:
            path = Path(folder) / name
            if name in TEMPORARY_FILES or (old / path.relative_to(to)).is_file():
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            Path(folder).rmdir()  # unless it holds other files


def is_copy(old: Path, to: Path) -> bool:
    """Whether every file is there in full length: a file renamed into place is complete."""
    return all(
        (to / path.relative_to(old)).is_file()
        and (to / path.relative_to(old)).stat().st_size == path.stat().st_size
        for path in old.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
