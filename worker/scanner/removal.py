"""Updates library items when a folder or the files of a download are removed or relocated."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chalicelib.catalog.store import local_pictures
from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.mounts import Mount, list_mounts
from chalicelib.library.service.folder_access import points_away
from chalicelib.library.store import completed_downloads, files, missing_files
from chalicelib.library.store import roots as roots_store
from chalicelib.library.store.completed_downloads import RemovedItem
from chalicelib.library.store.files import StoredFile
from chalicelib.library.store.missing_files import MissingFile
from worker.scanner.availability import DiskCheck
from worker.scanner.ingest import Ingestor
from worker.scanner.roots import is_under
from worker.scanner.walk import is_gone

logger = logging.getLogger(__name__)

BATCH_SIZE = 500  # per statement: triggers count the titles of each, within the time of a statement


@dataclass(frozen=True)
class ItemRemover:
    ingestor: Ingestor
    remove_object: Callable[[str], None] | None  # by key; None without an object store
    mounts: Callable[[], Sequence[Mount]] = list_mounts

    def remove(self, job_id: UUID) -> int:
        """
        Remove the library items of a removed download; returns how many. Idempotent.

        History and progress belong to the titles and stay.
        """
        with self.ingestor.db.read() as conn:
            gone = completed_downloads.list_removed_items(conn, job_id=job_id)
        return self._delete(gone)

    def remove_folder(self, folder: str, kept: Sequence[str]) -> int:
        """
        Remove the library items of a folder that left the library; returns how many. Idempotent.

        What is below a folder that is still in the library, or again, or a download, stays:
        `kept` are the other folders when it was removed. Its recycle folder is emptied when the
        days of its files end, as before.
        """
        with self.ingestor.db.read() as conn:
            found = files.list_objects_under(conn, folder=folder)
            pictures = local_pictures.list_under(conn, folder=folder)
            added = [each.path for each in roots_store.list_all(conn) if each.source == "stored"]
        folders = [*map(text_to_path, kept), *added, *self.ingestor.roots.downloads]
        roots = [os.path.realpath(each) for each in folders]

        def is_kept(path: str) -> bool:
            return any(is_under(text_to_path(path), root) for root in roots)

        with self.ingestor.db.transaction() as conn:
            titles = local_pictures.delete(
                conn, paths=[path for path in pictures if not is_kept(path)]
            )
        self.ingestor.cache.invalidate_titles(titles)
        return self._delete([each for each in found if not is_kept(each.path)])

    def forget_missing(self, folder: str, *, before: datetime | None = None) -> int:
        """
        Remove the items of files that a scan found missing, and their copies; returns how many.

        `before`: only of those that are missing since then. Raises `FolderUnavailable`: of a
        folder that cannot be read, or whose disk is away, nothing is forgotten.
        """
        away = DiskCheck(
            self.ingestor.db, self.ingestor.roots, self.ingestor.clock, self.mounts
        ).away_in_readable(text_to_path(folder))
        with self.ingestor.db.read() as conn:
            missing = missing_files.list_missing(conn, folder=folder, before=before)
        gone = [
            each
            for each in missing
            if is_gone(each.path)
            and not any(is_under(text_to_path(each.path), point) for point in away)
        ]
        return self._delete(gone)

    def forget_away(self, folder: str) -> int:
        """
        Remove the items on disks of a folder that are gone for good; returns how many. Idempotent.

        Those with a copy in the object store stay. A disk that is back by now keeps its items.
        """
        root = next(
            (each for each in self.ingestor.roots.folders if path_to_text(each.key) == folder), None
        )
        points = points_away(root, self.mounts()) if root else []
        if root is None or not points:
            return 0
        with self.ingestor.db.read() as conn:
            gone = files.list_without_copy(
                conn, folder=path_to_text(root.path), points=list(map(path_to_text, points))
            )
        count = self._delete(gone)
        self._forget_mounts(root, points)
        return count

    def _forget_mounts(self, root: LibraryRoot, points: Sequence[str]) -> None:
        """Expect those of these mount points no more that have no files."""
        with self.ingestor.db.transaction() as conn:
            kept = [
                point
                for point in root.mounts
                if point not in points or files.has_any(conn, folder=path_to_text(point))
            ]
            now = self.ingestor.clock()
            roots_store.set_mounts(conn, root=root, mounts=kept, now=now)

    def _delete(self, items: Sequence[RemovedItem | StoredFile | MissingFile]) -> int:
        """Delete items and their copies in the object store; returns how many."""
        for item in items:
            if item.object_key is not None and self.remove_object is not None:
                self.remove_object(item.object_key)
        with self.ingestor.db.transaction() as conn:
            for start in range(0, len(items), BATCH_SIZE):
                batch = items[start : start + BATCH_SIZE]
                completed_downloads.delete_items(conn, ids=[item.id for item in batch])
        if items:
            self.ingestor.invalidate_caches()
        return len(items)

    def relocate(self, job_id: UUID, old: str, new: str) -> int:
        """Update the paths of a relocated download; returns how many items changed."""
        with self.ingestor.db.transaction() as conn:
            moved = completed_downloads.relocate_items(conn, job_id=job_id, old=old, new=new)
        if moved:
            self.ingestor.invalidate_caches()
        return moved
