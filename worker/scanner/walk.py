"""
Finds video files, and subtitle files and pictures beside them, below a folder.

Nothing is followed or opened: symbolic links, sockets, pipes and devices are skipped by the
type in their directory entry.
"""

import contextlib
import os
import stat
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chalicelib.library.models.disc_paths import disc_of
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.scans import ScannedFile
from worker.cancellation import raise_if_stopping
from worker.disk_problems import reading_problem
from worker.scanner import file_filter
from worker.scanner.artwork_names import is_artwork, is_image, named_like_videos
from worker.scanner.discs import menus_among
from worker.scanner.file_filter import marks_unfinished
from worker.scanner.links import may_hold_videos
from worker.scanner.subtitle_sidecars import is_subtitle

MAX_DEPTH = 40  # nested folders; a real library has four


class FolderUnavailable(Exception):
    """The folder cannot be read, so nothing is known about its files."""


@dataclass
class WalkResult:
    """Videos, subtitles and pictures below a folder, and the skipped entries by reason."""

    files: list[ScannedFile] = field(default_factory=list)
    subtitles: list[ScannedFile] = field(default_factory=list)
    pictures: list[ScannedFile] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    disc_menus: set[str] = field(default_factory=set)  # what discs have beside their films


def walk(
    folder: str,
    stop: threading.Event | None = None,
    *,
    skips: AbstractSet[str] = frozenset(),
    leads_into: Callable[[str], bool] = lambda _link: False,
    on_folder: Callable[[int], None] = lambda _files: None,
) -> WalkResult:
    """
    Find every video below `folder`, which must not be a symbolic link itself.

    `folder` may be a single file. Folders in `skips` are not entered, and a subfolder that may
    not be read is skipped. A link counts as skipped unless `leads_into` says that its target is
    found without it. `on_folder` is told how many videos each folder has. Raises
    `FolderUnavailable` when `folder` is missing or unreadable, or when anything below it fails
    in another way (a disk that goes away looks like that), and `ShutdownRequested`.
    """
    found = WalkResult()
    stop = stop or threading.Event()
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            _add_single_file(found, folder)
            on_folder(len(found.files))
            return found
        pending = [(folder, 0)]
        while pending:
            raise_if_stopping(stop)
            current, depth = pending.pop()
            if current in skips:
                found.skipped["games"] += 1
                continue
            before = len(found.files)
            try:
                subfolders = list(_list_folder(found, current, leads_into))
            except PermissionError:
                if depth == 0:
                    raise
                found.skipped["not allowed"] += 1
                continue
            on_folder(len(found.files) - before)
            for inner in subfolders:
                if depth < MAX_DEPTH:
                    pending.append((inner, depth + 1))
                else:
                    found.skipped["too deep"] += 1
    except OSError as error:
        raise FolderUnavailable(reading_problem(error)) from error
    return found


def _list_folder(
    found: WalkResult, folder: str, leads_into: Callable[[str], bool] = lambda _link: False
) -> Iterator[str]:
    """Record the files of one folder; yields its subfolders. Raises `OSError`."""
    with os.scandir(folder) as listing:
        entries = list(listing)
    siblings = {name for entry in entries if marks_unfinished(name := entry.name.lower())}
    folder_name = folder.rpartition("/")[2]
    before = len(found.files)
    for entry in entries:
        if file_filter.is_hidden(entry.name):
            found.skipped["hidden"] += 1
        elif entry.is_symlink():
            if may_hold_videos(entry) and not leads_into(entry.path):
                found.skipped["link"] += 1
        elif entry.is_dir(follow_symlinks=False):
            yield entry.path
        elif not entry.is_file(follow_symlinks=False):
            found.skipped["special"] += 1
        elif (is_video := file_filter.is_video(entry.name)) or is_sidecar(entry.name):
            with contextlib.suppress(FileNotFoundError):  # deleted since the listing
                file = scanned(entry)
                if is_video:
                    _add(found, file, entry.name, folder_name, siblings)
                elif is_subtitle(entry.name):
                    found.subtitles.append(file)
                else:
                    found.pictures.append(file)
    _leave_out_menus(found, before)
    _add_stills(found, entries)


def _leave_out_menus(found: WalkResult, start: int) -> None:
    """Of the videos of one folder, those from `start`: keep only the film of a disc."""
    menus = menus_among(found.files[start:])
    if menus:
        found.disc_menus |= menus
        found.skipped["disc menus"] += len(menus)
        found.files[start:] = [file for file in found.files[start:] if file.path not in menus]


def _add_stills(found: WalkResult, entries: Sequence["os.DirEntry[str]"]) -> None:
    """Record the pictures of one folder that have the name of a video and no word behind it."""
    images = {name: entry for entry in entries if is_image(name := entry.name)}
    for name in named_like_videos(images, (entry.name for entry in entries)) if images else ():
        entry = images[name]
        if not is_artwork(name) and entry.is_file(follow_symlinks=False):
            with contextlib.suppress(FileNotFoundError):
                found.pictures.append(scanned(entry))


def is_sidecar(name: str) -> bool:
    """Whether a file of this name belongs to videos."""
    return is_subtitle(name) or is_artwork(name)


def scanned(entry: "os.DirEntry[str]") -> ScannedFile:
    status = entry.stat(follow_symlinks=False)
    return ScannedFile(path_to_text(entry.path), status.st_size, status.st_mtime_ns)


def _add(
    found: WalkResult, file: ScannedFile, name: str, folder: str, siblings: AbstractSet[str]
) -> None:
    """
    Record a video, or why it is skipped; `name` and `folder` are the last parts of its path.

    `siblings` are names that may say that it is unfinished.
    """
    if siblings and file_filter.is_unfinished(name, siblings):
        found.skipped["unfinished"] += 1
    elif file_filter.is_sample(name, folder, file.size_bytes):
        found.skipped["sample"] += 1
    elif file.size_bytes == 0:
        found.skipped["empty"] += 1
    else:
        found.files.append(file)


def is_gone(path: str) -> bool:
    """
    Whether there is no such file. `path` is written as `path_to_text` does.

    A folder that may not be read, or a disk that fails, says nothing about its files.
    """
    try:
        os.lstat(text_to_path(path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def restat(file: ScannedFile) -> ScannedFile | None:
    """The current size and mtime; None when the file is missing or being written."""
    found = WalkResult()
    with contextlib.suppress(OSError):
        _add_single_file(found, text_to_path(file.path))
    return next(iter(found.files), None)


def _add_single_file(found: WalkResult, path: str) -> None:
    folder, name = os.path.split(path)
    if file_filter.is_hidden(name) or not file_filter.is_video(name):
        return
    if disc_of(path) is not None:  # what it is depends on the files beside it
        beside = WalkResult()
        list(_list_folder(beside, folder))
        found.files += [file for file in beside.files if file.path == path_to_text(path)]
        return
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        found.skipped["special"] += 1
        return
    siblings = {
        sibling.lower()
        for sibling in file_filter.unfinished_names(name)
        if os.path.lexists(f"{folder}/{sibling}")
    }
    file = ScannedFile(path_to_text(path), status.st_size, status.st_mtime_ns)
    _add(found, file, name, os.path.basename(folder), siblings)  # noqa: PTH119
