"""
Find the video files under a folder.

Nothing is followed and nothing is opened: symbolic links, sockets, pipes and devices are passed
over by what the directory says of them.
"""

import contextlib
import errno
import os
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chalicelib.library.models import SeenFile, path_to_text, text_to_path
from worker.scanner import names
from worker.stopping import check

DEEPEST = 40  # folders in folders; a real library has four


class FolderUnavailable(Exception):
    """The folder cannot be read, so nothing may be concluded about what is in it."""


@dataclass
class Walk:
    """What is under a folder, and how much was passed over for which reason."""

    files: list[SeenFile] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def walk(folder: str, stop: threading.Event | None = None) -> Walk:
    """
    Every video under `folder`, which must not be a symbolic link itself.

    A file instead of a folder is a walk of one. Raises `FolderUnavailable` when the folder is
    missing, unreadable, or fails while it is being read, and `Stopped`. A single folder inside
    that we may not enter is passed over.
    """
    found = Walk()
    stop = stop or threading.Event()
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            _look_at_one(found, folder)
            return found
        pending = [(folder, 0)]
        while pending:
            check(stop)
            current, depth = pending.pop()
            for inner in _look_into(found, current):
                if depth < DEEPEST:
                    pending.append((inner, depth + 1))
                else:
                    found.passed_over["too deep"] += 1
    except OSError as error:
        raise FolderUnavailable(os.strerror(error.errno or errno.EIO)) from error
    return found


def _look_into(found: Walk, folder: str) -> Iterator[str]:
    """Note the files of one folder; the folders in it."""
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except PermissionError:
        if not found.files and not found.passed_over:
            raise  # the very first folder
        found.passed_over["not allowed"] += 1
        return
    siblings = {entry.name.lower() for entry in entries}
    for entry in entries:
        if names.is_hidden(entry.name):
            found.passed_over["hidden"] += 1
        elif entry.is_symlink():
            found.passed_over["link"] += 1
        elif entry.is_dir(follow_symlinks=False):
            yield entry.path
        elif not entry.is_file(follow_symlinks=False):
            found.passed_over["special"] += 1
        elif names.is_video(entry.name):
            with contextlib.suppress(FileNotFoundError):  # gone since the folder was listed
                facts = entry.stat(follow_symlinks=False)
                file = SeenFile(path_to_text(entry.path), facts.st_size, facts.st_mtime_ns)
                _note(found, file, siblings)


def _note(found: Walk, file: SeenFile, siblings: AbstractSet[str]) -> None:
    """Count a video in, or out for its reason. `siblings` are names beside it, in lower case."""
    folder, _, name = file.path.rpartition("/")
    if names.is_unfinished(name, siblings):
        found.passed_over["unfinished"] += 1
    elif names.is_sample(name, folder.rpartition("/")[2], file.size_bytes):
        found.passed_over["sample"] += 1
    elif file.size_bytes == 0:
        found.passed_over["empty"] += 1
    else:
        found.files.append(file)


def look_again(file: SeenFile) -> SeenFile | None:
    """The file as it is now; None when it is gone or somebody still writes it."""
    found = Walk()
    with contextlib.suppress(OSError):
        _look_at_one(found, text_to_path(file.path))
    return next(iter(found.files), None)


def _look_at_one(found: Walk, path: str) -> None:
    folder, name = os.path.split(path)
    if names.is_hidden(name) or not names.is_video(name):
        return
    facts = os.lstat(path)
    if not stat.S_ISREG(facts.st_mode):
        found.passed_over["special"] += 1
        return
    siblings = {
        sibling.lower()
        for sibling in names.unfinished_names(name)
        if os.path.lexists(f"{folder}/{sibling}")
    }
    _note(found, SeenFile(path_to_text(path), facts.st_size, facts.st_mtime_ns), siblings)
