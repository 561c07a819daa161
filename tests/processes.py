"""
Workers as processes of their own, which can be killed, stopped and woken.

`python -m tests.processes` is where they come from: it has everything imported already and forks
one for each line it reads, so that two hundred of them take no longer than a few.
"""

import contextlib
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
from tests.downloads import Home, ScriptedEngine, part_of, scripted, wait_until
from worker.downloader.engine import Engine, Phase, Task
from worker.downloader.monitor import Intervals
from worker.downloader.verdicts import Patience
from worker.main import run

ROOT = Path(__file__).parents[1]
#: What a process ends with that its job has killed.
POISONED = 66


@dataclass(frozen=True)
class Orders:
    """What a worker is told, as JSON."""

    dsn: str
    folder: str
    data_dir: str | None
    log: str
    max_active: int
    backoff_s: float
    lease_s: float
    poll_interval_s: float
    rhythm: dict[str, float]
    patience: dict[str, float]
    is_poisonable: bool = False


class Nursery:
    """Where workers are born; whoever is left at the end is killed, each by its own number."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._born: list[Born] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def worker(self, home: Home, *, is_poisonable: bool = False) -> "Born":
        orders = Orders(
            dsn=home.db.dsn,
            folder=str(home.folder),
            data_dir=str(home.data_dir) if home.data_dir else None,
            log=str(self.log),
            max_active=home.max_active,
            backoff_s=home.backoff_s,
            lease_s=home.lease_s,
            poll_interval_s=home.poll_interval_s,
            rhythm=asdict(home.rhythm),
            patience=asdict(home.patience),
            is_poisonable=is_poisonable,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(orders)) + "\n")
        self._process.stdin.flush()
        born = Born(int(self._process.stdout.readline()))
        self._born.append(born)
        return born

    def close(self) -> None:
        for born in self._born:
            born.kill()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class Born:
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
        """At once, as when power fails; harmless when it is over."""
        self._send(signal.SIGKILL)
        wait_until(lambda: not self.is_alive, what=f"the end of {self.pid}")

    def ask_to_stop(self) -> None:
        self._send(signal.SIGTERM)

    def freeze(self) -> None:
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def stops(self, within_s: float = 20.0) -> None:
        """In good order."""
        self.ask_to_stop()
        wait_until(lambda: not self.is_alive, within_s, f"the orderly end of {self.pid}")

    def _send(self, sig: signal.Signals) -> None:
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)


@contextlib.contextmanager
def nursery_in(folder: Path) -> Iterator[Nursery]:
    nursery = Nursery(folder / "workers.log")
    try:
        yield nursery
    finally:
        nursery.close()


# --- in the process they come from ---------------------------------------------------------------


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(Orders(**json.loads(line)))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def live(orders: Orders) -> None:
    """As a worker, until killed or asked to stop; never returns."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        configure_logging("worker", "INFO")
        home = Home(
            Database(orders.dsn, max_connections=6),
            Cache(None),
            Path(orders.folder),
            max_active=orders.max_active,
            backoff_s=orders.backoff_s,
            lease_s=orders.lease_s,
            patience=Patience(**orders.patience),  # type: ignore[arg-type]
            rhythm=Intervals(**orders.rhythm),
            poll_interval_s=orders.poll_interval_s,
            data_dir=Path(orders.data_dir) if orders.data_dir else None,
        )
        engines = poisonable() if orders.is_poisonable else None
        run([part_of(home, engines)], threading.Event())
        code = 0
    finally:
        os._exit(code)


def poisonable() -> dict[SourceType, Engine]:
    """Brings everything at once, but for what kills it, and for what never comes."""
    engine = ScriptedEngine()

    def begin(task: Task) -> None:
        if "poison" in task.source:
            os._exit(POISONED)
        if "never" in task.source:
            engine.says(task.job_id, phase=Phase.RUNNING, bytes_total=1000)
        else:
            engine.brings(task.job_id, b"film")

    engine.on_add = begin
    return scripted(engine)


if __name__ == "__main__":
    main()
