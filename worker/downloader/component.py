"""The downloader as a part of the worker: engines, threads, and an orderly end."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from chalicelib.download_settings.service import DownloadSettingsService, WatchFolderOwner
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
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.downloader import disk
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.disk_reservations import ASK_AGAIN_S, DiskReservations
from worker.downloader.dispatcher import Dispatcher, Route
from worker.downloader.engine import Engine
from worker.downloader.engines import make_engines
from worker.downloader.event_log import EventLog
from worker.downloader.finalization import LocationFinalizer
from worker.downloader.heartbeat import HeartbeatJob
from worker.downloader.inspections import InspectionRunner
from worker.downloader.liveness import LivenessLock
from worker.downloader.monitor import Intervals, Monitor
from worker.downloader.notifications import NotificationListener
from worker.downloader.reader import InProgressFile
from worker.downloader.relocation import Relocator
from worker.downloader.seeding import SeedingMonitor, engines_of
from worker.downloader.settings_applier import SettingsApplier
from worker.downloader.suspension import JobSuspender
from worker.downloader.transitions import SWARM_TIMEOUTS, Timeouts
from worker.downloader.trash import TrashCollector
from worker.downloader.watch_folder import WatchFolder
from worker.loop import Backoff, Job

logger = logging.getLogger(__name__)

#: Back within five seconds after the database is.
FIRST_BACKOFF_S = 0.5
LONGEST_BACKOFF_S = 2.0
RULE_EVERY_S = 30.0
WATCH_EVERY_S = 5.0
SWEEP_EVERY_S = 60.0
#: Questions ring a bell; between question and answer somebody waits.
LOOK_INSIDE_EVERY_S = 30.0


@dataclass(frozen=True)
class Services:
    """What the worker does with the database."""

    work: LeaseService
    workers: WorkerService
    seeds: SeedingService
    looks: InspectionQueue
    house: DownloadSettingsService
    recycling: TrashService
    relocating: RelocationService
    downloads: DownloadService
    owner: WatchFolderOwner


@dataclass(frozen=True)
class Wakeups:
    """Each ends a wait early."""

    claim: threading.Event = field(default_factory=threading.Event)
    seed: threading.Event = field(default_factory=threading.Event)
    inside: threading.Event = field(default_factory=threading.Event)
    rule: threading.Event = field(default_factory=threading.Event)
    sweep: threading.Event = field(default_factory=threading.Event)
    move: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class DownloaderConfig:
    """What differs between installations, and between a home and a test."""

    data_dir: Path  # signs of life of the workers of this machine
    download_dir: Path
    poll_interval_s: float = 3.0
    timeouts: Timeouts | None = None  # None: the usual, by the kind of source
    intervals: Intervals = field(default_factory=Intervals)
    free_bytes: disk.FreeBytes = disk.free_bytes
    other_folders: tuple[Path, ...] = ()  # where finished downloads may go
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()  # the house's clock


class DownloaderComponent:
    """See `worker.main.Component`."""

    def __init__(
        self,
        services: Services,
        engines: dict[SourceType, Engine],
        plan: DownloaderConfig,
        news: threading.Event | None = None,
    ) -> None:
        """`news` is set by the engines when a report is worth a look at once."""
        work_on = services.work
        renew_s = plan.intervals.renew_s
        self.work_on = work_on
        self._workers = services.workers
        self.stopping = threading.Event()
        self.active_jobs = ActiveJobs(plan.intervals.trial_s)
        # Without links in it: the library compares real paths.
        plan.download_dir.mkdir(parents=True, exist_ok=True)
        root = plan.download_dir.resolve()
        self.liveness = LivenessLock(plan.data_dir / "workers")
        routes = {kind: Route(engine, _patience(plan, kind)) for kind, engine in engines.items()}
        self._engines = engines_of(routes)
        self._look_bell = news or threading.Event()
        bells = Wakeups()
        ruler = SettingsApplier(services.house, self._engines, plan.now)

        def may_begin() -> bool:
            return ruler.is_in_force

        room = DiskReservations(
            work_on, self.active_jobs, plan.free_bytes, reserve=lambda: ruler.rules.reserve_bytes
        )
        self.seeds = SeedingMonitor(
            services.seeds,
            self.liveness.worker_id,
            routes,
            renew_s,
            self.stopping,
            may_begin,
        )
        self.dispatcher = Dispatcher(
            work_on,
            self.liveness.worker_id,
            root,
            routes,
            self.active_jobs,
            self.stopping,
            may_begin,
        )

        def begin() -> None:
            self.seeds.check_now()
            for wakeup in (bells.claim, bells.seed, bells.inside):
                wakeup.set()

        ruler.on_in_force = begin

        def place_free() -> None:
            bells.claim.set()
            bells.sweep.set()  # what was cancelled may be put aside, now that it is let go of

        self.monitor = Monitor(
            work_on,
            self.liveness.worker_id,
            self._engines,
            self.active_jobs,
            EventLog(work_on, self.liveness.worker_id),
            JobSuspender(work_on, self._engines, room, place_free, min(ASK_AGAIN_S, renew_s)),
            LocationFinalizer(work_on, self.active_jobs, root),
            self.seeds,
            on_place_free=place_free,
            intervals=plan.intervals,
        )
        looker = InspectionRunner(services.looks, self.liveness.worker_id, routes, may_begin)

        def wish() -> None:
            self.monitor.check_now()
            self.seeds.check_now()
            self._look_bell.set()
            bells.seed.set()
            bells.sweep.set()
            bells.move.set()

        self.listener = NotificationListener(
            services.workers, bells.claim.set, wish, bells.inside.set, bells.rule.set
        )

        def taken() -> None:
            bells.claim.set()
            self.seeds.check_now()
            bells.seed.set()
            bells.move.set()

        teller = HeartbeatJob(
            services.workers,
            self.liveness,
            self.active_jobs,
            self._engines,
            room,
            [root, *plan.other_folders],
            on_new=taken,
            silent_after_s=plan.intervals.silent_after_s,
        )
        mover = Relocator(
            services.relocating,
            self.liveness.worker_id,
            root,
            [root, *plan.other_folders],
            self.seeds,
        )
        watcher = WatchFolder(
            services.downloads,
            services.owner,
            lambda: ruler.rules.watch_folder,
            lambda: ruler.rules.watch_owner,
        )
        recycler = TrashCollector(
            services.recycling, root, [root, *plan.other_folders], self._engines, plan.now
        )
        self._jobs = [
            Job("download rules", ruler.work, _pace(RULE_EVERY_S), bells.rule),
            Job("download heartbeat", teller.work, _pace(plan.intervals.heartbeat_s)),
            Job("download listener", self.listener.work, _pace(FIRST_BACKOFF_S)),
            Job(
                "download dispatcher",
                self.dispatcher.work,
                _pace(plan.poll_interval_s),
                bells.claim,
            ),
            Job(
                "download monitor", self.monitor.work, _pace(plan.intervals.poll_s), self._look_bell
            ),
            Job("download seeds", self.seeds.work, _pace(plan.intervals.renew_s), bells.seed),
            Job("download inspections", looker.work, _pace(LOOK_INSIDE_EVERY_S), bells.inside),
            Job("watch folder", watcher.work, _pace(WATCH_EVERY_S)),
            Job("download mover", mover.work, _pace(SWEEP_EVERY_S), bells.move),
            Job("download recycler", recycler.work, _pace(SWEEP_EVERY_S), bells.sweep),
        ]

    @classmethod
    def from_settings(cls) -> "DownloaderComponent":
        settings = get(Settings)
        news = threading.Event()
        plan = DownloaderConfig(
            settings.data_dir,
            settings.download_dir,
            settings.download_poll_interval,
            other_folders=tuple(Path(root) for root in settings.library_roots),
        )
        services = Services(
            get(LeaseService),
            get(WorkerService),
            get(SeedingService),
            get(InspectionQueue),
            get(DownloadSettingsService),
            get(TrashService),
            get(RelocationService),
            get(DownloadService),
            get(WatchFolderOwner),
        )
        return cls(services, make_engines(settings, get(NetworkGuard), news.set), plan, news)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()
        self.listener.stop.set()

    def close(self, within_s: float) -> None:
        """Save what is needed to go on, give the jobs back, leave no sign of life."""
        for engine in self._engines:
            saved = engine.close(within_s / 2)
            for job_id, data in saved.items():
                self._keep(job_id, data)
        left = [held for held in self.active_jobs.all() if not self._give_back(held)]
        try:
            self.seeds.let_all_go()
            if not left:
                self._workers.unregister(self.liveness.worker_id)
        except Unavailable:
            logger.warning("the database was not told that the worker stops")
        self.liveness.close(leave_note=bool(left))

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        """A reader of a file that is arriving through this worker; None when there is none."""
        held = self.active_jobs.get(job_id)
        return held.engine.open_in_progress(job_id, file_index) if held else None

    def _give_back(self, held: ActiveJob) -> bool:
        try:
            self.work_on.release(held.claim)
        except LeaseLost:
            pass
        except Unavailable:
            # Whoever starts next finds our note without our lock on it, and takes the job over.
            logger.warning("job not given back", extra={"job_id": str(held.claim.id)})
            return False
        finally:
            held.lock.release()
        return True

    def _keep(self, job_id: UUID, data: bytes) -> None:
        held = self.active_jobs.get(job_id)
        try:
            if held is None:
                self.seeds.keep(job_id, data)
                return
            self.work_on.save_resume_data(held.claim, data)
        except (LeaseLost, Unavailable):
            logger.warning("resume data not kept", extra={"job_id": str(job_id)})


def _patience(plan: DownloaderConfig, kind: SourceType) -> Timeouts:
    if plan.timeouts is not None:
        return plan.timeouts
    is_swarm = kind in (SourceType.MAGNET, SourceType.TORRENT)
    return SWARM_TIMEOUTS if is_swarm else Timeouts()


def _pace(idle_s: float) -> Backoff:
    return Backoff(
        idle_s=idle_s, first_backoff_s=FIRST_BACKOFF_S, longest_backoff_s=LONGEST_BACKOFF_S
    )
