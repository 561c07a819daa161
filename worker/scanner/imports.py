"""Take the files of a finished download into the library, once each, however often it is asked."""

import logging
import os
import threading
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models import KnownFile, SeenFile
from chalicelib.library.store import files
from chalicelib.library.store import jobs as finished
from chalicelib.platform.db import Connection
from worker.scanner import match
from worker.scanner.probe import Prober
from worker.scanner.shelf import Shelf
from worker.scanner.walk import FolderUnavailable, walk
from worker.stopping import check

logger = logging.getLogger(__name__)


@dataclass
class Importer:
    shelf: Shelf
    prober: Prober
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, job_id: UUID) -> int:
        """
        Put the videos of a completed download on the shelf; how many are new.

        A person who pressed Get on a title gets that title: the biggest video of a movie, the
        episodes of a show by their numbers. Everything else goes by its name.
        """
        with self.shelf.db.read() as conn:
            job = finished.get(conn, id=job_id)
        if job is None:
            return 0
        found = self._videos(job)
        main = max(found, key=lambda file: file.size_bytes, default=None)
        added = 0
        with self.prober:
            for file in found:
                check(self.stop)
                wanted_id = job.media_id if file == main or not job.is_movie else None
                added += self._take(file, job, wanted_id)
        if found:
            self.shelf.tell_everyone()
        return added

    def _videos(self, job: finished.FinishedJob) -> list[SeenFile]:
        """The videos among the job's files that lie in one of our folders, without links."""
        seen: dict[str, SeenFile] = {}
        for path in job.paths:
            if os.path.realpath(path) != path or self.shelf.roots.of_path(path) is None:
                logger.warning("file of a download is elsewhere", extra={"job_id": str(job.id)})
                continue
            try:
                seen |= {file.path: file for file in walk(path).files}
            except FolderUnavailable:
                logger.warning("file of a download is not there", extra={"job_id": str(job.id)})
        return list(seen.values())

    def _take(self, file: SeenFile, job: finished.FinishedJob, wanted_id: int | None) -> bool:
        """One file: looked into first, so that only what can be watched becomes the title."""
        with self.shelf.db.transaction() as conn:
            files.changed(conn, file=file, now=self.shelf.clock())
            new_id = self.shelf.add(conn, file, job_id=job.id)
            known = next(iter(files.known_under(conn, folder=file.path).values()))
            files.of_job(conn, id=known.id, job_id=job.id)
        is_waiting = self._is_unprobed(known)
        if is_waiting:
            self.shelf.look_into(known, self.prober)
        with self.shelf.db.transaction() as conn:
            self._judge(conn, known, wanted_id)
        return new_id is not None

    def _is_unprobed(self, file: KnownFile) -> bool:
        with self.shelf.db.read() as conn:
            return bool(files.unprobed_under(conn, folder=file.path, except_ids=(), limit=1))

    def _judge(self, conn: Connection, file: KnownFile, wanted_id: int | None) -> None:
        """Give a video the title it was downloaded for."""
        if wanted_id is None or not files.is_watchable(conn, id=file.id):
            return
        verdict = match.match(conn, self.shelf.parsed(file.path), wanted_id=wanted_id)
        files.judge(conn, id=file.id, verdict=verdict, now=self.shelf.clock())
