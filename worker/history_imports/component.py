"""The imports component of the worker: its tasks, and the deletion of old uploads."""

import threading
from collections.abc import Sequence
from uuid import UUID

from procrastinate import App, PsycopgConnector

from chalicelib.history_imports.models import APPLY_TASK, QUEUE, READ_TASK, UNDO_TASK
from chalicelib.history_imports.service.worker_operations import HistoryImportWork
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.history_imports.runner import HistoryImportRunner
from worker.job_loop import Backoff, Job
from worker.task_runner import ExponentialRetry, TaskRunner

CONCURRENCY = {QUEUE: 2}
CONNECTIONS = 4
STATEMENT_TIMEOUT_MS = 120_000  # a whole history is compared in one statement
CLEANING_EVERY_S = 3600.0


def app_of(dsn: str, runner: HistoryImportRunner) -> App:
    """The procrastinate app with every task under its queue name."""
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4))
    retry = ExponentialRetry(None)  # of an outage; broken imports end with a message

    @app.task(name=READ_TASK, queue=QUEUE, retry=retry)
    def read_history(import_id: str) -> None:
        runner.read(UUID(import_id))

    @app.task(name=APPLY_TASK, queue=QUEUE, retry=retry)
    def apply_history(import_id: str) -> None:
        runner.apply(UUID(import_id))

    @app.task(name=UNDO_TASK, queue=QUEUE, retry=retry)
    def undo_history(import_id: str) -> None:
        runner.undo(UUID(import_id))

    return app


class HistoryImportComponent:
    """See `worker.worker_main.Component`."""

    def __init__(self, dsn: str, runner: HistoryImportRunner) -> None:
        self.runner = runner
        tasks = TaskRunner(lambda: app_of(dsn, runner), CONCURRENCY)

        def run_tasks() -> bool:
            tasks.run(runner.stopping)
            return False

        def clean() -> bool:
            runner.work.delete_old()
            return False

        self._jobs = [
            Job("history imports", run_tasks),
            Job("old history imports", clean, Backoff(idle_s=CLEANING_EVERY_S)),
        ]

    @classmethod
    def from_settings(cls) -> "HistoryImportComponent":
        dsn = get(Settings).database_url.get_secret_value()
        db = Database(dsn, CONNECTIONS, STATEMENT_TIMEOUT_MS)
        work = HistoryImportWork(db, get(Cache), utc_now)
        return cls(dsn, HistoryImportRunner(work, threading.Event()))

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.runner.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing to wait for
        self.runner.work.db.close()
