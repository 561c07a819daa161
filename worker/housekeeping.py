"""What has to be looked after by the clock, so that nothing waits for ever for its one chance."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.library.models import QUEUE, path_to_text
from chalicelib.library.service import SCAN_LOCK
from chalicelib.library.store import jobs, scans, uploads
from chalicelib.platform.tasks import defer
from worker.scanner.shelf import Shelf
from worker.uploader import Uploader

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=6)


@dataclass
class Housekeeping:
    shelf: Shelf
    uploader: Uploader | None
    every: timedelta = EVERY
    _next_at: datetime | None = None

    def work_once(self) -> bool:
        """Look after everything if it is time; whether it was. The first time is the start."""
        now = self.shelf.clock()
        if self._next_at is not None and now < self._next_at:
            return False
        self.queue_scan()
        self.queue_imports()
        if self.uploader is not None:
            self.queue_pushes()
            self.uploader.abort_orphans()
        self._next_at = now + self.every
        return True

    def queue_scan(self) -> None:
        """Look through every folder, for what happened while nobody watched."""
        paths = [path_to_text(root) for root in self.shelf.roots.library]
        with self.shelf.db.transaction() as conn:
            if not paths or scans.waiting(conn, paths=paths) is not None:
                return
            scan_id = self.shelf.new_id()
            scans.insert(conn, id=scan_id, user_id=None, paths=paths, now=self.shelf.clock())
            defer(conn, "scan_library", {"scan_id": str(scan_id)}, queue=QUEUE, lock=SCAN_LOCK)

    def queue_imports(self) -> None:
        """Finished downloads of which nothing came to the library."""
        with self.shelf.db.transaction() as conn:
            for job_id in jobs.not_imported(conn):
                defer(conn, "import_download", {"job_id": str(job_id)}, queue=QUEUE)

    def queue_pushes(self) -> None:
        """Files without a copy that nobody is about to make."""
        with self.shelf.db.transaction() as conn:
            for item_id in uploads.not_queued(conn):
                self.shelf.queue_push(conn, item_id)
