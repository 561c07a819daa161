"""Periodic maintenance of the library: queues scans, imports and uploads that were missed."""

import contextlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.library.models import QUEUE
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.service.scans import SCAN_LOCK
from chalicelib.library.store import completed_downloads, scans
from chalicelib.library_imports.store import moves
from chalicelib.platform.tasks import defer
from worker.local_file_freeing import StoreFreer
from worker.object_store_check import StoreChecker
from worker.scanner.ingest import Ingestor
from worker.scanner.removal import ItemRemover
from worker.scanner.walk import FolderUnavailable
from worker.uploader import Uploader

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
FORGET_AFTER = timedelta(days=30)  # files that are missing for so long, and finished renames


@dataclass
class Housekeeping:
    ingestor: Ingestor
    uploader: Uploader | None
    remover: ItemRemover
    freer: StoreFreer | None = None
    checker: StoreChecker | None = None
    every: timedelta = EVERY
    _next_at: datetime | None = None

    def work_once(self) -> bool:
        """Run when due, and at start; returns whether it ran."""
        now = self.ingestor.clock()
        if self._next_at is not None and now < self._next_at:
            return False
        self.queue_scan()
        self.queue_imports()
        self.forget_missing(now)
        self.forget_finished_renames(now)
        if self.uploader is not None:
            self.ingestor.queue_pushes()
            self.uploader.abort_orphans()
        if self.checker is not None:
            self.checker.run()
        if self.freer is not None:
            self.freer.free_all()
        self._next_at = now + self.every
        return True

    def queue_scan(self) -> None:
        """Queue a scan of every folder, for changes made while the worker was down."""
        paths = [path_to_text(root) for root in self.ingestor.roots.library]
        with self.ingestor.db.transaction() as conn:
            if not paths or scans.find_joinable(conn, paths=paths) is not None:
                return
            scan_id = self.ingestor.new_id()
            scans.insert(conn, id=scan_id, user_id=None, paths=paths, now=self.ingestor.clock())
            defer(conn, "scan_library", {"scan_id": str(scan_id)}, queue=QUEUE, lock=SCAN_LOCK)

    def forget_missing(self, now: datetime) -> None:
        """Forget files that are missing for long, but none of a disk that is away."""
        for root in self.ingestor.roots.library:
            with contextlib.suppress(FolderUnavailable):
                self.remover.forget_missing(path_to_text(root), before=now - FORGET_AFTER)

    def forget_finished_renames(self, now: datetime) -> None:
        """Delete the rows of renames that ended long ago; no undo refers to them any more."""
        with self.ingestor.db.transaction() as conn:
            moves.forget_finished_renames(conn, before=now - FORGET_AFTER)

    def queue_imports(self) -> None:
        """Queue the import of completed downloads without library items."""
        with self.ingestor.db.transaction() as conn:
            for job_id in completed_downloads.list_unimported(conn):
                defer(conn, "import_download", {"job_id": str(job_id)}, queue=QUEUE)
