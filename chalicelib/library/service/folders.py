"""
The folders of the library: those of SEEN_LIBRARY_ROOTS, and those administrators added.

Added folders and changed options are in force within seconds in every process. Files are only
read, and removing a folder removes nothing from the disk.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Literal

from chalicelib.library.errors import (
    FolderNested,
    FolderNotAway,
    FolderNotFound,
    FolderNotUsable,
    FolderSetByEnvironment,
)
from chalicelib.library.models import QUEUE
from chalicelib.library.models.folders import (
    BrowsedFolder,
    BrowsedFolders,
    FolderChange,
    FolderScan,
    FolderTest,
    LibraryFolder,
    LibraryFolders,
    LibraryRoot,
    NewFolder,
    StorePolicy,
    StorePreview,
)
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.mounts import Mount, list_mounts
from chalicelib.library.service import folder_access as access
from chalicelib.library.store import roots as store
from chalicelib.library.store import uploads
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer
from chalicelib.tracking.models.plays import UNDO_PERIOD

COPY_TTL_S = 2.0
MAX_FOLDERS = 100
MAX_BROWSED = 500
#: Where films usually are: mounted disks, and the folders of a home.
USUAL_PLACES = ("/media", "/mnt", "/srv", "/data", "/volume1", "~/Videos", "~/Movies", "~")


class LibraryFolderService:
    """`environment` and `data_dir` are absolute. One instance for a process."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        environment: Sequence[str],
        data_dir: str,
        *,
        has_worker: Callable[[Connection], bool] = lambda _conn: False,
        pushes: Literal["on", "all", "off"] = "on",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._clock = clock
        self._environment = tuple(environment)
        self._data_dir = data_dir
        self._monotonic = monotonic
        self._has_worker = has_worker
        self._pushes = pushes
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._rows: tuple[LibraryRoot, ...] = ()

    def roots(self, *, is_fresh: bool = False) -> tuple[LibraryRoot, ...]:
        """Every folder with its options, at most two seconds old, or read now."""
        with self._lock:
            if is_fresh or self._read_at is None or self._monotonic() - self._read_at >= COPY_TTL_S:
                self._reload()
            return self._in_force(self._rows)

    def paths(self, *, is_fresh: bool = False) -> tuple[str, ...]:
        """The paths of `roots`."""
        return tuple(root.path for root in self.roots(is_fresh=is_fresh))

    def list(self) -> LibraryFolders:
        """Read now: another process may have added or removed one a moment ago."""
        roots, mounts = self.roots(is_fresh=True), list_mounts()
        texts = [path_to_text(root.path) for root in roots]
        with self._db.read() as conn:
            known = store.scans_of(conn, paths=texts)
            has_worker = self._has_worker(conn)
        return LibraryFolders(
            items=[
                self._described(root, known[text], mounts, has_worker=has_worker)
                for root, text in zip(roots, texts, strict=True)
            ]
        )

    def add(self, user: User, wanted: NewFolder) -> str:
        """
        Add a folder; returns its path, without symbolic links. It may be in the library already.

        Raises `FolderNotUsable` or `FolderNested`, which say why.
        """
        path = access.real_path(wanted.path)
        problem = self._problem_of(path)
        if problem is not None:
            raise FolderNotUsable(problem, field="path")
        with self._db.transaction() as conn:
            store.lock(conn)
            roots = self._in_force(store.list_all(conn))
            if path not in {root.path for root in roots}:
                _refuse_overlap(path, roots, allows_nested=wanted.allows_nested)
                store.insert(
                    conn,
                    path=path_to_text(path),
                    source="stored",
                    kind=wanted.kind,
                    user_id=user.id,
                    now=self._clock(),
                )
                self._set_options(conn, path_to_text(path), wanted)
        self._forget_copy()
        return path

    def change(self, text: str, change: FolderChange) -> LibraryFolders:
        """Change the options of a folder. Raises `FolderNotFound`."""
        with self._db.transaction() as conn:
            store.lock(conn)
            root = self._find(conn, text)
            store.insert(
                conn, path=text, source=root.source, kind=root.kind, user_id=None, now=self._clock()
            )
            self._set_options(conn, text, change)
        self._forget_copy()
        return self.list()

    def remove(self, text: str) -> None:
        """
        Remove a folder that was added; the disk is not changed.

        Its files leave the library when the time to undo it is over.

        Raises `FolderSetByEnvironment` or `FolderNotFound`.
        """
        if text in map(path_to_text, self._environment):
            raise FolderSetByEnvironment("This folder is set by the environment of the server.")
        with self._db.transaction() as conn:
            if not store.delete(conn, path=text):
                raise FolderNotFound("This folder is not in the library.")
            kept = [path_to_text(root.path) for root in self._in_force(store.list_all(conn))]
            # A folder that is added again until then keeps its files.
            at = self._clock() + UNDO_PERIOD
            defer(conn, "forget_folder", {"path": text, "kept": kept}, queue=QUEUE, at=at)
        self._forget_copy()

    def forget_missing(self, text: str) -> None:
        """
        Let the worker forget the missing files of a folder, and remove their copies.

        Raises `FolderNotFound`.
        """
        with self._db.transaction() as conn:
            self._find(conn, text)
            defer(conn, "forget_missing", {"path": text}, queue=QUEUE)

    def forget_away(self, text: str) -> None:
        """
        Let the worker forget the files of a folder whose disk is gone for good; those with a copy
        stay.

        Raises `FolderNotFound` or `FolderNotAway`.
        """
        with self._db.transaction() as conn:
            if not self._find(conn, text).away:
                raise FolderNotAway("This folder and its disks are there.")
            defer(conn, "forget_away", {"path": text}, queue=QUEUE)

    def preview_store(self, text: str, policy: StorePolicy) -> StorePreview:
        """What a policy would do with the files of a folder. Raises `FolderNotFound`."""
        with self._db.read() as conn:
            root = self._find(conn, text)
            return uploads.preview(
                conn,
                folder=path_to_text(root.path),
                policy=policy,
                pushes=self._pushes,
                now=self._clock(),
            )

    def test(self, text: str) -> FolderTest:
        """What the server finds in a folder, before it is added. Raises `FolderNotUsable`."""
        path = access.real_path(text)
        others = [root.path for root in self.roots(is_fresh=True) if root.path != path]
        around = [other for other in others if access.is_in(path, os.path.realpath(other))]
        return FolderTest(
            path=path_to_text(path),
            problem=self._problem_of(path),
            entries=access.count_entries(path),
            disk=access.disk_of(path),
            inside_of=path_to_text(max(around, key=len)) if around else None,
            contains=[path_to_text(other) for other in others if access.is_in(other, path)],
        )

    def browse(self, text: str | None) -> BrowsedFolders:
        """Folders in a folder, or the usual places. Raises `FolderNotUsable`."""
        if text is None:
            places = dict.fromkeys(
                os.path.realpath(Path(place).expanduser()) for place in USUAL_PLACES
            )
            usable = [place for place in places if place != "/" and access.state_of(place) == "ok"]
            return BrowsedFolders(
                path=None, parent=None, items=[BrowsedFolder(path=at, name=at) for at in usable]
            )
        path = access.real_path(text)
        try:
            with os.scandir(path) as entries:
                names = sorted(
                    (
                        each.name
                        for each in entries
                        if not each.name.startswith(".") and each.is_dir()
                    ),
                    key=str.casefold,
                )
        except OSError as error:
            raise FolderNotUsable("The server cannot open this folder.", field="path") from error
        parent = str(PurePosixPath(path).parent)
        return BrowsedFolders(
            path=path_to_text(path),
            parent=None if parent == path else path_to_text(parent),
            items=[
                BrowsedFolder(
                    path=path_to_text(str(PurePosixPath(path) / name)), name=path_to_text(name)
                )
                for name in names[:MAX_BROWSED]
            ],
        )

    def _set_options(self, conn: Connection, text: str, wanted: NewFolder | FolderChange) -> None:
        store.update(
            conn,
            path=text,
            kind=wanted.kind,
            marker=wanted.marker,
            prepares_copies=wanted.prepares_copies,
        )
        if wanted.store is not None:
            store.set_store(conn, path=text, policy=wanted.store)
            defer(conn, "apply_store_policies", {}, queue=QUEUE)

    def _problem_of(self, path: str) -> str | None:
        return access.problem_of(path, data_dir=self._data_dir, environment=self._environment)

    def _find(self, conn: Connection, text: str) -> LibraryRoot:
        path = text_to_path(text)
        for root in self._in_force(store.list_all(conn)):
            if root.path == path:
                return root
        raise FolderNotFound("This folder is not in the library.")

    def _in_force(self, rows: Sequence[LibraryRoot]) -> tuple[LibraryRoot, ...]:
        """The folders of the environment, then the added ones, with their stored options."""
        known = {row.path: row for row in rows}
        fixed = [
            replace(known.get(path, LibraryRoot(path)), source="environment")
            for path in dict.fromkeys(self._environment)
        ]
        added = [
            row for row in rows if row.source == "stored" and row.path not in self._environment
        ]
        return (*fixed, *added)

    def _described(
        self, root: LibraryRoot, known: FolderScan, mounts: Sequence[Mount], *, has_worker: bool
    ) -> LibraryFolder:
        state = access.root_state(root, has_worker=has_worker)
        return LibraryFolder(
            path=known.path,
            source=root.source,
            kind=root.kind,
            marker=root.marker,
            state=state,
            files=known.files,
            missing=known.missing,
            away=known.away,
            store=known.store,
            prepares_copies=known.prepares_copies,
            only_in_store=known.only_in_store,
            disk=access.disk_of(root.path, mounts) if state == "ok" else None,
            scanned_at=known.scanned_at,
            scan_id=known.scan_id,
        )

    def _reload(self) -> None:
        try:
            with self._db.read() as conn:
                self._rows = tuple(store.list_all(conn))
        except Unavailable:
            return  # the folders known so far stay in force
        self._read_at = self._monotonic()

    def _forget_copy(self) -> None:
        with self._lock:
            self._read_at = None


def _refuse_overlap(path: str, roots: Sequence[LibraryRoot], *, allows_nested: bool) -> None:
    """Raises `FolderNotUsable` or `FolderNested`."""
    if sum(root.source == "stored" for root in roots) >= MAX_FOLDERS:
        raise FolderNotUsable(f"There are {MAX_FOLDERS} folders already.", field="path")
    if allows_nested:
        return
    for root in roots:
        folder, real = path_to_text(root.path), os.path.realpath(root.path)
        if access.is_in(path, real):
            raise FolderNested(
                f"This folder is in the library already, as part of {folder}.", field="path"
            )
        if access.is_in(real, path):
            raise FolderNested(f"{folder} is in this folder and in the library.", field="path")
