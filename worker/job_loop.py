"""Run a job in a loop until the stop event is set."""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.platform.errors import Unavailable

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backoff:
    """How long to wait, in seconds."""

    idle_s: float = 5.0
    first_backoff_s: float = 1.0
    longest_backoff_s: float = 60.0
    jitter: Callable[[], float] = random.random  # 0 to 1; spreads workers apart


@dataclass(frozen=True)
class Job:
    """
    A repeated unit of work.

    `work` does one unit; True means call it again at once, False means it found nothing to do:
    wait. Setting `wakeup` ends a wait early.
    """

    name: str
    work: Callable[[], bool]
    pace: Backoff = field(default_factory=Backoff)
    wakeup: threading.Event = field(default_factory=threading.Event)


def run(job: Job, stop: threading.Event) -> None:
    """
    Call the job's work until `stop` is set (set `job.wakeup` as well, or the stop is seen late).

    An exception is logged and followed by an increasing backoff. An outage of the database logs
    one line without a traceback at its start, and one at its end.
    """
    backoff_s = job.pace.first_backoff_s
    was_away = False
    while not stop.is_set():
        try:
            found = job.work()
        except Exception as error:
            if not isinstance(error, Unavailable):
                logger.exception("%s failed", job.name, extra={"backoff_s": backoff_s})
            elif not was_away:
                logger.warning("%s waits for the database", job.name)
            was_away = isinstance(error, Unavailable)
            stop.wait(backoff_s * (0.5 + job.pace.jitter()))
            backoff_s = min(backoff_s * 2, job.pace.longest_backoff_s)
            continue
        if was_away:
            logger.info("%s has the database again", job.name)
        was_away = False
        backoff_s = job.pace.first_backoff_s
        if not found:
            job.wakeup.wait(job.pace.idle_s)
            job.wakeup.clear()
