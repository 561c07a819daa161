"""The library as a part of the worker: scans, imports, probes, copies, and watching folders."""

import threading
import time
from collections.abc import Sequence

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.housekeeping import Housekeeping
from worker.loop import Backoff, Job
from worker.object_store import client_of
from worker.scanner.forgetting import Forgetter
from worker.scanner.imports import Importer
from worker.scanner.probe import Prober
from worker.scanner.roots import Roots
from worker.scanner.scan import Scanner
from worker.scanner.settle import Settling
from worker.scanner.shelf import Shelf
from worker.scanner.watch import Watcher
from worker.tasks import QUEUES, TaskRunner, Work, app_of
from worker.uploader import Uploader

LOOK_AFTER_EVERY_S = 60.0


class Library:
    """See `worker.main.Component`."""

    def __init__(self, dsn: str, shelf: Shelf, uploader: Uploader | None) -> None:
        self.stopping = threading.Event()
        if uploader is not None:
            uploader.stop = self.stopping
        self.scanner = Scanner(shelf, Settling(time.monotonic), Prober(), self.stopping)
        self.importer = Importer(shelf, Prober(), self.stopping)
        forgetter = Forgetter(shelf, uploader.remove if uploader else None)
        work = Work(self.scanner, self.importer, forgetter, uploader)
        tasks = TaskRunner(lambda: app_of(dsn, work), QUEUES, looks_after_stalled=True)
        watcher = Watcher(self.scanner)
        housekeeping = Housekeeping(shelf, uploader)

        def run_tasks() -> bool:
            tasks.run(self.stopping)
            return False

        def watch() -> bool:
            watcher.run(self.stopping)
            return False

        self._jobs = [
            Job("library housekeeping", housekeeping.work_once, Backoff(idle_s=LOOK_AFTER_EVERY_S)),
            Job("library tasks", run_tasks),
            Job("library watcher", watch),
        ]

    @classmethod
    def from_settings(cls) -> "Library":
        """Raises `OSError` when the default folder, which is ours to make, cannot be made."""
        settings = get(Settings)
        if not settings.seen_library_roots:
            settings.library_roots[0].mkdir(parents=True, exist_ok=True)
        roots = Roots.of(settings.library_roots, settings.download_dir)
        client = client_of(settings)
        db = get(Database)
        shelf = Shelf(db, get(Cache), roots, utc_now, new_id, pushes=client is not None)
        uploader = Uploader(db, client, settings.s3_bucket, roots, utc_now) if client else None
        return cls(settings.database_url.get_secret_value(), shelf, uploader)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing here takes time
        """End the children that look into files."""
        self.scanner.prober.close()
        self.importer.prober.close()
