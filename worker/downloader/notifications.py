"""Turns the database's notifications into wakeups."""

import logging
from dataclasses import dataclass, field

from chalicelib.downloads.models import Status
from chalicelib.leases.service import ListenStop, WorkerService
from worker.downloader.worker_context import Wakeups, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

RECONNECT_S = 0.5


@dataclass(frozen=True)
class NotificationListener:
    workers: WorkerService
    wakeups: Wakeups
    stop: ListenStop = field(default_factory=ListenStop)

    def job(self) -> Job:
        return background_job("download notifications", self.work, RECONNECT_S)

    def work(self) -> bool:
        """Listen until the connection is lost (raises `Unavailable`) or `stop` is set."""
        self.workers.listen(
            on_start=self._on_start, on_notification=self._on_notification, stop=self.stop
        )
        return False

    def _on_start(self) -> None:
        logger.info("listening for downloads")
        self.wakeups.reconnected()

    def _on_notification(self, payload: str) -> None:
        if payload == "inspection":
            self.wakeups.inspection_requested()
            return
        if payload == "recognition":
            self.wakeups.name_changed()
            return
        if payload == "settings":
            self.wakeups.settings_changed()
        if payload in (Status.CANCELLED, "wish"):
            self.wakeups.control_requested()
        self.wakeups.job_added()  # also after a cancelled job, which frees a slot
