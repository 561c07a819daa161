"""
The import as a part of the worker: a task of a queue of its own.

It runs in a process of its own, so that what it remembers is given back when it is done, and
reading millions of lines takes no time from streams and downloads.
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
from worker.loop import Job
from worker.stopping import Stopped
from worker.tasks import ExponentialRetry, TaskRunner

LOOK_EVERY_S = 0.5
ENDS_WITHIN_S = 5.0
MAX_RETRIES = 3  # of one that ended in a way nobody foresaw; what is refused is not repeated


class ImportBroke(Exception):
    """The process ended in a way it does not end by itself."""


@dataclass(frozen=True)
class Child:
    """Runs the import's command and waits for it."""

    stopping: threading.Event
    command: tuple[str, ...] = (sys.executable, "-m", "worker", "imdb-sync")

    def run(self, run_id: int, *, is_forced: bool) -> None:
        """Raises `Stopped` when the worker stops meanwhile, and `ImportBroke`."""
        words = [*self.command, "--run", str(run_id), *(["--force"] if is_forced else [])]
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, env=os.environ.copy()) as process:  # noqa: S603  # our own program
            while process.poll() is None:
                if self.stopping.wait(LOOK_EVERY_S):
                    end(process)
                    raise Stopped
        # 1 is what was refused or failed for a reason that is written down.
        if process.returncode not in {0, 1}:
            raise ImportBroke(f"it ended with {process.returncode}")


def end(process: subprocess.Popen[bytes]) -> None:
    """What it was doing is undone by the database, and cleaned up by the next run."""
    process.terminate()
    try:
        process.wait(ENDS_WITHIN_S)
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
    """See `worker.main.Component`."""

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
        """The process was ended by the task itself."""
