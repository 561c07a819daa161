"""Imports the files of a completed download into the library. Idempotent."""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from chalicelib.library.models.matching import MatchResult
from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.models.scans import LibraryFile, ScannedFile
from chalicelib.library.store import completed_downloads as finished
from chalicelib.library.store import files, matches, probes
from chalicelib.library_imports.service import LibraryImportService
from chalicelib.library_imports.store import moves
from chalicelib.platform.db import Connection
from worker.cancellation import raise_if_stopping
from worker.names.release import Release
from worker.scanner import match
from worker.scanner.file_moves import FileMover
from worker.scanner.ingest import Ingestor
from worker.scanner.parts import with_part
from worker.scanner.probe import Prober
from worker.scanner.sidecar_sync import SidecarSync
from worker.scanner.walk import FolderUnavailable, walk

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The title that a download gives its file; None: no title of the catalogue."""

    release: Release
    media_id: int | None


@dataclass
class Importer:
    ingestor: Ingestor
    prober: Prober
    stop: threading.Event = field(default_factory=threading.Event)
    #: Whether the files get a name and a place in the library; None: they stay where they are.
    places: LibraryImportService | None = None
    mover: FileMover | None = None

    def run(self, job_id: UUID) -> int:
        """
        Add the videos of a completed download to the library; returns how many are new.

        A download with a title becomes that title: the largest video of a movie, the episodes of
        a show by number. Other files are matched by name; the largest of them is the title of a
        download without one.
        """
        with self.ingestor.db.read() as conn:
            job = finished.get(conn, id=job_id)
            placed = moves.list_placed(conn, job_id=job_id)
        if job is None:
            return 0
        found = [file for file in self._videos(job) if file.path not in placed]
        main = max(found, key=lambda file: file.size_bytes, default=None)
        added = 0
        with self.prober:
            for file in found:
                raise_if_stopping(self.stop)
                added += self._import(file, job, self._verdict(file, job, main, len(found)))
        self._list_subtitles(found)
        if found:
            with self.ingestor.db.transaction() as conn:
                finished.adopt_title(conn, id=job.id)
            self.ingestor.invalidate_caches()
            if self.places and self.mover and self.places.after_download(job.id):
                self.mover.run(job.id)
        return added

    def _verdict(
        self,
        file: ScannedFile,
        job: finished.FinishedJob,
        main: ScannedFile | None,
        count: int,
    ) -> Verdict | None:
        """The title that the download gives a file; None: the file is matched by its name."""
        release = self.ingestor.release_of(file.path)
        if job.media_id is None:
            return Verdict(release, None) if job.match_is_manual else None
        if job.is_movie and file != main:
            return None
        if count == 1 and job.episode_number is not None:
            release = replace(
                release,
                seasons=() if job.season_number is None else (job.season_number,),
                episodes=(job.episode_number,),
            )
        return Verdict(release, job.media_id)

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

    def _list_subtitles(self, found: Sequence[ScannedFile]) -> None:
        """Those beside the videos and in folders of subtitles: they go along to the library."""
        sync = SidecarSync(self.ingestor, None, self.stop)
        for folder in sorted({file.path.rpartition("/")[0] for file in found}):
            with self.ingestor.db.read() as conn:
                known = files.list_under(conn, folder=folder)
            try:
                sync.sync_folder(text_to_path(folder), known)
            except OSError:
                logger.warning("the subtitles of a download were not listed", exc_info=True)

    def _import(
        self, file: ScannedFile, job: finished.FinishedJob, verdict: Verdict | None
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
            self._apply(conn, known, verdict)
        return new_id is not None

    def _is_unprobed(self, file: LibraryFile) -> bool:
        with self.ingestor.db.read() as conn:
            return bool(probes.list_unprobed_under(conn, folder=file.path, except_ids=(), limit=1))

    def _apply(self, conn: Connection, file: LibraryFile, verdict: Verdict | None) -> None:
        """Match a video to the title of its download."""
        if verdict is None or not files.is_playable(conn, id=file.id):
            return
        if verdict.media_id is None:
            result = MatchResult(match.guess_of(verdict.release))
        else:
            result = match.match(conn, verdict.release, requested_id=verdict.media_id)
            result = with_part(result, file.path, verdict.release)
        matches.update_match(conn, id=file.id, match=result, now=self.ingestor.clock())
