"""The downloader component, with threads or stepped by hand."""

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.download_settings.service import WatchFolderOwner
from chalicelib.downloads.models import SourceType
from chalicelib.inspections.service import InspectionQueue
from chalicelib.leases.service import RelocationService, SeedingService
from chalicelib.platform.clock import new_id
from tests.downloads.swarm import LOOPBACK, LOOPBACK_ONLY
from worker import job_loop
from worker.downloader.component import DownloaderComponent, DownloaderConfig, Services
from worker.downloader.engine import SourceEngine
from worker.downloader.http import HttpEngine
from worker.downloader.torrents import TorrentEngine
from worker.downloader.worker_context import Wakeups
from worker.scanner.recognition import Recognizer

if TYPE_CHECKING:
    from tests.downloads.harness import WorkerHarness


def make_component(
    harness: "WorkerHarness", engines: dict[SourceType, SourceEngine] | None = None
) -> DownloaderComponent:
    """The downloader component, not running yet; with real engines unless others are given."""
    wakeups = Wakeups()
    if engines is None:
        free = harness.free_bytes
        http_engine = HttpEngine(LOOPBACK, free_bytes=free, on_update=wakeups.report_changed)
        options = replace(LOOPBACK_ONLY, is_open_at_once=False)  # as in production
        torrents = TorrentEngine(
            LOOPBACK, options, free_bytes=free, on_update=wakeups.report_changed
        )
        engines = {
            SourceType.HTTP: http_engine,
            SourceType.DIRECT: http_engine,
            SourceType.MAGNET: torrents,
            SourceType.TORRENT: torrents,
        }
    config = DownloaderConfig(
        harness.data_dir or harness.folder,
        harness.folder / "downloads",
        poll_interval_s=harness.poll_interval_s,
        timeouts=harness.timeouts,
        intervals=harness.intervals,
        free_bytes=harness.free_bytes,
        other_folders=(harness.folder,),
        chosen_folders=lambda: harness.chosen_folders,
    )
    services = Services(
        harness.leases,
        harness.workers,
        SeedingService(harness.db, harness.cache, harness.settings, harness.lease_s),
        InspectionQueue(harness.db),
        harness.settings,
        harness.trash,
        RelocationService(harness.db, harness.cache),
        harness.downloads,
        WatchFolderOwner(harness.db, new_id),
        Recognizer(harness.db, harness.cache),
    )
    return DownloaderComponent(services, engines, config, wakeups)


class Worker:
    """The downloader component with its threads, as the worker process runs it."""

    def __init__(
        self, harness: "WorkerHarness", engines: dict[SourceType, SourceEngine] | None
    ) -> None:
        self.stop = threading.Event()
        self._is_closed = False
        self.component = make_component(harness, engines)
        self._claiming = threading.Lock()
        self.threads = [
            threading.Thread(target=job_loop.run, args=(job, self.stop), name=job.name, daemon=True)
            for job in map(self._locked_claims, self.component.jobs())
        ]
        for thread in self.threads:
            thread.start()

    @property
    def id(self) -> str:
        return self.component.context.worker_id

    def stop_claiming(self) -> None:
        """No job is claimed after this; `component.context.stopping.clear()` takes it back."""
        self.component.context.stopping.set()
        with self._claiming:
            """A round that had begun is over."""

    def _locked_claims(self, job: job_loop.Job) -> job_loop.Job:
        def work() -> bool:
            with self._claiming:
                return job.work()

        return replace(job, work=work) if job.name == "download dispatcher" else job

    def close(self) -> None:
        """As after SIGTERM."""
        if self._is_closed:
            return
        self._is_closed = True
        self.stop.set()
        self.component.stop()
        for job in self.component.jobs():
            job.wakeup.set()
        for thread in self.threads:
            thread.join(60)
        self.component.close(10)


class SteppedWorker:
    """
    The downloader component without threads: a test runs its jobs one after the other.

    Each step takes `renew_s` by the worker's own clock, so that everything periodic is due.
    """

    def __init__(
        self, harness: "WorkerHarness", engines: dict[SourceType, SourceEngine] | None
    ) -> None:
        self.component = make_component(harness, engines)
        self.now_s = 1000.0
        self._step_s = harness.intervals.renew_s
        self.is_closed = False
        component = self.component
        for timed in (
            component.dispatcher,
            component.monitor,
            component.seeding,
            component.heartbeat,
        ):
            timed.monotonic = lambda: self.now_s
        self._jobs = [job for job in component.jobs() if job.name != "download notifications"]

    @property
    def id(self) -> str:
        return self.component.context.worker_id

    def step(self) -> None:
        self.now_s += self._step_s
        self.component.context.wakeups.control_requested()
        for job in self._jobs:
            job.work()

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.component.stop()
            self.component.close(10)
