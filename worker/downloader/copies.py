"""Copies of a job's folder that were cut short, whoever made them."""

import contextlib
import os
import shutil
from pathlib import Path

COPY = ".moving"
#: What an engine calls a file while it copies it into its new folder.
OURS_IN_A_COPY = ("download.moving",)


def complete_interrupted_move(old: Path, to: Path) -> Path:
    """
    Where the files are that somebody was moving when it was killed, and nowhere else any more.

    What goes last is the old place, so it is whole unless all of it is at the new one. Of a copy
    that was not finished only what the old place has is removed: a name that was free then may
    be somebody else's folder by now.
    """
    unfinished = to.with_name(f".{to.name}.part"), to.with_name(to.name + COPY)
    is_there = _is_plain_folder(to) and (not old.exists() or is_copy(old, to))
    if is_there:
        if _is_plain_folder(old):
            shutil.rmtree(old, ignore_errors=True)
    else:
        _take_back(old, to)
    for draft in unfinished:
        if _is_plain_folder(draft) and (is_there or _is_plain_folder(old)):
            shutil.rmtree(draft, ignore_errors=True)
    place = to if is_there else old
    with contextlib.suppress(OSError):
        for name in OURS_IN_A_COPY:
            (place / name).unlink(missing_ok=True)
    return place


def _take_back(old: Path, to: Path) -> None:
    """Remove an unfinished copy of what is at the old place."""
    if not _is_plain_folder(to) or not _is_plain_folder(old):
        return
    for folder, _folders, files in os.walk(to, topdown=False):
        for name in files:
            path = Path(folder) / name
            if name in OURS_IN_A_COPY or (old / path.relative_to(to)).is_file():
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            Path(folder).rmdir()  # unless somebody else put something there


def is_copy(old: Path, to: Path) -> bool:
    """Whether every file is there in its length: what is renamed into place is whole."""
    return all(
        (to / path.relative_to(old)).is_file()
        and (to / path.relative_to(old)).stat().st_size == path.stat().st_size
        for path in old.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


def _is_plain_folder(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()
