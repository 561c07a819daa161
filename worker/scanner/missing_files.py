"""
Files that are not there: missed once, and missing when they are not there ten minutes later either.

A disk may be about to return, and a server may be started twice in a minute.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.store import files, missing_files
from chalicelib.library.store.missing_files import MissedFile
from worker.scanner.availability import DiskCheck
from worker.scanner.comparison import FolderComparison
from worker.scanner.ingest import Ingestor
from worker.scanner.progress import ScanResult
from worker.scanner.roots import games_folder_of, is_under
from worker.scanner.walk import FolderUnavailable, is_gone

MISSING_AFTER = timedelta(minutes=10)
#: When more of a folder is gone, a part of it may not be mounted.
MAX_MISSING_SHARE = 0.3
MIN_MISSING_TO_ASK = 10


@dataclass(frozen=True, slots=True)
class MissingFiles:
    ingestor: Ingestor
    disks: DiskCheck

    def note_compared(
        self,
        one: FolderComparison,
        result: ScanResult,
        *,
        is_requested: bool,
        is_confirmed: bool,
    ) -> None:
        """
        Mark the files that are gone or back; many at once only when confirmed.

        Of a scan that a person requested, a file is missing at once: its result is expected.
        """
        result.missing += len(one.gone) + len(one.no_items)
        now = self.ingestor.clock()
        with self.ingestor.db.transaction() as conn:
            changed = missing_files.mark_found(
                conn,
                folder=path_to_text(one.folder),
                except_ids=[*one.gone, *one.no_items, *one.away],
                is_games=one.is_games,
            )
            changed += missing_files.mark_missing(conn, ids=one.no_items, now=now)
            if is_confirmed or not is_much(len(one.gone), len(one.known)):
                if is_requested or is_confirmed:
                    changed += missing_files.mark_missing(conn, ids=one.gone, now=now)
                else:
                    changed += missing_files.mark_missed(
                        conn, ids=one.gone, before=now - MISSING_AFTER, now=now
                    )
            else:
                result.unconfirmed += len(one.gone)
                result.unconfirmed_in.append(path_to_text(one.folder))
        if changed:
            self.ingestor.invalidate_caches()

    def note_deleted(self, paths: Iterable[str]) -> None:
        """Files at or below these paths were deleted, it seems: they are missed for now."""
        ids = []
        for path in _outermost(paths):
            try:
                away = self.disks.away(path)
            except FolderUnavailable:
                continue
            is_games = games_folder_of(self.ingestor.roots, path) is not None
            with self.ingestor.db.read() as conn:
                known = files.list_under(conn, folder=path_to_text(path), is_games=is_games)
            ids += [file.id for file in known.values() if _is_deleted(file.path, away)]
        now = self.ingestor.clock()
        with self.ingestor.db.transaction() as conn:
            missing_files.mark_missed(conn, ids=ids, before=now - MISSING_AFTER, now=now)

    def note_found(self, paths: Sequence[str]) -> None:
        """Videos at these paths, as `path_to_text` writes them, are there, perhaps again."""
        with self.ingestor.db.transaction() as conn:
            changed = missing_files.mark_found_at(conn, paths=paths)
        if changed:
            self.ingestor.invalidate_caches()

    def look_again(self) -> None:
        """Look a second time at the files that were missed ten minutes ago or earlier."""
        with self.ingestor.db.read() as conn:
            missed = missing_files.list_missed(conn, before=self.ingestor.clock() - MISSING_AFTER)
        by_folder: dict[str, list[MissedFile]] = defaultdict(list)
        for file in missed:
            path = text_to_path(file.path)
            folder = next((one for one in self.ingestor.roots.library if is_under(path, one)), None)
            if folder is not None:
                by_folder[folder].append(file)
        for folder, those in by_folder.items():
            self._look_again_in(folder, those)

    def _look_again_in(self, folder: str, missed: Sequence[MissedFile]) -> None:
        """A folder that is away says nothing; many files at once are left to a scan, which asks."""
        try:
            away = self.disks.away_in_readable(folder)
        except FolderUnavailable:
            return
        gone = [file.id for file in missed if _is_deleted(file.path, away)]
        there = [file.path for file in missed if not is_gone(file.path)]
        now = self.ingestor.clock()
        with self.ingestor.db.transaction() as conn:
            if len(gone) >= MIN_MISSING_TO_ASK and is_much(
                len(gone), files.count_under(conn, folder=path_to_text(folder))
            ):
                missing_files.forget_missed(conn, ids=gone)
                gone = []
            changed = missing_files.mark_missed(conn, ids=gone, before=now - MISSING_AFTER, now=now)
        self.note_found(there)
        if changed:
            self.ingestor.invalidate_caches()


def is_much(gone: int, known: int) -> bool:
    """Whether so many of the known files are gone that a person is asked."""
    return gone > MAX_MISSING_SHARE * known and gone >= MIN_MISSING_TO_ASK


def _is_deleted(path: str, away: Sequence[str]) -> bool:
    """Whether a file is gone and lies on no disk that is away."""
    return is_gone(path) and not any(is_under(text_to_path(path), point) for point in away)


def _outermost(paths: Iterable[str]) -> list[str]:
    """Those that do not exist, without those below another one."""
    kept: list[str] = []
    for path in sorted(path for path in paths if not os.path.lexists(path)):
        if not kept or not is_under(path, kept[-1]):
            kept.append(path)
    return kept
