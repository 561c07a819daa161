"""A service of the stack: its start, readiness check, stop, and cleanup after a crash."""

import os
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from localstack.child_process import ServerCommand, spawn
from localstack.errors import StartRefused
from localstack.pid_file import POLL_INTERVAL_S, PidFile, end_group, wait_gone

LOG_LIMIT_BYTES = 5_000_000
LOG_TAIL_BYTES = 4_000
READY_WITHIN_S = 180.0  # PostgreSQL may have much WAL to replay


def bare_environment() -> dict[str, str]:
    """
    The environment variables that an embedded server needs.

    PostgreSQL, Valkey and rclone each read variables of their own (PGDATA, RCLONE_CONFIG, …);
    those of the user must not change the embedded servers.
    """
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


class Service(ABC):
    """
    A child process with a readiness check.

    `start` runs all steps in order. The supervisor calls the steps separately, so that several
    services start concurrently.
    """

    label = ""
    stop_signal = signal.SIGTERM
    hurry_signal = signal.SIGKILL  # ends it without a graceful shutdown
    stop_within_s = 10.0
    silent_for_s = 120.0  # a process that does not respond for so long is restarted

    def __init__(self, name: str, *, run: Path, logs: Path) -> None:
        """`run` is the folder of pid and port files, `logs` that of its output."""
        self.run = run
        self.log = logs / f"{name}.log"
        self.record = PidFile(run / f"{name}.pid")
        self.child: subprocess.Popen[bytes] | None = None
        self._log_start = 0  # offset in the log at the start of the current process

    @abstractmethod
    def command(self) -> ServerCommand:
        """The program to start."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it is ready. Polled, so it must return quickly."""

    def responds(self) -> bool:
        """
        Whether the running process still works; a suspended or deadlocked one does not exit.

        Polled, so it must return within seconds.
        """
        return True

    def prepare(self) -> None:
        """Create what the first start requires. Raises `StartRefused`."""
        self.run.mkdir(parents=True, exist_ok=True)

    def can_recover(self) -> bool:
        """
        Called when it ended before it was ready: whether to start it again.

        An implementation may first repair the cause.
        """
        return False

    def start(self) -> None:
        """Prepare, start, wait until it is ready. Raises `StartRefused`."""
        self.prepare()
        self.spawn()
        self.wait_ready()

    def spawn(self) -> None:
        """Start the process, after ending that of an earlier run. Raises `StartRefused`."""
        self.end_survivor()
        rotate(self.log)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        try:
            self.child = spawn(self.command())
        except (OSError, subprocess.SubprocessError) as error:
            raise StartRefused(f"{self.label} could not be started: {error}.") from error
        self.record.write(self.child.pid)

    def end_survivor(self) -> None:
        """End the process of an earlier supervisor that was killed."""
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
            time.sleep(POLL_INTERVAL_S)

    def expect_running(self) -> None:
        """Start it again if it ended and a retry helps. Raises `StartRefused`."""
        if not self.is_running():
            if not self.can_recover():
                raise StartRefused(self.failure())
            self.spawn()

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def exit_code(self) -> int | None:
        """The exit code: None while it runs, negative when a signal ended it."""
        return None if self.child is None else self.child.poll()

    def request_stop(self, *, immediately: bool = False) -> None:
        """Send the stop signal and return."""
        if self.child is not None and self.is_running():
            self.child.send_signal(self.hurry_signal if immediately else self.stop_signal)

    def kill(self) -> None:
        """End the process without a graceful shutdown. Returns when it has ended."""
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
        """Request a graceful shutdown, then kill. Returns when the process has ended."""
        self.request_stop()
        if not wait_gone(lambda: not self.is_running(), self.stop_within_s):
            self.kill()
        self.finish()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def failure(self) -> str:
        """The message for a failed start."""
        return f"{self.label} could not start; {self.hint()}"

    def hint(self) -> str:
        """The last line of its log, and the path of the log."""
        lines = [line.strip() for line in self.log_tail().splitlines() if line.strip()]
        return f"last log line: {lines[-1]} (see {self.log})" if lines else f"see {self.log}."

    def log_tail(self) -> str:
        """The end of the current process's output."""
        try:
            with self.log.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(size - LOG_TAIL_BYTES, self._log_start))
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""


def rotate(log: Path) -> None:
    """Rotate a log that exceeds the limit; one older file is kept."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        shutil.move(log, log.with_name(log.name + ".1"))
