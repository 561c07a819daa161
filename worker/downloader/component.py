"""The downloader as a component of the worker: composition, and an orderly shutdown."""

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from chalicelib.download_settings.service import (
    ChosenFolderService,
    DownloadSettingsService,
    WatchFolderOwner,
)
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.service import DownloadService
from chalicelib.inspections.service import InspectionQueue
from chalicelib.leases.service import (
    LeaseLost,
    LeaseService,
    RelocationService,
    SeedingService,
    TrashService,
    WorkerService,
)
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader import disk_space
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.disk_reservations import DiskReservations
from worker.downloader.dispatcher import Dispatcher, EngineRoute
from worker.downloader.engine import SourceEngine
from worker.downloader.engines import make_engines
from worker.downloader.event_log import EventLog
from worker.downloader.heartbeat import HeartbeatJob
from worker.downloader.in_progress_file import InProgressFile
from worker.downloader.inspections import InspectionRunner
from worker.downloader.job_monitor import Monitor
from worker.downloader.liveness import LivenessLock
from worker.downloader.notifications import NotificationListener
from worker.downloader.relocation import LocationFinalizer, Relocator
from worker.downloader.seeding import SeedingMonitor
from worker.downloader.settings_applier import SettingsApplier
from worker.downloader.suspension import JobSuspender
from worker.downloader.transitions import SWARM_TIMEOUTS, Timeouts
from worker.downloader.trash import TrashCollector
from worker.downloader.watch_folder import WatchFolder
from worker.downloader.worker_context import Intervals, Wakeups, WorkerContext, background_job
from worker.job_loop import Job
from worker.scanner.recognition import Recognizer

logger = logging.getLogger(__name__)

#: A notification wakes the job: this is for one that was missed.
RECOGNIZE_EVERY_S = 30.0
SWARM_SOURCES = (SourceType.MAGNET, SourceType.TORRENT)


@dataclass(frozen=True)
class Services:
    """The downloader's access to the database."""

    leases: LeaseService
    workers: WorkerService
    seeding: SeedingService
    inspections: InspectionQueue
    settings: DownloadSettingsService
    trash: TrashService
    relocations: RelocationService
    downloads: DownloadService
    watch_folder_owner: WatchFolderOwner
    recognizer: Recognizer

    @classmethod
    def from_registry(cls) -> "Services":
        return cls(
            get(LeaseService),
            get(WorkerService),
            get(SeedingService),
            get(InspectionQueue),
            get(DownloadSettingsService),
            get(TrashService),
            get(RelocationService),
            get(DownloadService),
            get(WatchFolderOwner),
            Recognizer(get(Database), get(Cache)),
        )


@dataclass(frozen=True)
class DownloaderConfig:
    """Configuration of the downloader; tests pass other values."""

    data_dir: Path  # markers of the workers of this machine
    download_dir: Path
    poll_interval_s: float = 3.0
    timeouts: Timeouts | None = None  # None: the default of the source type
    intervals: Intervals = field(default_factory=Intervals)
    free_bytes: disk_space.FreeBytes = disk_space.free_bytes
    other_folders: tuple[Path, ...] = ()  # where completed downloads may be moved
    #: The folders chosen for new downloads, the one in use first.
    chosen_folders: Callable[[], Sequence[str]] = tuple
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()  # with a time zone
    converter: Callable[[], object] = lambda: None  # what it reports with each heartbeat

    def timeouts_of(self, source_type: SourceType) -> Timeouts:
        default = SWARM_TIMEOUTS if source_type in SWARM_SOURCES else Timeouts()
        return self.timeouts or default


