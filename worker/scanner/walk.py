"""
Find the video files under a folder.

Nothing is followed and nothing is opened: symbolic links, sockets, pipes and devices are passed
over by what the directory says of them.
"""

import errno
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chalicelib.library.models import SeenFile, path_to_text
from worker.scanner import names

DEEPEST = 40  # folders in folders; a real library has four


class FolderUnavailable(Exception):
    """The folder cannot be read, so nothing may be concluded about what is in it."""


@dataclass
class Walk:
    """What is under a folder, and how much was passed over for which reason."""

    files: list[SeenFile] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def walk(folder: str, stopped: Callable[[], bool] = lambda: False) -> Walk:
    """
    Every video under `folder`, which must not be a symbolic link itself.

    A file instead of a folder is a walk of one. Raises `FolderUnavailable` when the folder is
    missing, unreadable, or fails while it is being read. A single folder inside that we may not
    enter is passed over.
    """
    found = Walk()
    try:
        mode = os.lstat(folder).st_mode
        if stat.S_ISREG(mode):
            _look_at_one(found, folder)
            return found
        pending = [(folder, 0)]
        while pending and not stopped():
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
            _note(found, entry, folder, siblings)


def _note(found: Walk, entry: "os.DirEntry[str]", folder: str, siblings: set[str]) -> None:
    try:
        facts = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # gone since the folder was listed
    if names.is_unfinished(entry.name, siblings):
        found.passed_over["unfinished"] += 1
    elif names.is_sample(entry.name, os.path.basename(folder), facts.st_size):  # noqa: PTH119
        found.passed_over["sample"] += 1
    elif facts.st_size == 0:
        found.passed_over["empty"] += 1
    else:
        found.files.append(SeenFile(path_to_text(entry.path), facts.st_size, facts.st_mtime_ns))


def _look_at_one(found: Walk, path: str) -> None:
    folder, name = os.path.split(path)
    with os.scandir(folder) as listing:
        entries = list(listing)
    siblings = {entry.name.lower() for entry in entries}
    for entry in entries:
        if entry.name == name and names.is_video(name) and not names.is_hidden(name):
            _note(found, entry, folder, siblings)
