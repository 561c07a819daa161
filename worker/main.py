"""The worker process: a thread for each kind of work, and an orderly end."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from worker import loop
from worker.loop import Job

logger = logging.getLogger(__name__)

DRAIN_S = 18.0  # the supervisor kills us 30 s after SIGTERM; 20 s is promised
UNITS_END_WITHIN_S = 6.0


class Component(Protocol):
    """A component of the worker, such as the downloader or the scanner."""

    def jobs(self) -> Sequence[Job]:
        """The work to be done in threads of their own."""

    def stop(self) -> None:
        """Begin nothing new, and end units without an end of their own. Returns at once."""

    def close(self, within_s: float) -> None:
        """Release everything: the jobs' threads have ended, or are out of time."""


class StopSignals:
    """
    SIGTERM and SIGINT, as bytes that the main thread reads.

    The byte is written inside the C handler, in whichever thread the signal came. An exception
    raised by a Python handler gets lost in a finaliser, and `signal.pause` sleeps on when the
    signal came a moment before it.
    """

    def __init__(self) -> None:
        self._read, written = socket.socketpair()
        written.settimeout(0)
        self._written = written  # kept open
        signal.set_wakeup_fd(written.fileno(), warn_on_full_buffer=False)
        for sig in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sig, lambda _signum, _frame: None)

    def wait(self) -> None:
        """Until one comes. Bytes of other signals with a Python handler are ignored."""
        while not {signal.SIGTERM, signal.SIGINT} & set(self._read.recv(64)):
            pass

    def exit_on_next(self) -> None:
        """End the process on a second signal: its lock and files tell the next worker the rest."""

        def watch() -> None:
            self.wait()
            os._exit(1)

        threading.Thread(target=watch, name="signals", daemon=True).start()


def run(components: Sequence[Component], stop: threading.Event) -> None:
    """Run every job until a signal asks to stop, then set `stop` and let each finish its unit."""
    jobs = [job for component in components for job in component.jobs()]
    # Daemon threads: what is not done in time is dropped. That is safe, as every unit of work may
    # be repeated.
    threads = [
        threading.Thread(target=loop.run, args=(job, stop), name=job.name, daemon=True)
        for job in jobs
    ]
    signals = StopSignals()
    for thread in threads:
        thread.start()
    logger.info("worker started", extra={"jobs": [job.name for job in jobs]})
    signals.wait()
    signals.exit_on_next()
    logger.info("worker stops")
    end(components, jobs, threads, stop)
    logger.info("worker stopped")


def end(
    components: Sequence[Component],
    jobs: Sequence[Job],
    threads: Sequence[threading.Thread],
    stop: threading.Event,
) -> None:
    """Stop in good order, within `DRAIN_S`."""
    deadline = time.monotonic() + DRAIN_S
    stop.set()
    for component in components:
        component.stop()
    for job in jobs:
        job.wakeup.set()
    units_end = time.monotonic() + UNITS_END_WITHIN_S
    for thread in threads:
        thread.join(max(units_end - time.monotonic(), 0))
    closings = [
        threading.Thread(target=close, args=(component, deadline - time.monotonic()), daemon=True)
        for component in components
    ]
    for closing in closings:
        closing.start()
    for closing in closings:
        closing.join(max(deadline - time.monotonic(), 0))


def close(component: Component, within_s: float) -> None:
    try:
        component.close(within_s)
    except Exception:
        logger.exception("component did not close", extra={"component": type(component).__name__})
