"""Hearing what the database has to say."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.downloads.models import Status
from chalicelib.leases.service import ListenStop, WorkerService

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class NotificationListener:
    """Wakes the others when the database says that something happened."""

    workers: WorkerService
    on_new: Callable[[], None]
    on_wish: Callable[[], None]  # somebody said something about a job that is there
    on_inspection: Callable[[], None]
    on_settings: Callable[[], None]
    stop: ListenStop = field(default_factory=ListenStop)

    def work(self) -> bool:
        """Listen until the connection breaks (raises `Unavailable`) or it is time to stop."""
        self.workers.listen(on_start=self._catch_up, on_notification=self._heard, stop=self.stop)
        return False

    def _catch_up(self) -> None:
        """Whatever was said while nobody listened."""
        logger.info("listening for downloads")
        self.on_settings()
        self.on_new()
        self.on_wish()
        self.on_inspection()

    def _heard(self, what: str) -> None:
        if what == "inspection":
            self.on_inspection()
            return
        if what == "settings":
            self.on_settings()
        if what in (Status.CANCELLED, "wish"):
            self.on_wish()
        self.on_new()  # a cancelled job leaves a place, too
