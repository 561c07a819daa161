"""Scans of the library: requested by a person, and those in progress."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

from chalicelib.library.errors import LibraryItemNotFound, OutsideLibrary, ScanNotFound
from chalicelib.library.models import QUEUE
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.models.scans import RescanAccepted, RescanRequest, Scan, ScansInProgress
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library.store import files, scans
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import NotAllowed
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer

MAX_SCANS = 10
SCAN_LOCK = "scan"  # one scan at a time: two would race for the same disk


@dataclass(frozen=True, slots=True)
class ScanService:
    db: Database
    clock: Clock
    new_id: NewId
    folders: LibraryFolderService
    has_worker: Callable[[Connection], bool]

    def rescan(self, user: User, request: RescanRequest) -> RescanAccepted:
        """
        Queue a scan of the folders, or of all; one that has yet to look at them is joined.

        Raises `NotAllowed`, `OutsideLibrary` or `LibraryItemNotFound`.
        """
        user.require("rescan")
        if request.confirms_missing and user.role != "admin":
            raise NotAllowed("Only an administrator may confirm that files are gone.")
        roots = self.folders.paths()
        for path in request.paths:
            if not any(is_inside(path, root) for root in roots):
                raise OutsideLibrary("This path is not in a library folder.", field="paths")
        folders = request.paths or ([] if request.media_id else list(roots))
        paths = [path_to_text(folder.rstrip("/")) for folder in dict.fromkeys(folders)]
        with self.db.transaction() as conn:
            if request.media_id is not None:
                own = self._folders_of(
                    conn, request.media_id, [path_to_text(each) for each in roots]
                )
                paths += [path for path in own if path not in paths]
            scan_id = scans.find_joinable(
                conn,
                paths=paths,
                is_requested=True,
                confirms_missing=request.confirms_missing,
            )
            if scan_id is None:
                scan_id = self.new_id()
                scans.insert(
                    conn,
                    id=scan_id,
                    user_id=user.id,
                    paths=paths,
                    confirms_missing=request.confirms_missing,
                    now=self.clock(),
                )
                defer(
                    conn,
                    "scan_library",
                    {"scan_id": str(scan_id)},
                    queue=QUEUE,
                    lock=SCAN_LOCK,
                )
        return RescanAccepted(scan_id=scan_id, accepted=len(paths))

    def _folders_of(self, conn: Connection, media_id: int, roots: Sequence[str]) -> list[str]:
        """
        What a scan of one title looks at: the folders of its files, and those above with files of
        this title alone. A file that lies in a folder of the library directly is scanned itself.

        Raises `LibraryItemNotFound`.
        """
        found: list[str] = []
        for path in files.list_paths(conn, media_id=media_id):
            if any(is_inside(path, each) for each in found):
                continue
            above = str(PurePosixPath(path).parent)
            folder = path if above in roots else above
            while (above := str(PurePosixPath(folder).parent)) not in roots and any(
                is_inside(above, root) for root in roots
            ):
                if files.has_other(conn, folder=above, media_id=media_id):
                    break
                folder = above
            found = [each for each in found if not is_inside(each, folder)] + [folder]
        if not found:
            raise LibraryItemNotFound("This title has no files in the library.")
        return found

    def scan(self, scan_id: UUID) -> Scan:
        """Raises `ScanNotFound`."""
        with self.db.read() as conn:
            has_worker = self.has_worker(conn)
            found = scans.get(conn, id=scan_id, has_worker=has_worker, now=self.clock())
        if found is None:
            raise ScanNotFound("There is no such scan.")
        return found

    def scans_in_progress(self) -> ScansInProgress:
        """Of every person, and of the server itself."""
        now = self.clock()
        with self.db.read() as conn:
            ids = scans.list_ids_in_progress(conn, limit=MAX_SCANS)
            has_worker = bool(ids) and self.has_worker(conn)
            found = [scans.get(conn, id=each, has_worker=has_worker, now=now) for each in ids]
        return ScansInProgress(items=[scan for scan in found if scan is not None])


def is_inside(path: str, root: str) -> bool:
    """
    Whether an absolute path is `root` or in it, by whole components.

    Symbolic links are resolved by the worker.
    """
    if "\x00" in path or not path.startswith("/") or ".." in path.split("/"):
        return False
    return PurePosixPath(path).is_relative_to(root)
