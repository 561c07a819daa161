"""The downloader as a part of the worker: engines, threads, and an orderly end."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.service import DownloadWork, NotOurs
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.downloader import disk
from worker.downloader.alive import Alive
from worker.downloader.dispatcher import Dispatcher, Route
from worker.downloader.engine import Engine
from worker.downloader.held import Held, HeldJobs
from worker.downloader.http import HttpEngine
from worker.downloader.monitor import Monitor, Rhythm
from worker.downloader.reader import InProgressFile
from worker.downloader.upkeep import Listener, Reaper, Sweeper
from worker.downloader.verdicts import PATIENT_WITH_SWARMS, Patience
from worker.loop import Job, Pace

logger = logging.getLogger(__name__)

#: Back within five seconds after the database is.
FIRST_BACKOFF_S = 0.5
LONGEST_BACKOFF_S = 2.0
REAP_EVERY_S = 5.0
SWEEP_EVERY_S = 60.0


@dataclass(frozen=True)
class Plan:
    """What differs between installations, and between a home and a test."""

    data_dir: Path  # signs of life of the workers of this machine
    download_dir: Path
    poll_interval_s: float = 3.0
    patience: Patience | None = None  # None: the usual, by the kind of source
    rhythm: Rhythm = field(default_factory=Rhythm)
    free_bytes: disk.FreeBytes = disk.free_bytes


class Downloads:
    """See `worker.main.Part`."""

    def __init__(
        self,
        work_on: DownloadWork,
        engines: dict[SourceType, Engine],
        plan: Plan,
        news: threading.Event | None = None,
    ) -> None:
        """`news` is set by the engines when a report is worth a look at once."""
        self.work_on = work_on
        self.stopping = threading.Event()
        self.held = HeldJobs()
        # Without links in it: the library compares real paths.
        plan.download_dir.mkdir(parents=True, exist_ok=True)
        root = plan.download_dir.resolve()
        self.alive = Alive(plan.data_dir / "workers")
        self._engines = list({id(engine): engine for engine in engines.values()}.values())
        self._look_bell = news or threading.Event()
        self._claim_bell, self._sweep_bell = threading.Event(), threading.Event()
        self.dispatcher = Dispatcher(
            work_on,
            self.alive.worker_id,
            root,
            {kind: Route(engine, _patience(plan, kind)) for kind, engine in engines.items()},
            self.held,
            self.stopping,
        )
        self.monitor = Monitor(
            work_on,
            self.alive.worker_id,
            root,
            self._engines,
            self.held,
            on_place_free=self._claim_bell.set,
            free_bytes=plan.free_bytes,
            rhythm=plan.rhythm,
        )
        listener = Listener(work_on, self.stopping, self._claim_bell.set, self._cancelled)
        reaper = Reaper(work_on, self.alive, self.held, self._claim_bell.set)
        sweeper = Sweeper(work_on, root, self._engines)
        self._jobs = [
            Job("download reaper", reaper.work, _pace(REAP_EVERY_S)),
            Job("download listener", listener.work, _pace(FIRST_BACKOFF_S)),
            Job(
                "download dispatcher",
                self.dispatcher.work,
                _pace(plan.poll_interval_s),
                self._claim_bell,
            ),
            Job("download monitor", self.monitor.work, _pace(plan.rhythm.look_s), self._look_bell),
            Job("download sweeper", sweeper.work, _pace(SWEEP_EVERY_S), self._sweep_bell),
        ]

    @classmethod
    def from_settings(cls) -> "Downloads":
        settings = get(Settings)
        guard = get(NetworkGuard)
        news = threading.Event()
        http = HttpEngine(guard, on_news=news.set)
        engines: dict[SourceType, Engine] = {SourceType.DIRECT: http, SourceType.HTTP: http}
        if settings.seen_torrents == "on":
            # Imported only where torrents are on: a server without them needs no libtorrent.
            from worker.downloader.torrents import (  # noqa: PLC0415
                SessionOptions,
                TorrentEngine,
            )

            torrents = TorrentEngine(
                guard, SessionOptions(port=settings.seen_torrent_port), on_news=news.set
            )
            engines |= {SourceType.MAGNET: torrents, SourceType.TORRENT: torrents}
        plan = Plan(settings.data_dir, settings.download_dir, settings.download_poll_interval)
        return cls(get(DownloadWork), engines, plan, news)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:
        """Save what is needed to go on, give the jobs back, leave no sign of life."""
        for engine in self._engines:
            saved = engine.close(within_s / 2)
            for job_id, data in saved.items():
                self._keep(job_id, data)
        left = [held for held in self.held.all() if not self._give_back(held)]
        self.alive.close(leave_note=bool(left))

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        """A reader of a file that is arriving through this worker; None when there is none."""
        held = self.held.get(job_id)
        return held.engine.open_in_progress(job_id, file_index) if held else None

    def _give_back(self, held: Held) -> bool:
        try:
            self.work_on.give_back(held.claim)
        except NotOurs:
            pass
        except Unavailable:
            # Whoever starts next finds our note without our lock on it, and takes the job over.
            logger.warning("job not given back", extra={"job_id": str(held.claim.id)})
            return False
        finally:
            held.lock.release()
        return True

    def _keep(self, job_id: UUID, data: bytes) -> None:
        held = self.held.get(job_id)
        if held is None:
            return
        try:
            self.work_on.keep_resume_data(held.claim, data)
        except (NotOurs, Unavailable):
            logger.warning("resume data not kept", extra={"job_id": str(job_id)})

    def _cancelled(self) -> None:
        self.monitor.check_now()
        self._look_bell.set()
        self._sweep_bell.set()


def _patience(plan: Plan, kind: SourceType) -> Patience:
    if plan.patience is not None:
        return plan.patience
    is_swarm = kind in (SourceType.MAGNET, SourceType.TORRENT)
    return PATIENT_WITH_SWARMS if is_swarm else Patience()


def _pace(idle_s: float) -> Pace:
    return Pace(idle_s=idle_s, first_backoff_s=FIRST_BACKOFF_S, longest_backoff_s=LONGEST_BACKOFF_S)
