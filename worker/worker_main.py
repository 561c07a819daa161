"""The worker process: a thread for each job, and a graceful shutdown."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from worker import job_loop
from worker.job_loop import Job

logger = logging.getLogger(__name__)

DRAIN_S = 18.0  # the supervisor sends SIGKILL 30 s after SIGTERM
UNITS_END_WITHIN_S = 6.0


class Component(Protocol):
    """A component of the worker, such as the downloader or the scanner."""

    def jobs(self) -> Sequence[Job]:
        """The jobs; each runs in its own thread."""

    def stop(self) -> None:
        """Start no new units, and cancel unbounded ones. Returns immediately."""

    def close(self, within_s: float) -> None:
        """Release all resources: the jobs' threads have ended or exceeded the deadline."""


class StopSignals:
    """
    SIGTERM and SIGINT, as bytes that the main thread reads.

    The C handler writes the byte, in the thread that received the signal. An exception raised by a
    Python handler would be lost in a finaliser, and `signal.pause` would miss a signal that arrives
    just before it.
    """

    def __init__(self) -> None:
        self._read, written = socket.socketpair()
        written.settimeout(0)
        self._written = written  # kept open
        signal.set_wakeup_fd(written.fileno(), warn_on_full_buffer=False)
        for sig in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sig, lambda _signum, _frame: None)

    def wait(self) -> None:
        """Wait for one of them. Bytes of other signals with a Python handler are ignored."""
        while not {signal.SIGTERM, signal.SIGINT} & set(self._read.recv(64)):
            pass

    def exit_on_next(self) -> None:
        """End the process on a second signal. The next worker recovers from its lock and files."""

        def watch() -> None:
            self.wait()
            os._exit(1)

        threading.Thread(target=watch, name="signals", daemon=True).start()


def run(components: Sequence[Component], stop: threading.Event) -> None:
    """Run every job until a signal asks to stop, then set `stop` and let each finish its unit."""
    jobs = [job for component in components for job in component.jobs()]
    # Daemon threads: units that miss the deadline are aborted, which is safe, because every unit
    # can be repeated.
    threads = [
        threading.Thread(target=job_loop.run, args=(job, stop), name=job.name, daemon=True)
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
    """Shut down gracefully, within `DRAIN_S`."""
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
