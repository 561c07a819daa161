"""Scans library folders: walk, add new and stable files, match them, probe them."""

import contextlib
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.scans import LibraryFile, ScannedFile
from chalicelib.library.mounts import Mount, list_mounts
from chalicelib.library.store import probes, scanned_files, scans
from worker.cancellation import raise_if_stopping
from worker.scanner.availability import DiskCheck
from worker.scanner.comparison import FolderComparer, FolderComparison, differing
from worker.scanner.games import measure
from worker.scanner.ingest import MATCH_BATCH, Ingestor, Unmatched
from worker.scanner.missing_files import MissingFiles
from worker.scanner.probe import Prober
from worker.scanner.progress import ScanProgress, ScanResult
from worker.scanner.roots import entry_of, games_folder_of, is_scanned, is_under
from worker.scanner.sidecar_sync import SidecarSync
from worker.scanner.stability import StabilityTracker
from worker.scanner.subtitle_sidecars import video_folder
from worker.scanner.walk import FolderUnavailable, is_gone, restat, walk

logger = logging.getLogger(__name__)

BATCH_SIZE = 500  # files per transaction; they appear together
PROBE_BATCH = 50


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
    #: One pass of probes at a time: it may take hours, and new files do not wait for it.
    probe_lock: threading.Lock = field(default_factory=threading.Lock)
    mounts: Callable[[], Sequence[Mount]] = list_mounts
    #: Whether a picture can be shown; None: titles show none from beside their files.
    is_picture: Callable[[bytes], bool] | None = None
    #: Where new files were noticed that are to be probed before those of the pass.
    _noticed: deque[str] = field(default_factory=deque)

    @property
    def disks(self) -> DiskCheck:
        return DiskCheck(self.ingestor.db, self.ingestor.roots, self.ingestor.clock, self.mounts)

    @property
    def comparer(self) -> FolderComparer:
        return FolderComparer(self.ingestor, self.disks, self.stop)

    @property
    def sidecars(self) -> SidecarSync:
        return SidecarSync(self.ingestor, self.is_picture, self.stop)

    @property
    def missing_files(self) -> MissingFiles:
        return MissingFiles(self.ingestor, self.disks)

    def run(self, scan_id: UUID) -> None:
        """Run a requested scan. Does nothing when it has finished already."""
        db, now = self.ingestor.db, self.ingestor.clock
        with db.transaction() as conn:
            started = scans.start(conn, id=scan_id, now=now())
            mark = scanned_files.catalogue_mark(conn)
            is_catalogue_known = scans.last_catalogue_mark(conn) == mark
        if started is None:
            return

        def note(result: ScanResult) -> None:
            with db.read() as conn:
                scans.update_progress(conn, id=scan_id, counts=result.counts, now=now())

        folders = {path: os.path.realpath(text_to_path(path)) for path in started.paths}
        result = self.scan(
            list(folders.values()),
            on_progress=note,
            # By itself only when the catalogue has grown: the others would fail again.
            rematch=started.is_requested or not is_catalogue_known,
            is_requested=started.is_requested,
            confirms_missing=started.confirms_missing,
        )
        with db.transaction() as conn:
            scans.update_progress(conn, id=scan_id, counts=result.counts, now=now())
            scans.finish(
                conn,
                id=scan_id,
                failed=result.failed,
                paths=[path for path in folders if folders[path] not in result.unavailable],
                missing=result.unconfirmed,
                missing_in=result.unconfirmed_in,
                message=result.message,
                mark=mark,
                now=now(),
            )

    def scan(
        self,
        folders: list[str],
        *,
        on_progress: Callable[[ScanResult], None] = lambda _result: None,
        rematch: bool = False,
        is_requested: bool = False,
        confirms_missing: bool = False,
    ) -> ScanResult:
        """
        Scan stable folders. With `rematch`, unmatched files are matched again. Files that are not
        found are marked as `MissingFiles` says, with `confirms_missing` however many they are.

        Waits once for new files to become stable; files that still grow are left to the next
        scan.
        """
        # A game is an entry of its folder, so that nothing below the folder is scanned by itself.
        roots = self.ingestor.roots
        folders = list(dict.fromkeys(games_folder_of(roots, each) or each for each in folders))
        progress = ScanProgress(ScanResult(folders=len(folders)), on_progress)
        result = progress.result
        with self.lock:
            progress.begin("looking")
            compared = self._compare(folders, progress, confirms_missing=confirms_missing)
            readable = [one.folder for one in compared]
            for one in compared:
                result.skipped += one.skipped
            stable = self._settle(
                [file for one in compared for file in one.new_or_changed], progress
            )
            moved = self._add(stable, progress)
            for one in compared:
                one.gone = [item_id for item_id in one.gone if item_id not in moved]
                self.missing_files.note_compared(
                    one, result, is_requested=is_requested, is_confirmed=confirms_missing
                )
                if not one.is_games:
                    may_write = stable or one.subtitles
                    known = self.comparer.known(one.folder) if may_write else one.known
                    self.sidecars.sync_subtitles(
                        one.folder, one.subtitles, known, except_ids=one.away
                    )
            tried = self._list_unmatched(readable) if rematch else []
            self._match_new(readable, progress)
            self._match_again(tried, progress)
            for one in compared:
                if not one.is_games:
                    self.sidecars.sync_pictures(one.folder, one.pictures, away=one.points_away)
            self._publish(result)
        progress.begin("probing", result.added + result.updated)
        with self.probe_lock:
            probed = sum(self.probe_new(folder, progress) for folder in readable)
        if probed:
            self.ingestor.invalidate_caches()
        self._probe_noticed()
        return result

    def scan_paths(self, paths: list[str]) -> ScanResult:
        """
        Scan changed files and folders.

        Growing files are tracked and added by a later call, once they are stable.
        """
        progress = ScanProgress(ScanResult())
        fresh: dict[str, ScannedFile] = {}
        there: list[str] = []
        in_roots: list[str] = []
        beside: set[str] = set()  # folders with new or changed videos, subtitles or pictures
        # A game is one item, regardless of changes in it, and is measured once.
        paths = list(dict.fromkeys(entry_of(self.ingestor.roots, path) for path in paths))
        for path in paths:
            if os.path.realpath(path) != path or not is_scanned(self.ingestor.roots, path):
                continue  # behind a symbolic link, outside the roots, or hidden
            in_roots.append(path)
            games_folder = games_folder_of(self.ingestor.roots, path)
            if games_folder is not None:
                fresh |= {
                    game.path: game for game in self.comparer.changed_games(path, games_folder)
                }
                continue
            beside |= {video_folder(path), video_folder(f"{path}/")}
            with contextlib.suppress(FolderUnavailable):  # deleted since
                skipped = self.ingestor.roots.games_in(path)
                walked = walk(path, self.stop, skips=skipped)
                found = walked.files
                inside = [*walked.files, *walked.subtitles, *walked.pictures]
                beside |= {video_folder(text_to_path(file.path)) for file in inside}
                progress.result.found += len(found)
                there += [file.path for file in found]
                fresh |= {file.path: file for file in differing(found, self.comparer.known(path))}
        with self.lock:
            stable, growing = self._split_stable(fresh.values())
            progress.result.growing = len(growing)
            self._add(stable, progress)
            self.missing_files.note_found(there)
            self.missing_files.note_deleted(in_roots)
            for folder in sorted(beside):
                if self.ingestor.roots.of_path(folder) is not None:
                    with contextlib.suppress(OSError):  # deleted since, or no folder
                        self._sync_beside(folder)
            self._match_new(paths, progress)
            self._publish(progress.result)
            self.stability.retain({path for path in self.stability.waiting if not is_gone(path)})
        self._noticed.extend(paths)
        self._probe_noticed()
        return progress.result

    def look_again(self) -> bool:
        """Look again at files that were missed. Always False: the next look can wait."""
        with self.lock:
            self.missing_files.look_again()
        return False

    def probe_new(self, folder: str, progress: ScanProgress | None = None) -> int:
        """
        Probe files that were not probed yet, newest first; returns how many.

        `progress`: of a pass, which files that are noticed meanwhile do not wait for.
        """
        done: list[UUID] = []
        with self.prober:
            while batch := self._unprobed(folder, except_ids=done):
                for file in batch:
                    raise_if_stopping(self.stop)
                    if progress is not None:
                        self._take_noticed()
                    self.ingestor.probe_file(file, self.prober)
                    if progress is not None:
                        progress.advance(1)
                done += [file.id for file in batch]
        return len(done)

    def _probe_noticed(self) -> None:
        """Probe files that were noticed; a pass that runs takes them along."""
        while self._noticed and self.probe_lock.acquire(blocking=False):
            try:
                self._take_noticed()
            finally:
                self.probe_lock.release()

    def _take_noticed(self) -> None:
        while self._noticed:
            if self.probe_new(self._noticed.popleft()):
                self.ingestor.invalidate_caches()

    def _unprobed(self, folder: str, *, except_ids: list[UUID]) -> list[LibraryFile]:
        with self.ingestor.db.read() as conn:
            return probes.list_unprobed_under(
                conn, folder=path_to_text(folder), except_ids=except_ids, limit=PROBE_BATCH
            )

    def _compare(
        self, folders: list[str], progress: ScanProgress, *, confirms_missing: bool
    ) -> list[FolderComparison]:
        """Compare the folders that are there; the others are in `ScanResult.unavailable`."""

        def count(files_of_folder: int) -> None:
            progress.result.found += files_of_folder
            progress.advance(files_of_folder)

        compared = []
        for folder in folders:
            try:
                compared.append(
                    self.comparer.compare(folder, count, confirms_missing=confirms_missing)
                )
            except FolderUnavailable as reason:
                text = f"{path_to_text(folder)} was skipped: {reason}."
                progress.result.unavailable[folder] = text
                logger.warning("folder not scanned", extra={"reason": str(reason)})
        return compared

    def _sync_beside(self, folder: str) -> None:
        """
        Subtitles and pictures of one folder; of a disk that is away nothing is forgotten.

        Raises `OSError`.
        """
        try:
            away = self.disks.away(folder)
        except FolderUnavailable:
            return
        if not any(is_under(folder, point) for point in away):
            self.sidecars.sync_folder(folder, self.comparer.known(folder))

    def _settle(self, fresh: list[ScannedFile], progress: ScanProgress) -> list[ScannedFile]:
        """The stable ones; waits once for those that were not looked at before."""
        stable, growing = self._split_stable(fresh)
        if growing:
            progress.begin("settling", len(growing))
            self.stop.wait(self.stability.after_s)
            stable_now, growing = self._split_stable(filter(None, map(_as_now, growing)))
            stable += stable_now
        progress.result.growing = len(growing)
        return stable

    def _split_stable(
        self, found: Iterable[ScannedFile]
    ) -> tuple[list[ScannedFile], list[ScannedFile]]:
        """Split into stable and growing files."""
        stable: list[ScannedFile] = []
        growing: list[ScannedFile] = []
        for file in found:
            (stable if self.stability.is_stable(file) else growing).append(file)
        return stable, growing

    def _add(self, stable: list[ScannedFile], progress: ScanProgress) -> set[UUID]:
        """Add files in batches, so that they appear during the scan; returns items that moved."""
        moved: set[UUID] = set()
        progress.begin("adding", len(stable))
        for start in range(0, len(stable), BATCH_SIZE):
            raise_if_stopping(self.stop)
            batch = stable[start : start + BATCH_SIZE]
            done = self.ingestor.add_all(batch)
            progress.result.added += done.added
            progress.result.updated += done.updated
            progress.result.moved += len(done.moved)
            moved |= done.moved
            progress.advance(len(batch))
        return moved

    def _match_new(self, folders: Sequence[str], progress: ScanProgress) -> None:
        progress.begin("matching", progress.result.added)
        for folder in folders:
            while done := self.ingestor.match_new(path_to_text(folder), MATCH_BATCH):
                raise_if_stopping(self.stop)
                progress.result.unmatched += done.unmatched
                progress.advance(done.tried)

    def _list_unmatched(self, folders: Sequence[str]) -> list[Unmatched]:
        return [
            file
            for folder in folders
            for file in self.ingestor.list_unmatched(path_to_text(folder))
        ]

    def _match_again(self, tried: Sequence[Unmatched], progress: ScanProgress) -> None:
        """Match what earlier scans could not, because the catalogue may have grown."""
        if tried:
            progress.begin("matching", len(tried))
        for start in range(0, len(tried), MATCH_BATCH):
            raise_if_stopping(self.stop)
            batch = tried[start : start + MATCH_BATCH]
            progress.result.matched += self.ingestor.match_again(batch)
            progress.advance(len(batch))

    def _publish(self, result: ScanResult) -> None:
        """Show what was found before it is probed."""
        if result.added or result.updated or result.matched or result.moved:
            self.ingestor.invalidate_caches()


def _as_now(file: ScannedFile) -> ScannedFile | None:
    """The file or game as it is on disk now; None when it is not there."""
    if file.content == "video":
        return restat(file)
    with contextlib.suppress(OSError):
        return measure(text_to_path(file.path))
    return None
