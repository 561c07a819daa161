"""Scans library folders: walk, add new and stable files, probe them."""

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models import LibraryFile, ScannedFile, path_to_text, text_to_path
from chalicelib.library.store import files, presence, scans
from chalicelib.platform.mounts import Mount, list_mounts
from worker.scanner.availability import DiskCheck
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.roots import is_under
from worker.scanner.stability import StabilityTracker
from worker.scanner.walk import FolderUnavailable, WalkResult, restat, walk
from worker.shutdown import check

logger = logging.getLogger(__name__)

BATCH_SIZE = 100  # files per transaction
PROBE_BATCH = 50
#: When more of a folder is gone, a part of it may not be mounted.
MAX_MISSING_SHARE = 0.3
MIN_MISSING_TO_ASK = 10


@dataclass
class ScanResult:
    """The counts of a scan so far."""

    found: int = 0
    added: int = 0
    updated: int = 0
    matched: int = 0
    growing: int = 0
    missing: int = 0
    unconfirmed: int = 0  # missing files that are not marked without a confirmation
    unavailable: list[str] = field(default_factory=list)
    folders: int = 0

    @property
    def failed(self) -> bool:
        return bool(self.unavailable) and len(self.unavailable) == self.folders

    @property
    def message(self) -> str:
        parts = list(self.unavailable)
        if self.unconfirmed:
            parts.append(
                f"{self.unconfirmed} files were not found. Is every disk connected? "
                "Nothing was changed; an administrator can confirm that they are gone."
            )
        elif self.missing == 1:
            parts.append("One file was not found.")
        elif self.missing:
            parts.append(f"{self.missing} files were not found.")
        if self.growing == 1:
            parts.append("One file is still being written and is added when it is complete.")
        elif self.growing:
            parts.append(
                f"{self.growing} files are still being written and are added when complete."
            )
        return " ".join(parts)


