"""Have the worker import, and say how far it is."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.admin import store
from chalicelib.admin.models import IMPORT_LOCK, IMPORT_QUEUE, IMPORT_TASK, ImportRun, ImportRuns
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer

#: A run that said nothing for so long belongs to a worker that is gone, or was never taken up.
SILENT_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Imports:
    db: Database
    clock: Clock

    def newest(self) -> ImportRuns:
        with self.db.read() as conn:
            return ImportRuns(items=store.import_runs(conn))

    def start(self, *, is_forced: bool = False) -> ImportRun:
        """The run that was queued, or the one that is going on or waiting already."""
        now = self.clock()
        with self.db.transaction() as conn:
            store.lock_import_runs(conn)
            going_on = store.open_import_run(conn, since=now - SILENT_AFTER)
            if going_on is not None:
                return going_on
            run = store.insert_import_run(conn, source="imdb", now=now)
            defer(
                conn,
                IMPORT_TASK,
                {"run_id": run.id, "force": is_forced},
                queue=IMPORT_QUEUE,
                lock=IMPORT_LOCK,
            )
            return run
