"""The component that makes and removes converted copies."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from procrastinate import App, PsycopgConnector

from chalicelib.converted_copies.models import QUEUE, TASK
from chalicelib.converted_copies.service.preparation import CopyPreparer
from chalicelib.converted_copies.service.worker_operations import CopyWork
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.trickplay.service import TrickplayService
from worker.analysis.idle_check import Machine
from worker.converted_copies.copy_maker import CopyMaker
from worker.converted_copies.copy_store import CopyStore
from worker.converted_copies.copy_sweeper import CopySweeper
from worker.job_loop import Backoff, Job
from worker.s3_client import client_of
from worker.task_runner import ExponentialRetry, TaskRunner
from worker.transcoder.transcoder import Transcoder

SWEEP_EVERY_S = 60.0


def app_of(dsn: str, maker: CopyMaker) -> App:
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=2))

    @app.task(name=TASK, queue=QUEUE, retry=ExponentialRetry(None))
    def make_converted_copy(copy_id: str) -> None:
        maker.run(UUID(copy_id))

    return app


class ConvertedCopyComponent:
    """See `worker.worker_main.Component`."""

    def __init__(
        self,
        dsn: str,
        maker: CopyMaker,
        sweeper: CopySweeper | None,
        preparer: CopyPreparer,
        machine: Machine,
    ) -> None:
        self.stopping = maker.stopping
        tasks = TaskRunner(lambda: app_of(dsn, maker), {QUEUE: 1})

        def run_tasks() -> bool:
            tasks.run(self.stopping)
            return False

        self._jobs = [Job("converted copies", run_tasks)]
        if sweeper is not None:
            self._jobs.append(
                Job("removed copies", sweeper.work_once, Backoff(idle_s=SWEEP_EVERY_S))
            )

            def prepare() -> bool:
                return machine.is_idle() and preparer.prepare_next()

            self._jobs.append(Job("prepared copies", prepare, Backoff(idle_s=SWEEP_EVERY_S)))

    @classmethod
    def from_settings(cls, transcoder: Transcoder) -> "ConvertedCopyComponent":
        """`transcoder` is that of the stream gateway: all share its processes."""
        settings = get(Settings)
        client = client_of(settings)
        folder = os.environ.get("SEEN_OBJECTS_DIR")  # set by the supervisor
        store = (
            CopyStore(client, settings.s3_bucket, Path(folder) if folder else None)
            if client
            else None
        )
        work = CopyWork(get(Database), utc_now)
        has_downloads = get(TrickplayService).has_downloads
        maker = CopyMaker(
            work,
            transcoder,
            store,
            settings.seen_converted_gb * 10**9,
            has_downloads,
            threading.Event(),
        )
        sweeper = CopySweeper(work, store, utc_now) if store else None
        machine = Machine(has_downloads, transcoder.is_converting)
        return cls(
            settings.database_url.get_secret_value(), maker, sweeper, get(CopyPreparer), machine
        )

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing to wait for
        return
