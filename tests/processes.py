"""
Workers as separate processes, which tests kill, suspend and resume.

`python -m tests.processes` forks one for each line it reads. Everything is imported before, so
that two hundred workers start as quickly as a few.
"""

import atexit
import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from chalicelib.downloads.models import SourceType
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.telemetry import configure_logging
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.downloads.workers import make_component
from tests.waiting import PATIENCE_S, wait_until
from worker.downloader.engine import Engine, Phase, Task
from worker.downloader.transitions import Timeouts
from worker.downloader.worker_context import Intervals
from worker.names.reader import read_release
from worker.worker_main import run

ROOT = Path(__file__).parents[1]
#: The exit code of a process that its job has crashed.
CRASH_EXIT_CODE = 66


@dataclass(frozen=True)
class WorkerProcessConfig:
    """The configuration of a worker process, sent as JSON."""

    dsn: str
    folder: str
    data_dir: str | None
    log: str
    max_active: int
    backoff_s: float
    lease_s: float
    poll_interval_s: float
    intervals: dict[str, float]
    timeouts: dict[str, float]
    can_crash: bool = False


class WorkerProcesses:
    """Starts worker processes; `close` kills those that are left, each by its process id."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._born: list[WorkerProcess] = []

    def worker(self, harness: WorkerHarness, *, can_crash: bool = False) -> "WorkerProcess":
        orders = WorkerProcessConfig(
            dsn=harness.db.dsn,
            folder=str(harness.folder),
            data_dir=str(harness.data_dir) if harness.data_dir else None,
            log=str(self.log),
            max_active=harness.max_active,
            backoff_s=harness.backoff_s,
            lease_s=harness.lease_s,
            poll_interval_s=harness.poll_interval_s,
            intervals=asdict(harness.intervals),
            timeouts=asdict(harness.timeouts),
            can_crash=can_crash,
        )
        forks = fork_server()
        assert forks.stdin is not None
        assert forks.stdout is not None
        forks.stdin.write(json.dumps(asdict(orders)) + "\n")
        forks.stdin.flush()
        born = WorkerProcess(int(forks.stdout.readline()))
        self._born.append(born)
        return born

    def close(self) -> None:
        for born in self._born:
            born.kill()


@functools.cache
def fork_server() -> subprocess.Popen[str]:
    """One for all tests of this process: its imports take more than a second of CPU."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.processes"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def close() -> None:
        server.communicate()  # closes its input, which ends it

    atexit.register(close)
    return server


class WorkerProcess:
    """One worker process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._is_over = False

    @property
    def is_alive(self) -> bool:
        if not self._is_over:
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                self._is_over = True
        return not self._is_over

    def kill(self) -> None:
        """At once, as in a power cut; nothing happens when it has ended."""
        self._send(signal.SIGKILL)
        wait_until(lambda: not self.is_alive, what=f"the end of {self.pid}")

    def ask_to_stop(self) -> None:
        self._send(signal.SIGTERM)

    def freeze(self) -> None:
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def stops(self, within_s: float = PATIENCE_S) -> None:
        """In good order."""
        self.ask_to_stop()
        wait_until(lambda: not self.is_alive, within_s, f"the orderly end of {self.pid}")

    def _send(self, sig: signal.Signals) -> None:
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)


@contextlib.contextmanager
def worker_processes(folder: Path) -> Iterator[WorkerProcesses]:
    processes = WorkerProcesses(folder / "workers.log")
    try:
        yield processes
    finally:
        processes.close()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps them
    read_release("Metropolis.1927.mkv")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(WorkerProcessConfig(**json.loads(line)))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def live(orders: WorkerProcessConfig) -> None:
    """As a worker, until killed or asked to stop; never returns."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        configure_logging("worker", "INFO")
        harness = WorkerHarness(
            Database(orders.dsn, max_connections=6),
            Cache(None),
            Path(orders.folder),
            max_active=orders.max_active,
            backoff_s=orders.backoff_s,
            lease_s=orders.lease_s,
            timeouts=Timeouts(**orders.timeouts),  # type: ignore[arg-type]
            intervals=Intervals(**orders.intervals),
            poll_interval_s=orders.poll_interval_s,
            data_dir=Path(orders.data_dir) if orders.data_dir else None,
        )
        engines = make_crashing_engines() if orders.can_crash else None
        run([make_component(harness, engines)], threading.Event())
        code = 0
    finally:
        os._exit(code)


def make_crashing_engines() -> dict[SourceType, Engine]:
    """An engine that delivers at once, crashes for "poison" and never delivers "never"."""
    engine = ScriptedEngine()

    def begin(task: Task) -> None:
        if "poison" in task.source:
            os._exit(CRASH_EXIT_CODE)
        if "never" in task.source:
            engine.update_report(task.job_id, phase=Phase.RUNNING, bytes_total=1000)
        else:
            engine.deliver_file(task.job_id, b"film")

    engine.on_add = begin
    return every_source_with(engine)


if __name__ == "__main__":
    main()
