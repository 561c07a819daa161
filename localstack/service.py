"""One server of the stack: started, probed, stopped, and found again after a crash."""

import os
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from localstack.errors import StartRefused
from localstack.pid_file import LOOK_EVERY_S, PidFile, end_group, wait_gone
from localstack.process import ServerCommand, spawn

LOG_LIMIT_BYTES = 5_000_000
LOG_TAIL_BYTES = 4_000
READY_WITHIN_S = 180.0  # PostgreSQL may have a long log to replay


def bare_environment() -> dict[str, str]:
    """
    What a server of ours needs from the environment, and nothing else.

    PostgreSQL, Valkey and rclone each read variables of their own (PGDATA, RCLONE_CONFIG, …),
    and the ones a person has set for their own use must not bend ours.
    """
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


class Service(ABC):
    """
    A child process with a way to tell that it is ready.

    `start` does everything in order. The supervisor calls the steps itself, so that several
    services come up at the same time.
    """

    label = ""
    stop_signal = signal.SIGTERM
    hurry_signal = signal.SIGKILL  # what ends it when there is no time for manners
    stop_within_s = 10.0

    def __init__(self, name: str, *, run: Path, logs: Path) -> None:
        """`run` is where notes for the next start are kept, `logs` where its output goes."""
        self.run = run
        self.log = logs / f"{name}.log"
        self.record = PidFile(run / f"{name}.pid")
        self.child: subprocess.Popen[bytes] | None = None
        self._log_start = 0  # where in the log the current process began

    @abstractmethod
    def command(self) -> ServerCommand:
        """How to start it."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it serves. Asked again and again, so it answers quickly."""

    def prepare(self) -> None:
        """What has to be there before the first start. Raises `StartRefused`."""
        self.run.mkdir(parents=True, exist_ok=True)

    def can_recover(self) -> bool:
        """
        Asked when it ended before it was ever ready: whether another try makes sense.

        May change what was in the way.
        """
        return False

    def start(self) -> None:
        """Prepare, start, wait until it serves. Raises `StartRefused`."""
        self.prepare()
        self.spawn()
        self.wait_ready()

    def spawn(self) -> None:
        """Start the process, after ending one that an earlier run left. Raises `StartRefused`."""
        self.end_survivor()
        rotate(self.log)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        try:
            self.child = spawn(self.command())
        except (OSError, subprocess.SubprocessError) as error:
            raise StartRefused(f"{self.label} could not be started: {error}.") from error
        self.record.write(self.child.pid)

    def end_survivor(self) -> None:
        """End what an earlier supervisor could not take with it."""
        self.record.end_survivor(self.stop_signal, self.stop_within_s)

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> None:
        """Raises `StartRefused` when it ends first, or takes too long."""
        deadline = time.monotonic() + within_s
        while not self.is_ready():
            self.expect_running()
            if time.monotonic() >= deadline:
                self.stop()
                raise StartRefused(
                    f"{self.label} was not ready after {within_s:.0f} s; {self.hint()}"
                )
            time.sleep(LOOK_EVERY_S)

    def expect_running(self) -> None:
        """While it comes up: one that ended is given another try, or up. Raises `StartRefused`."""
        if not self.is_running():
            if not self.can_recover():
                raise StartRefused(self.failure())
            self.spawn()

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return None if self.child is None else self.child.poll()

    def ask_to_stop(self, *, hurry: bool = False) -> None:
        """Send the signal and return."""
        if self.child is not None and self.is_running():
            self.child.send_signal(self.hurry_signal if hurry else self.stop_signal)

    def stop_now(self) -> None:
        """No more manners. Returns when the process is gone."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()

    def finish(self) -> None:
        """Clean up after the process has ended."""
        if self.child is not None:
            end_group(self.child.pid)
            self.child = None
            self.record.clear()

    def stop(self) -> None:
        """Gently, then firmly. Returns when the process is gone."""
        self.ask_to_stop()
        if not wait_gone(lambda: not self.is_running(), self.stop_within_s):
            self.stop_now()
        self.finish()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def failure(self) -> str:
        """One sentence on why it ended."""
        return f"{self.label} could not start; {self.hint()}"

    def hint(self) -> str:
        """The last thing it wrote, and where the rest is."""
        lines = [line.strip() for line in self.said().splitlines() if line.strip()]
        return f"it said: {lines[-1]} (see {self.log})" if lines else f"see {self.log}."

    def said(self) -> str:
        """The end of what the current process wrote."""
        try:
            with self.log.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(size - LOG_TAIL_BYTES, self._log_start))
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""


def rotate(log: Path) -> None:
    """Keep one older file, and start a new one, when a log has grown large."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        shutil.move(log, log.with_name(log.name + ".1"))
