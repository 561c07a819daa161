"""
Background tasks, queued by name: import, scan, probe, push.

Every task may run twice, late, or be killed in the middle. Tasks of a dead worker stay "doing"
until another worker finds its heartbeat missing and queues them again.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job

from chalicelib.library.models import PROBE_QUEUE, PUSH_QUEUE, QUEUE
from chalicelib.library.service.scans import SCAN_LOCK
from chalicelib.platform.worker_heartbeat import HEARTBEAT_S
from worker.cancellation import ShutdownRequested
from worker.deleted_account_files import FolderRemover
from worker.local_file_freeing import StoreFreer
from worker.scanner.file_moves import FileMover
from worker.scanner.first_probe import FirstProber
from worker.scanner.imports import Importer
from worker.scanner.removal import ItemRemover
from worker.scanner.scan import Scanner
from worker.scanner.walk import FolderUnavailable
from worker.uploader import Uploader

logger = logging.getLogger(__name__)

FIRST_RETRY_S = 15
LONGEST_RETRY_S = 3600
MAX_RETRIES = 8  # of tasks that do not wait for a disk or the object store

STALLED_CHECK_EVERY_S = 10.0
STALLED_AFTER_S = 30.0  # longer than `SILENT_AFTER_S`: a wrong guess runs a task twice
RECONNECT_AFTER_S = 5.0

GRACE_S = 15.0  # for running tasks after a stop


@dataclass(frozen=True)
class ExponentialRetry(BaseRetryStrategy):
    """Exponential backoff up to an hour; `max_attempts` None means unlimited."""

    max_attempts: int | None

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, ShutdownRequested):
            return RetryDecision(retry_in={"seconds": 0})
        if self.max_attempts is not None and job.attempts >= self.max_attempts:
            return None
        wait_s = min(FIRST_RETRY_S * 2 ** min(job.attempts, 20), LONGEST_RETRY_S)
        return RetryDecision(retry_in={"seconds": wait_s})


@dataclass(frozen=True, slots=True)
class TaskHandlers:
    """The handlers of the tasks. Without an object store there is no uploader."""

    scanner: Scanner
    importer: Importer
    mover: FileMover
    first_prober: FirstProber
    remover: ItemRemover
    folder_remover: FolderRemover
    uploader: Uploader | None
    freer: StoreFreer | None = None


def app_of(dsn: str, handlers: TaskHandlers) -> App:
    """The procrastinate app with every task under its queue name."""
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=8))

    @app.task(name="import_download", queue=QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def import_download(job_id: str) -> None:
        handlers.importer.run(UUID(job_id))

    @app.task(name="move_files", queue=QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def move_files(batch_id: str) -> None:
        handlers.mover.run(UUID(batch_id))

    @app.task(name="relocate_download", queue=QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def relocate_download(job_id: str, old: str, new: str) -> None:
        handlers.remover.relocate(UUID(job_id), old, new)

    @app.task(name="scan_library", queue=QUEUE, lock=SCAN_LOCK, retry=ExponentialRetry(MAX_RETRIES))
    def scan_library(scan_id: str) -> None:
        handlers.scanner.run(UUID(scan_id))

    @app.task(name="probe_item", queue=PROBE_QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def probe_item(item_id: str) -> None:
        handlers.first_prober.run(UUID(item_id))

    _add_pushes(app, handlers)
    _add_removals(app, handlers)
    return app


def _add_pushes(app: App, handlers: TaskHandlers) -> None:
    """The tasks that copy files to the object store, and give local ones up."""

    @app.task(name="push_item", queue=PUSH_QUEUE, retry=ExponentialRetry(None))
    def push_item(item_id: str) -> None:
        if handlers.uploader is None:
            return
        if handlers.uploader.upload(UUID(item_id)) and handlers.freer is not None:
            handlers.freer.free(UUID(item_id))

    @app.task(name="apply_store_policies", queue=QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def apply_store_policies() -> None:
        if handlers.uploader is not None:
            handlers.scanner.ingestor.queue_pushes()
        if handlers.freer is not None:
            handlers.freer.free_all()


def _add_removals(app: App, handlers: TaskHandlers) -> None:
    """The tasks that take files or folders out of the library."""

    @app.task(name="forget_download", queue=QUEUE, retry=ExponentialRetry(None))
    def forget_download(job_id: str) -> None:
        handlers.remover.remove(UUID(job_id))

    @app.task(name="forget_folder", queue=QUEUE, retry=ExponentialRetry(None))
    def forget_folder(path: str, kept: list[str]) -> None:
        handlers.remover.remove_folder(path, kept)

    @app.task(name="forget_missing", queue=QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def forget_missing(path: str) -> None:
        with contextlib.suppress(FolderUnavailable):  # its disk was taken away meanwhile
            handlers.remover.forget_missing(path)

    @app.task(name="forget_away", queue=QUEUE, retry=ExponentialRetry(MAX_RETRIES))
    def forget_away(path: str) -> None:
        handlers.remover.forget_away(path)

    @app.task(name="remove_folder", queue=QUEUE, retry=ExponentialRetry(None))
    def remove_folder(folder: str) -> None:
        handlers.folder_remover.remove(folder)


#: Concurrency by queue: one upload, one file that a viewer waits for, and one other task.
QUEUES = {QUEUE: 1, PROBE_QUEUE: 1, PUSH_QUEUE: 1}


@dataclass(frozen=True)
class TaskRunner:
    """
    Runs queued tasks in this process, with a concurrency per queue.

    One runner per process requeues stalled tasks of all queues.
    """

    app: Callable[[], App]
    queues: Mapping[str, int]
    requeues_stalled: bool = False

    def run(self, stop: threading.Event) -> None:
        """Run until `stop` is set. A lost database connection only delays tasks."""
        while not stop.is_set():
            try:
                asyncio.run(self._run(stop))
            except Exception:
                logger.exception("task queue failed")
                stop.wait(RECONNECT_AFTER_S)

    async def _run(self, stop: threading.Event) -> None:
        app = self.app()
        # One thread per task, and one that waits for the stop.
        threads = ThreadPoolExecutor(sum(self.queues.values()) + 2, thread_name_prefix="task")
        asyncio.get_running_loop().set_default_executor(threads)
        async with app.open_async():
            jobs = [asyncio.create_task(_worker(app, *queue)) for queue in self.queues.items()]
            jobs.append(asyncio.create_task(_wait_for(stop)))
            if self.requeues_stalled:
                jobs.append(asyncio.create_task(requeue_stalled(app)))
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in jobs:
                job.cancel()
            results = await asyncio.gather(*jobs, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result


def _worker(app: App, queue: str, concurrency: int) -> Coroutine[Any, Any, None]:
    return app.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=concurrency,
        install_signal_handlers=False,
        delete_jobs="successful",
        shutdown_graceful_timeout=GRACE_S,
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=STALLED_AFTER_S,
    )


async def requeue_stalled(app: App) -> None:
    """Requeue the tasks of dead workers periodically."""
    while True:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S)
        for job in stalled:
            await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
            logger.warning("task of a dead worker queued again", extra={"task": job.task_name})
        await asyncio.sleep(STALLED_CHECK_EVERY_S)


async def _wait_for(stop: threading.Event) -> None:
    while not await asyncio.to_thread(stop.wait, 0.5):
        pass
