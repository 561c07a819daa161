"""What has to be done besides downloading: listening, taking over, tidying up."""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from chalicelib.downloads.models import Status
from chalicelib.downloads.service import DownloadWork
from worker.downloader import disk
from worker.downloader.alive import Alive
from worker.downloader.engine import Engine
from worker.downloader.held import HeldJobs

logger = logging.getLogger(__name__)

MANY = 100


@dataclass(frozen=True)
class Listener:
    """Wakes the others when the database says that something happened."""

    work_on: DownloadWork
    stop: threading.Event
    on_new: Callable[[], None]
    on_cancelled: Callable[[], None]

    def work(self) -> bool:
        """Listen until the connection breaks (raises `Unavailable`) or it is time to stop."""
        self.work_on.listen(
            on_start=self._catch_up, on_notice=self._heard, is_over=self.stop.is_set
        )
        return False

    def _catch_up(self) -> None:
        """Whatever was said while nobody listened."""
        logger.info("listening for downloads")
        self.on_new()
        self.on_cancelled()

    def _heard(self, status: str) -> None:
        if status == Status.CANCELLED:
            self.on_cancelled()
        self.on_new()  # a cancelled job leaves a place, too


@dataclass(frozen=True)
class Reaper:
    """Takes jobs from workers that are gone."""

    work_on: DownloadWork
    alive: Alive
    held: HeldJobs
    on_new: Callable[[], None]

    def work(self) -> bool:
        """One look; True when there may be more."""
        dead = self.alive.dead()
        taken = self.work_on.reap(dead, kept=[held.claim.id for held in self.held.all()])
        if taken:
            logger.warning("jobs of a dead worker given back", extra={"count": taken})
            self.on_new()
        if taken >= MANY:
            return True
        for path in dead.values():
            self.alive.bury(path)
        return False


@dataclass(frozen=True)
class Sweeper:
    """Removes what jobs that ended without success left on disk."""

    work_on: DownloadWork
    root: Path
    engines: Collection[Engine]

    def work(self) -> bool:
        """Tidy up once; True when there may be more."""
        found = self.work_on.leftovers()
        for job_id, folder, is_shared in found:
            if not is_shared:
                for engine in self.engines:
                    engine.drop(job_id, remove_files=True)
                disk.remove_folder(Path(folder), self.root)
            self.work_on.forget_folder(job_id)
        return len(found) >= MANY
