"""Queue imports for the worker, and list their runs."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.admin import store
from chalicelib.admin.models import IMPORT_LOCK, IMPORT_QUEUE, IMPORT_TASK, ImportRun, ImportRuns
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer

#: A run without updates for this long was abandoned by its worker, or never claimed.
MAX_SILENCE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class ImportService:
    db: Database
    clock: Clock

    def newest(self) -> ImportRuns:
        with self.db.read() as conn:
            return ImportRuns(items=store.import_runs(conn))

    def start(self, *, is_forced: bool = False) -> ImportRun:
        """Queue a run; returns the one in progress or queued, if there is one."""
        now = self.clock()
        with self.db.transaction() as conn:
            store.lock_import_runs(conn)
            active = store.open_import_run(conn, since=now - MAX_SILENCE)
            if active is not None:
                return active
            run = store.insert_import_run(conn, source="imdb", now=now)
            defer(
                conn,
                IMPORT_TASK,
                {"run_id": run.id, "force": is_forced},
                queue=IMPORT_QUEUE,
                lock=IMPORT_LOCK,
            )
            return run
