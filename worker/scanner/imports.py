"""Imports the files of a completed download into the library. Idempotent."""

import logging
import os
import threading
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models import LibraryFile, ScannedFile
from chalicelib.library.store import files
from chalicelib.library.store import jobs as finished
from chalicelib.platform.db import Connection
from worker.scanner import match
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.walk import FolderUnavailable, walk
from worker.shutdown import check

logger = logging.getLogger(__name__)


@dataclass
class Importer:
    ingestor: Ingestor
    prober: Prober
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, job_id: UUID) -> int:
        """
        Add the videos of a completed download to the library; returns how many are new.

        A download that was requested for a title becomes that title: the largest video of a
        movie, the episodes of a show by number. Other files are matched by name.
        """
        with self.ingestor.db.read() as conn:
            job = finished.get(conn, id=job_id)
        if job is None:
            return 0
        found = self._videos(job)
        main = max(found, key=lambda file: file.size_bytes, default=None)
        added = 0
        with self.prober:
            for file in found:
                check(self.stop)
                requested_id = job.media_id if file == main or not job.is_movie else None
                added += self._import(file, job, requested_id)
        if found:
            self.ingestor.invalidate_caches()
        return added

    def _videos(self, job: finished.FinishedJob) -> list[ScannedFile]:
        """The videos of the job below a known root, without symbolic links."""
        seen: dict[str, ScannedFile] = {}
        for path in job.paths:
            if os.path.realpath(path) != path or self.ingestor.roots.of_path(path) is None:
                logger.warning(
                    "file of a download is outside the roots", extra={"job_id": str(job.id)}
                )
                continue
            try:
                seen |= {file.path: file for file in walk(path).files}
            except FolderUnavailable:
                logger.warning("file of a download is missing", extra={"job_id": str(job.id)})
        return list(seen.values())

    def _import(
        self, file: ScannedFile, job: finished.FinishedJob, requested_id: int | None
    ) -> bool:
        """Add and probe one file before matching: only a playable file becomes the title."""
        with self.ingestor.db.transaction() as conn:
            files.mark_changed(conn, file=file, now=self.ingestor.clock())
            new_id = self.ingestor.add(conn, file, job_id=job.id)
            known = next(iter(files.list_under(conn, folder=file.path).values()))
            files.set_source_job(conn, id=known.id, job_id=job.id)
        needs_probe = self._is_unprobed(known)
        if needs_probe:
            self.ingestor.probe_file(known, self.prober)
        with self.ingestor.db.transaction() as conn:
            self._match_requested(conn, known, requested_id)
        return new_id is not None

    def _is_unprobed(self, file: LibraryFile) -> bool:
        with self.ingestor.db.read() as conn:
            return bool(files.list_unprobed_under(conn, folder=file.path, except_ids=(), limit=1))

    def _match_requested(
        self, conn: Connection, file: LibraryFile, requested_id: int | None
    ) -> None:
        """Match a video to the title it was downloaded for."""
        if requested_id is None or not files.is_playable(conn, id=file.id):
            return
        result = match.match(conn, self.ingestor.parsed(file.path), requested_id=requested_id)
        files.update_match(conn, id=file.id, match=result, now=self.ingestor.clock())
