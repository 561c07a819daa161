"""Folders that downloads may go to: administrators see paths, other users see names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from chalicelib.download_settings.errors import UnknownFolder
from chalicelib.download_settings.models.folders import Folder, Folders
from chalicelib.download_settings.models.worker_status import WorkerStatus
from chalicelib.download_settings.store import worker_status
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class FolderService:
    """`roots`: the folder of new downloads first, then other ones and the library folders."""

    db: Database
    roots: Callable[[], tuple[str, ...]]

    def list(self, user: User) -> Folders:
        with self.db.read() as conn:
            return Folders(items=self.with_space(user, worker_status.alive(conn)))

    def with_space(self, user: User, alive: Sequence[WorkerStatus]) -> Sequence[Folder]:
        """With the free space that the worker seen last reports."""
        volumes = alive[0].status_report.get("volumes", {}) if alive else {}
        folders = []
        for root, name in names_of(self.roots()).items():
            space = volumes.get(root, {})
            folders.append(
                Folder(
                    path=root if user.role == "admin" else None,
                    name=name,
                    free_bytes=space.get("freeBytes"),
                    total_bytes=space.get("totalBytes"),
                    is_writable=space.get("isWritable"),
                )
            )
        return folders

    def alive_workers(self, conn: Connection) -> Sequence[WorkerStatus]:
        """The worker seen last comes first."""
        return worker_status.alive(conn)

    def checked_root(self, user: User, root: str, field: str = "root") -> str:
        """Raises `UnknownFolder` for what is neither one of the roots nor below one."""
        return checked(root, self.roots(), accepts_paths=user.role == "admin", field=field)


def names_of(roots: Sequence[str]) -> dict[str, str]:
    """Display name of each root; a number is added to names that occur twice."""
    named: dict[str, str] = {}
    for root in roots:
        plain = PurePath(root).name or root
        taken = set(named.values())
        numbers = range(2, len(roots) + 2)
        twins = (f"{plain} ({number})" for number in numbers)
        named[root] = plain if plain not in taken else next(t for t in twins if t not in taken)
    return named


def display_name(path: str, roots: Sequence[str]) -> str:
    """A folder below a root as `films/New`; any other folder by its last component."""
    at = PurePath(path)
    for root, name in names_of(roots).items():
        if at.is_relative_to(root):
            return str(PurePath(name) / at.relative_to(root))
    return at.name


def root_named(name: str, roots: Sequence[str]) -> str | None:
    return next((root for root, known in names_of(roots).items() if known == name), None)


def checked(text: str, roots: Sequence[str], *, accepts_paths: bool, field: str) -> str:
    """
    The folder for a root's name or, with `accepts_paths`, for a path at or below a root.

    Raises `UnknownFolder` for anything else.
    """
    root = root_named(text, roots)
    if root is not None:
        return root
    path = PurePath(text)
    is_plain = path.is_absolute() and ".." not in path.parts and "\x00" not in text
    is_allowed = is_plain and any(_is_below(path, PurePath(each)) for each in roots)
    if not is_allowed or not accepts_paths:
        raise UnknownFolder("Downloads may not go to this folder.", field=field)
    return str(path)


def _is_below(path: PurePath, root: PurePath) -> bool:
    """Hidden folders are refused: the trash is in one, and the scanner skips them."""
    if not path.is_relative_to(root):
        return False
    return not any(part.startswith(".") for part in path.relative_to(root).parts)