@dataclass
class Scanner:
    """
    Scans folders. Never deletes items: a missing file may be on an unmounted disk.
    """

    ingestor: Ingestor
    stability: StabilityTracker
    prober: Prober
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.RLock = field(default_factory=threading.RLock)  # one scan at a time
    mounts: Callable[[], Sequence[Mount]] = list_mounts

    @property
    def disks(self) -> DiskCheck:
        return DiskCheck(self.ingestor.db, self.ingestor.roots, self.ingestor.clock, self.mounts)

    def run(self, scan_id: UUID) -> None:
        """Run a requested scan. Does nothing when it has finished already."""
        now = self.ingestor.clock
        with self.ingestor.db.read() as conn:
            started = scans.start(conn, id=scan_id, now=now())
        if started is None:
            return
        paths, confirms_missing = started

        def note(result: ScanResult) -> None:
            with self.ingestor.db.read() as conn:
                scans.update_progress(
                    conn,
                    id=scan_id,
                    found=result.found,
                    added=result.added,
                    updated=result.updated,
                    now=now(),
                )

        folders = [os.path.realpath(text_to_path(path)) for path in paths]
        result = self.scan(
            folders, on_progress=note, rematch=True, confirms_missing=confirms_missing
        )
        with self.ingestor.db.read() as conn:
            scans.finish(
                conn,
                id=scan_id,
                failed=result.failed,
                missing=result.unconfirmed,
                message=result.message,
                now=now(),
            )

    def scan(
        self,
        folders: list[str],
        *,
        on_progress: Callable[[ScanResult], None] = lambda _result: None,
        rematch: bool = False,
        confirms_missing: bool = False,
    ) -> ScanResult:
        """
        Scan stable folders. With `rematch`, unmatched files are matched again. With
        `confirms_missing`, files that are not found are marked, however many they are.

        Waits once for new files to become stable; files that still grow are left to the next
        scan.
        """
        result = ScanResult(folders=len(folders))
        fresh: list[ScannedFile] = []
        readable = []
        with self.lock:
            for folder in folders:
                try:
                    fresh += self._scan_folder(folder, result, confirms_missing=confirms_missing)
                    readable.append(folder)
                except FolderUnavailable as reason:
                    result.unavailable.append(f"{path_to_text(folder)} was skipped: {reason}.")
                    logger.warning("folder not scanned", extra={"reason": str(reason)})
            on_progress(result)
            stable, growing = self._split_stable(fresh)
            if growing:
                self.stop.wait(self.stability.after_s)
                stable_now, growing = self._split_stable(filter(None, map(restat, growing)))
                stable += stable_now
            result.growing = len(growing)
            self._add(stable, result)
            if rematch:
                result.matched = sum(self._judge_again(folder) for folder in readable)
            on_progress(result)
            self._finish(readable, result)
        return result

    def scan_paths(self, paths: list[str]) -> ScanResult:
        """
        Scan changed files and folders.

        Growing files are tracked and added by a later call, once they are stable.
        """
        result = ScanResult()
        fresh: dict[str, ScannedFile] = {}
        for path in paths:
            if os.path.realpath(path) != path or self.ingestor.roots.of_path(path) is None:
                continue  # behind a symbolic link, or outside the roots
            root = self.ingestor.roots.folder_of(path)
            if root is not None and root.kind == "games":
                continue
            with contextlib.suppress(FolderUnavailable):  # deleted since
                found = self._new_or_changed(walk(path, self.stop), self._known(path), result)
                fresh |= {file.path: file for file in found}
        with self.lock:
            stable, growing = self._split_stable(fresh.values())
            result.growing = len(growing)
            self._add(stable, result)
            self._finish(paths, result)
            self.stability.retain({path for path in self.stability.waiting if _exists(path)})
        return result

    def reprobe(self, item_id: UUID) -> None:
        """Probe one file again."""
        with self.ingestor.db.read() as conn:
            file = files.get(conn, id=item_id)
        if file is None:
            return
        with self.lock, self.prober:
            if self.ingestor.probe_file(file, self.prober):
                self.ingestor.invalidate_caches()

    def probe_new(self, folder: str) -> int:
        """Probe files that were not probed yet, newest first; returns how many."""
        done: list[UUID] = []
        with self.prober:
            while batch := self._unprobed(folder, except_ids=done):
                for file in batch:
                    check(self.stop)
                    self.ingestor.probe_file(file, self.prober)
                done += [file.id for file in batch]
        return len(done)

    def _unprobed(self, folder: str, *, except_ids: list[UUID]) -> list[LibraryFile]:
        with self.ingestor.db.read() as conn:
            return files.list_unprobed_under(
                conn, folder=path_to_text(folder), except_ids=except_ids, limit=PROBE_BATCH
            )

    def _scan_folder(
        self, folder: str, result: ScanResult, *, confirms_missing: bool
    ) -> list[ScannedFile]:
        """Files of one folder that are new or changed. Raises `FolderUnavailable`."""
        self._check(folder)
        away = self.disks.away(folder, is_confirmed=confirms_missing)
        seen = walk(folder, self.stop, skips=self.ingestor.roots.games_in(folder))
        known = {
            path: file
            for path, file in self._known(folder).items()
            if not any(is_under(text_to_path(path), point) for point in away)
        }
        if known and not seen.files:
            # A lost mount leaves an empty mount point.
            raise FolderUnavailable("it is empty, but the library has files in it")
        self._note_missing(folder, seen, known, result, is_confirmed=confirms_missing)
        self.disks.remember(folder, away)
        return self._new_or_changed(seen, known, result)

    def _known(self, folder: str) -> dict[str, LibraryFile]:
        with self.ingestor.db.read() as conn:
            return files.list_under(conn, folder=path_to_text(folder))

    def _note_missing(
        self,
        folder: str,
        seen: WalkResult,
        known: dict[str, LibraryFile],
        result: ScanResult,
        *,
        is_confirmed: bool,
    ) -> None:
        """Mark the files that are gone or back; many at once only when confirmed."""
        there = {file.path for file in seen.files}
        gone = [file.id for path, file in known.items() if path not in there and not _exists(path)]
        result.missing += len(gone)
        is_much = len(gone) > MAX_MISSING_SHARE * len(known) and len(gone) >= MIN_MISSING_TO_ASK
        with self.ingestor.db.transaction() as conn:
            changed = presence.mark_found(conn, folder=path_to_text(folder), except_ids=gone)
            if is_much and not is_confirmed:
                result.unconfirmed += len(gone)
            elif gone:
                changed += presence.mark_missed(
                    conn, ids=gone, is_confirmed=is_confirmed, now=self.ingestor.clock()
                )
        if changed:
            self.ingestor.invalidate_caches()

    def _new_or_changed(
        self, seen: WalkResult, known: dict[str, LibraryFile], result: ScanResult
    ) -> list[ScannedFile]:
        result.found += len(seen.files)
        return [
            file
            for file in seen.files
            if (old := known.get(file.path)) is None
            or (old.size_bytes, old.modified_ns) != (file.size_bytes, file.modified_ns)
        ]

    def _check(self, folder: str) -> None:
        """Raises `FolderUnavailable` when the folder is outside the roots."""
        if os.path.realpath(folder) != folder or self.ingestor.roots.of_path(folder) is None:
            raise FolderUnavailable("it is outside the library folders")

    def _split_stable(
        self, found: Iterable[ScannedFile]
    ) -> tuple[list[ScannedFile], list[ScannedFile]]:
        """Split into stable and growing files."""
        stable: list[ScannedFile] = []
        growing: list[ScannedFile] = []
        for file in found:
            (stable if self.stability.is_stable(file) else growing).append(file)
        return stable, growing

    def _add(self, stable: list[ScannedFile], result: ScanResult) -> None:
        """Add files in batches, so that they appear during the scan."""
        for start in range(0, len(stable), BATCH_SIZE):
            check(self.stop)
            added, updated = self.ingestor.add_all(stable[start : start + BATCH_SIZE])
            result.added += added
            result.updated += updated

    def _judge_again(self, folder: str) -> int:
        check(self.stop)
        return self.ingestor.rematch(path_to_text(folder))

    def _finish(self, folders: Iterable[str], result: ScanResult) -> None:
        """Probe new files; invalidate cached pages before and after."""
        if result.added or result.updated or result.matched:
            self.ingestor.invalidate_caches()
        if sum(self.probe_new(folder) for folder in folders):
            self.ingestor.invalidate_caches()


def _exists(path: str) -> bool:
    return os.path.lexists(text_to_path(path))
