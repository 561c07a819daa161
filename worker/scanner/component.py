"""The library component: scans, imports, probes, uploads, and folder watching."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from chalicelib.download_settings.service import ChosenFolderService
from chalicelib.leases.service import TrashService
from chalicelib.library.mounts import list_mounts
from chalicelib.library_imports.service import LibraryImportService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.recycle_folder.service.journal import RecycleJournal
from worker.deleted_account_files import FolderRemover
from worker.housekeeping import Housekeeping
from worker.job_loop import Backoff, Job
from worker.local_file_freeing import StoreFreer
from worker.object_store_check import StoreChecker
from worker.recycle_folder import RecycleFolderWorker
from worker.s3_client import client_of
from worker.scanner.availability import DiskCheck
from worker.scanner.chapter_segments import ChapterReader
from worker.scanner.disk_watch import DiskWatch
from worker.scanner.file_moves import FileMover
from worker.scanner.first_probe import FirstProber
from worker.scanner.imports import Importer
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.removal import ItemRemover
from worker.scanner.reprobe import Reprober
from worker.scanner.roots import live_roots
from worker.scanner.scan import Scanner
from worker.scanner.stability import StabilityTracker
from worker.scanner.upgrades import Upgrader
from worker.scanner.watch import FolderWatcher
from worker.task_runner import QUEUES, TaskHandlers, TaskRunner, app_of
from worker.uploader import Uploader

HOUSEKEEPING_EVERY_S = 60.0
RECYCLE_EVERY_S = 5.0
DISKS_EVERY_S = 2.0  # as often as folders are checked by their watchers
MISSED_EVERY_S = 30.0  # of files that were missed ten minutes ago
REPROBE_EVERY_S = 3600.0  # files whose disk was away


class LibraryComponent:
    """See `worker.worker_main.Component`."""

    def __init__(
        self,
        dsn: str,
        ingestor: Ingestor,
        uploader: Uploader | None,
        folder_remover: FolderRemover,
        journal: RecycleJournal,
        *,
        imports: LibraryImportService | None = None,
        is_picture: Callable[[bytes], bool] | None = None,
    ) -> None:
        self.stopping = threading.Event()
        if uploader is not None:
            uploader.stop = self.stopping
        self.scanner = Scanner(
            ingestor,
            StabilityTracker(time.monotonic),
            Prober(),
            self.stopping,
            is_picture=is_picture,
        )
        recycler = RecycleFolderWorker(
            journal,
            ingestor.roots,
            DiskCheck(ingestor.db, ingestor.roots, ingestor.clock, list_mounts),
            uploader.remove if uploader else None,
            ingestor.invalidate_caches,
            ingestor.clock,
        )
        mover = FileMover(ingestor, self.stopping, upgrader_of(imports, recycler, journal))
        self.importer = Importer(ingestor, Prober(), self.stopping, imports, mover)
        self.reprober = Reprober(ingestor, Prober(), self.stopping)
        chapters = ChapterReader(ingestor.db, ingestor.clock)
        remover = ItemRemover(ingestor, uploader.remove if uploader else None)
        freer, checker = _store_jobs(ingestor, uploader)
        work = TaskHandlers(
            self.scanner,
            self.importer,
            mover,
            FirstProber(ingestor),
            remover,
            folder_remover,
            uploader,
            freer,
        )
        tasks = TaskRunner(lambda: app_of(dsn, work), QUEUES, requeues_stalled=True)
        watchers = FolderWatcher(self.scanner), FolderWatcher(self.scanner, polls=True)
        disks, network_disks = (
            DiskWatch(
                ingestor.db,
                ingestor.roots,
                ingestor.clock,
                list_mounts,
                ingestor.invalidate_caches,
                on_network=on_network,
            )
            for on_network in (False, True)
        )
        housekeeping = Housekeeping(ingestor, uploader, remover, freer, checker)

        def run_tasks() -> bool:
            tasks.run(self.stopping)
            return False

        def watch(watcher: FolderWatcher) -> bool:
            watcher.run(self.stopping)
            return False

        self._jobs = [
            Job(
                "library housekeeping", housekeeping.work_once, Backoff(idle_s=HOUSEKEEPING_EVERY_S)
            ),
            Job("library tasks", run_tasks),
            Job("recycle folder", recycler.work_once, Backoff(idle_s=RECYCLE_EVERY_S)),
            Job("library disks", disks.work_once, Backoff(idle_s=DISKS_EVERY_S)),
            Job("network disks", network_disks.work_once, Backoff(idle_s=DISKS_EVERY_S)),
            Job("missed files", self.scanner.look_again, Backoff(idle_s=MISSED_EVERY_S)),
            Job("library watcher", lambda: watch(watchers[0])),
            Job("network watcher", lambda: watch(watchers[1])),
            Job("library reprobe", self.reprober.work_once, Backoff(idle_s=REPROBE_EVERY_S)),
            Job("library chapters", chapters.work_once, Backoff(idle_s=REPROBE_EVERY_S)),
        ]

    @classmethod
    def from_settings(cls, is_picture: Callable[[bytes], bool]) -> "LibraryComponent":
        """
        `is_picture`: see `Scanner`. Raises `OSError` when the default library folder cannot be
        created.
        """
        settings = get(Settings)
        if not settings.seen_library_roots:
            settings.library_roots[0].mkdir(parents=True, exist_ok=True)
        roots = live_roots()
        client = client_of(settings)
        db = get(Database)
        includes_library = settings.seen_push == "all"
        ingestor = Ingestor(
            db,
            get(Cache),
            roots,
            utc_now,
            new_id,
            pushes=client is not None,
            pushes_library=includes_library,
            confident_at=settings.seen_match_confidence,
        )
        folder = os.environ.get("SEEN_OBJECTS_DIR")  # set by the supervisor
        uploader = (
            Uploader(
                db,
                client,
                settings.s3_bucket,
                roots,
                utc_now,
                includes_library=includes_library,
                store_dir=Path(folder) if folder else None,
            )
            if client
            else None
        )
        download_roots = (settings.download_dir.resolve(), *map(Path, settings.library_roots))
        folder_remover = FolderRemover(
            get(TrashService), download_roots, get(ChosenFolderService).chosen
        )
        return cls(
            settings.database_url.get_secret_value(),
            ingestor,
            uploader,
            folder_remover,
            get(RecycleJournal),
            imports=get(LibraryImportService),
            # In the direct mode browsers read pictures from providers alone.
            is_picture=is_picture if settings.seen_artwork == "proxy" else None,
        )

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # returns at once
        """End the probe processes."""
        self.scanner.prober.close()
        self.importer.prober.close()
        self.reprober.prober.close()


def upgrader_of(
    imports: LibraryImportService | None, recycler: RecycleFolderWorker, journal: RecycleJournal
) -> Upgrader | None:
    """What replaces worse versions; nothing where downloads stay where they are."""
    if imports is None:
        return None
    return Upgrader(
        imports, recycler.work_once, lambda move: journal.moves_of_replaced(move.item_id)
    )


def _store_jobs(
    ingestor: Ingestor, uploader: Uploader | None
) -> tuple[StoreFreer | None, StoreChecker | None]:
    """What works on the object store beside the uploads; nothing without one."""
    if uploader is None:
        return None, None
    db, client, bucket = uploader.db, uploader.client, uploader.bucket
    freer = StoreFreer(db, client, bucket, ingestor.roots, ingestor.clock)
    return freer, StoreChecker(db, client, bucket, ingestor.clock)
