"""One installation: its services and its workers."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.service import (
    CategoryService,
    DownloadSettingsService,
    FolderService,
    QuotaService,
)
from chalicelib.downloads.models import DownloadCreate, DownloadJob, EventFilter, SourceType
from chalicelib.downloads.service import DownloadControl, DownloadService, SourceValidator
from chalicelib.inspections.service import InspectionService
from chalicelib.leases.service import LeaseService, TrashService, WorkerService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from tests.downloads.accounts import settings_service
from tests.downloads.data import url
from tests.downloads.scripted_engine import ScriptedEngine
from tests.downloads.swarm import LOOPBACK
from tests.downloads.workers import SteppedWorker, Worker
from tests.waiting import PATIENCE_S, retry_unavailable, wait_stable, wait_until
from worker.downloader import disk_space
from worker.downloader.engine import Phase, SourceEngine
from worker.downloader.transitions import Timeouts
from worker.downloader.worker_context import Intervals

FAST_INTERVALS = Intervals(poll_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=0.3)


#: No timeout expires because the machine is busy.
LONG_TIMEOUTS = Timeouts(prepare_s=600, slow_after_s=600, stalled_s=600)


@dataclass
class WorkerHarness:
    """One installation: the services users call, and its workers."""

    db: Database
    cache: Cache
    folder: Path
    max_active: int = 3
    backoff_s: float = 0.1
    lease_s: float = 60.0
    timeouts: Timeouts = LONG_TIMEOUTS
    intervals: Intervals = FAST_INTERVALS
    poll_interval_s: float = 0.2
    free_bytes: Callable[[Path], int] = disk_space.free_bytes
    data_dir: Path | None = None  # another machine has another one; None: the folder
    #: Folders chosen for new downloads, the one in use first.
    chosen_folders: list[str] = field(default_factory=list)
    _workers: list["Worker | SteppedWorker"] = field(default_factory=list)
    _stepped: list["SteppedWorker"] = field(default_factory=list)

    @property
    def downloads(self) -> DownloadService:
        return DownloadService(
            self.db,
            self.cache,
            new_id,
            self.validator,
            self.settings,
        )

    @property
    def settings(self) -> DownloadSettingsService:
        return settings_service(self.db, self.max_active)

    @property
    def validator(self) -> SourceValidator:
        return SourceValidator(LOOPBACK, are_torrents_on=True)

    @property
    def folders(self) -> FolderService:
        return FolderService(self.db, lambda: (str(self.folder),))

    @property
    def categories(self) -> CategoryService:
        return CategoryService(self.db, new_id, lambda: (str(self.folder),))

    @property
    def quotas(self) -> QuotaService:
        return QuotaService(self.db, self.settings)

    @property
    def inspections(self) -> InspectionService:
        return InspectionService(
            self.db,
            new_id,
            self.validator,
            self.settings,
            self.folders,
            CatalogService(self.db, utc_now, self.cache),
        )

    @property
    def trash(self) -> TrashService:
        return TrashService(self.db, self.settings)

    @property
    def control(self) -> DownloadControl:
        return DownloadControl(
            self.db,
            self.cache,
            new_id,
            self.settings,
            self.folders,
            self.categories,
            self.downloads,
        )

    @property
    def leases(self) -> LeaseService:
        return LeaseService(self.db, self.cache, self.settings, self.backoff_s, self.lease_s)

    @property
    def workers(self) -> WorkerService:
        return WorkerService(self.db, self.cache)

    def worker(self, engines: dict[SourceType, SourceEngine] | None = None) -> "Worker":
        """A worker that is running."""
        worker = Worker(self, engines)
        self._workers.append(worker)
        return worker

    def stepped_worker(
        self, engines: dict[SourceType, SourceEngine] | None = None
    ) -> "SteppedWorker":
        """A worker without threads: `wait_until` and `wait_stable` of this harness step it."""
        worker = SteppedWorker(self, engines)
        self._workers.append(worker)
        self._stepped.append(worker)
        return worker

    def wait_until(
        self, condition: Callable[[], Any], within_s: float = PATIENCE_S, what: str = ""
    ) -> Any:
        """Step the stepped workers until a condition is true, and return its value."""

        def check() -> Any:
            if found := condition():
                return found
            self._step()
            return condition()

        return (
            wait_until(check, within_s, what)
            if self._stepped
            else wait_until(condition, within_s, what)
        )

    def wait_stable(self, value: Callable[[], Any], steps: int = 10) -> Any:
        """What a value is after so many steps in which it does not change."""
        if not self._stepped:
            return wait_stable(value)
        last, unchanged = value(), 0
        for _ in range(1000):
            self._step()
            now = value()
            unchanged = unchanged + 1 if now == last else 0
            last = now
            if unchanged == steps:
                return last
        raise AssertionError(f"does not become stable: {last}")

    def _step(self) -> None:
        for worker in self._stepped:
            if not worker.is_closed:
                worker.step()

    def add_job(
        self, user: User, kind: str, source: str, title: str = "", key: str | None = None
    ) -> DownloadJob:
        wanted = DownloadCreate(sourceType=kind, source=source, title=title)
        return self.downloads.request(user, wanted, key).job

    def job(self, user: User, job: DownloadJob) -> DownloadJob:
        return retry_unavailable(lambda: self.downloads.get(user, job.id))

    def status_history(self, user: User, job: DownloadJob) -> list[str]:
        """The states a job went through, as its story tells; repeated ones once."""
        told = [str(event.status) for event in self.events(user, job)]
        return [
            status for status, before in zip(told, [None, *told], strict=False) if status != before
        ]

    def events(self, user: User, job: DownloadJob) -> list[Any]:
        return retry_unavailable(
            lambda: self.downloads.events(user, job.id, EventFilter(limit=500)).items
        )

    def wait_for_status(
        self, user: User, job: DownloadJob, status: str, within_s: float = PATIENCE_S
    ) -> DownloadJob:
        """The job once it is in a state; fails at once when it ended in another."""

        def is_there() -> DownloadJob | None:
            now = self.job(user, job)
            if now.status != status and now.status in ("completed", "failed", "cancelled"):
                raise AssertionError(f"{now.status}: {now.reason} {now.error_message}")
            return now if now.status == status else None

        return self.wait_until(is_there, within_s, f"{status}, is {self.job(user, job).status}")

    def file_of(self, job: DownloadJob) -> Path:
        """The only file of a completed job."""
        (file,) = self.leases.files(job.id)
        return Path(file.path)

    @property
    def newest_worker(self) -> "Worker | SteppedWorker":
        return self._workers[-1]

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


def start_job(
    harness: WorkerHarness, engine: ScriptedEngine, user: User, number: int = 1, total: int = 1000
) -> DownloadJob:
    """A job whose task runs."""
    job = harness.add_job(user, "http", url(number))
    harness.wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=total)
    harness.wait_for_status(user, job, "downloading")
    return job


def listeners(db: Database) -> list[int]:
    """The backends that wait for notices."""
    with db.read() as conn:
        rows = conn.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        ).fetchall()
    return [row[0] for row in rows]


@contextlib.contextmanager
def worker_of(harness: WorkerHarness) -> Iterator[Worker]:
    worker = harness.worker()
    try:
        yield worker
    finally:
        worker.close()
