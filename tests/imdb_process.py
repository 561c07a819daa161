"""An import in a process of its own, which is killed at a crash point."""

import multiprocessing
import os
from datetime import datetime
from pathlib import Path

from tests.waiting import PATIENCE_S
from worker.imdb import crash_points
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.sync import Options, Sync

#: Forks processes that have imported everything.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__, "psycopg", "worker.imdb.sync"])


def run_import(
    dsn: str, root: Path, now: datetime, *, killed_at: str = "", passed: str = ""
) -> int:
    """The exit code; the crash points are written to the file `passed`."""
    process = _processes.Process(target=_import, args=(dsn, root, now, killed_at, passed))
    process.start()
    process.join(2 * PATIENCE_S)
    code = process.exitcode
    assert code is not None
    process.close()
    return code


def _import(dsn: str, root: Path, now: datetime, killed_at: str, passed: str) -> None:
    os.environ[crash_points.VARIABLE] = killed_at
    os.environ[crash_points.PASSED_VARIABLE] = passed
    Sync(dsn, DatasetFolder(root), Options(), None, clock=lambda: now).run()