class DownloaderComponent:
    """See `worker.worker_main.Component`."""

    def __init__(
        self,
        services: Services,
        engines: Mapping[SourceType, SourceEngine],
        config: DownloaderConfig,
        wakeups: Wakeups,
    ) -> None:
        self.services = services
        self.engines = list({id(engine): engine for engine in engines.values()}.values())
        self.liveness = LivenessLock(config.data_dir / "workers")
        self.context = make_context(config, wakeups, self.liveness.worker_id)
        self.active_jobs = ActiveJobs(config.intervals.probation_s)
        routes = {
            kind: EngineRoute(engine, config.timeouts_of(kind)) for kind, engine in engines.items()
        }
        leases, context, active = services.leases, self.context, self.active_jobs
        applier = SettingsApplier(services.settings, context, self.engines, config.now)
        reservations = DiskReservations(
            leases, active, config.free_bytes, lambda: applier.settings.reserve_bytes
        )
        self.seeding = SeedingMonitor(services.seeding, context, routes)
        self.dispatcher = Dispatcher(leases, context, routes, active, config.poll_interval_s)
        self.monitor = make_monitor(
            leases,
            context,
            self.engines,
            active,
            reservations=reservations,
            seeding=self.seeding,
        )
        self.listener = NotificationListener(services.workers, wakeups)
        self.trash = TrashCollector(services.trash, context, self.engines, config.now)
        self.heartbeat = HeartbeatJob(
            services.workers,
            context,
            self.liveness,
            active,
            self.engines,
            reservations,
            config.converter,
        )
        self._jobs = [
            applier.job(),
            self.heartbeat.job(),
            self.listener.job(),
            self.dispatcher.job(),
            self.monitor.job(),
            self.seeding.job(),
            InspectionRunner(services.inspections, context, engines).job(),
            make_watch_folder(services, applier).job(),
            Relocator(services.relocations, context, self.seeding).job(),
            self.trash.job(),
            background_job(
                "download titles", services.recognizer.work, RECOGNIZE_EVERY_S, wakeups.recognition
            ),
        ]

    @classmethod
    def from_settings(cls, converter: Callable[[], object] = lambda: None) -> "DownloaderComponent":
        settings, wakeups = get(Settings), Wakeups()
        config = DownloaderConfig(
            settings.data_dir,
            settings.download_dir,
            settings.download_poll_interval,
            other_folders=tuple(Path(root) for root in settings.library_roots),
            chosen_folders=get(ChosenFolderService).chosen,
            converter=converter,
        )
        engines = make_engines(settings, get(NetworkGuard), wakeups.report_changed)
        return cls(Services.from_registry(), engines, config, wakeups)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.context.stopping.set()
        self.listener.stop.set()

    def close(self, within_s: float) -> None:
        """Save the resume data, give the jobs back and remove the marker of this worker."""
        for engine in self.engines:
            for job_id, data in engine.close(within_s / 2).items():
                self._save_resume_data(job_id, data)
        kept = [job for job in self.active_jobs.all() if not self._give_back(job)]
        try:
            self.seeding.release_all()
            if not kept:
                self.services.workers.unregister(self.context.worker_id)
        except Unavailable:
            logger.warning("the worker could not sign off at the database")
        self.liveness.close(leave_marker=bool(kept))

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        """A reader of a file that this worker is downloading; None when there is none."""
        job = self.active_jobs.get(job_id)
        return job.engine.open_in_progress(job_id, file_index) if job else None

    def _give_back(self, job: ActiveJob) -> bool:
        try:
            self.services.leases.release(job.claim)
        except LeaseLost:
            pass
        except Unavailable:
            # The next worker finds our marker unlocked, and reaps the job.
            logger.warning("job not given back", extra={"job_id": str(job.claim.id)})
            return False
        finally:
            job.lock.release()
        return True

    def _save_resume_data(self, job_id: UUID, data: bytes) -> None:
        job = self.active_jobs.get(job_id)
        try:
            if job is None:
                self.seeding.save_resume_data(job_id, data)
            else:
                self.services.leases.save_resume_data(job.claim, data)
        except (LeaseLost, Unavailable):
            logger.warning("resume data not saved", extra={"job_id": str(job_id)})


def make_context(config: DownloaderConfig, wakeups: Wakeups, worker_id: str) -> WorkerContext:
    config.download_dir.mkdir(parents=True, exist_ok=True)
    root = config.download_dir.resolve()  # libtorrent and the library compare real paths
    return WorkerContext(
        worker_id=worker_id,
        root=root,
        fixed_roots=(root, *config.other_folders),
        chosen=config.chosen_folders,
        intervals=config.intervals,
        wakeups=wakeups,
        stopping=threading.Event(),
        is_configured=threading.Event(),
    )


def make_monitor(
    leases: LeaseService,
    context: WorkerContext,
    engines: Collection[SourceEngine],
    active_jobs: ActiveJobs,
    *,
    reservations: DiskReservations,
    seeding: SeedingMonitor,
) -> Monitor:
    event_log = EventLog(leases, context.worker_id)
    suspender = JobSuspender(leases, context, engines, reservations)
    finalizer = LocationFinalizer(leases, active_jobs, event_log, lambda: context.job_roots)
    return Monitor(leases, context, engines, active_jobs, event_log, suspender, finalizer, seeding)


def make_watch_folder(services: Services, applier: SettingsApplier) -> WatchFolder:
    return WatchFolder(
        services.downloads,
        services.watch_folder_owner,
        lambda: applier.settings.watch_folder,
        lambda: applier.settings.watch_owner,
    )
