"""
The import as a component of the worker: a task with a queue of its own.

It runs in a child process, so that its memory is released at the end, and reading millions of
lines takes no time from streams and downloads.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from procrastinate import App, PsycopgConnector

from chalicelib.admin.models import IMPORT_LOCK, IMPORT_QUEUE, IMPORT_TASK
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.cancellation import ShutdownRequested
from worker.job_loop import Job
from worker.task_runner import ExponentialRetry, TaskRunner

POLL_INTERVAL_S = 0.5
EXIT_TIMEOUT_S = 5.0
MAX_RETRIES = 3  # of a process that crashed; refused files are not tried again


class ImportCrashed(Exception):
    """The process ended with an exit code it does not return itself."""


@dataclass(frozen=True)
class Child:
    """Runs the import's command and waits for it."""

    stopping: threading.Event
    command: tuple[str, ...] = (sys.executable, "-m", "worker", "imdb-sync")

    def run(self, run_id: int, *, is_forced: bool) -> None:
        """Raises `ShutdownRequested` when the worker stops meanwhile, and `ImportCrashed`."""
        words = [*self.command, "--run", str(run_id), *(["--force"] if is_forced else [])]
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, env=os.environ.copy()) as process:  # noqa: S603  # our own program
            while process.poll() is None:
                if self.stopping.wait(POLL_INTERVAL_S):
                    end(process)
                    raise ShutdownRequested
        # 1: refused or failed for a reason that the run states.
        if process.returncode not in {0, 1}:
            raise ImportCrashed(f"it ended with {process.returncode}")


def end(process: subprocess.Popen[bytes]) -> None:
    """The database rolls back what it was doing, and the next run cleans up."""
    process.terminate()
    try:
        process.wait(EXIT_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()


def app_of(dsn: str, run: Callable[..., None]) -> App:
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=2))

    @app.task(
        name=IMPORT_TASK, queue=IMPORT_QUEUE, lock=IMPORT_LOCK, retry=ExponentialRetry(MAX_RETRIES)
    )
    def imdb_sync(run_id: int, *, force: bool = False) -> None:
        run(run_id, is_forced=force)

    return app


class Imdb:
    """See `worker.worker_main.Component`."""

    def __init__(self, dsn: str) -> None:
        self.stopping = threading.Event()
        child = Child(self.stopping)
        tasks = TaskRunner(lambda: app_of(dsn, child.run), {IMPORT_QUEUE: 1})

        def run_tasks() -> bool:
            tasks.run(self.stopping)
            return False

        self._jobs = [Job("imdb tasks", run_tasks)]

    @classmethod
    def from_settings(cls) -> "Imdb":
        return cls(get(Settings).database_url.get_secret_value())

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:
        """The task ends the process itself."""
