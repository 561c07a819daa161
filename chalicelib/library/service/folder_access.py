"""Whether a folder of the server may be in the library, and the disk it lies on."""

import itertools
import os
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from chalicelib.library.errors import FolderNotUsable
from chalicelib.library.models.folders import Disk, FolderState, LibraryRoot
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.mounts import Mount, list_mounts, mount_of

#: Folders of the system: they hold no films, and some never end.
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/etc", "/boot", "/usr", "/bin", "/sbin", "/lib")
MAX_COUNTED = 1000


def real_path(text: str) -> str:
    """The absolute path without symbolic links. Raises `FolderNotUsable`."""
    path = text_to_path(text.strip()) if "\x00" not in text else ""
    if not path.startswith("/") or ".." in path.split("/"):
        message = "Give the whole path of a folder on the server, such as /media/films."
        raise FolderNotUsable(message, field="path")
    return os.path.realpath(path)


def problem_of(path: str, *, data_dir: str, environment: Sequence[str]) -> str | None:
    """Why a folder cannot be in the library; None if it can."""
    state = state_of(path)
    if state == "missing":
        return "There is no such folder on the server."
    if state == "unreadable":
        return "The server is not allowed to read this folder."
    if path == "/" or any(is_in(path, folder) for folder in SYSTEM_FOLDERS):
        return "This folder belongs to the system."
    if is_in(path, data_dir) and path not in environment:
        return "This folder holds the data of /seen/ itself."
    return None


def state_of(path: str) -> FolderState:
    """Whether a folder can be read, regardless of its contents."""
    if not Path(path).is_dir():
        return "missing"
    return "ok" if os.access(path, os.R_OK | os.X_OK) else "unreadable"


def root_state(root: LibraryRoot, *, has_worker: bool) -> FolderState:
    """
    As `state_of`, and whether its marker file and, for the worker, its disks are there.

    This process may have none of the disks, as functions in the cloud: of a folder that it does not
    find, a running worker tells.
    """
    state = state_of(root.path)
    if state == "missing":
        if not has_worker:
            return "unknown"
        return "missing" if root.away else "ok"
    if state != "ok":
        return state
    return "away" if root.away or is_marker_missing(root) else "ok"


def points_away(root: LibraryRoot, mounts: Sequence[Mount]) -> list[str]:
    """The folder, or the disks in and above it, that are away; empty when all of it is there."""
    away = missing_mounts(root, mounts)
    is_there = state_of(root.path) == "ok" and not is_marker_missing(root)
    return away if is_there else list(dict.fromkeys([*away, root.path]))


def missing_mounts(root: LibraryRoot, mounts: Sequence[Mount]) -> list[str]:
    """Mount points of the last scan that are not mounted; none where the system does not tell."""
    points = {each.point for each in mounts}
    return [point for point in root.mounts if point not in points] if points else []


def is_marker_missing(root: LibraryRoot) -> bool:
    return bool(root.marker) and not os.path.lexists(Path(root.path) / root.marker)


def disk_of(path: str, mounts: Sequence[Mount] | None = None) -> Disk | None:
    """The file system of a folder; None when the folder is not there."""
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return None
    mount = mount_of(path, list_mounts() if mounts is None else mounts)
    return Disk(
        mount_point=path_to_text(mount.point) if mount else "",
        device=path_to_text(mount.device) if mount else "",
        filesystem=mount.filesystem if mount else "",
        is_network=mount.is_network if mount else False,
        free_bytes=usage.free,
        total_bytes=usage.total,
    )


def count_entries(path: str) -> int:
    """Files and folders directly in a folder, up to `MAX_COUNTED`."""
    try:
        with os.scandir(path) as entries:
            return sum(1 for _ in itertools.islice(entries, MAX_COUNTED))
    except OSError:
        return 0


def is_in(path: str, folder: str) -> bool:
    """Whether a path is a folder or in it, by whole components."""
    return PurePosixPath(path).is_relative_to(folder)
