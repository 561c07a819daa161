"""
Pid files that are safe against reused process ids.

Each contains the pid, the boot id of the system and the start time of the process, so that another
process with the same pid is never signalled.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localstack import process_table

POLL_INTERVAL_S = 0.02
KILLED_WITHIN_S = 5.0


def wait_gone(is_gone: Callable[[], bool], within_s: float) -> bool:
    """Poll a condition; whether it became true before the timeout."""
    deadline = time.monotonic() + within_s
    while not is_gone():
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_INTERVAL_S)
    return True


def end_group(leader: int) -> None:
    """Kill the remaining members of a process group, and wait until they have ended."""
    if process_table.group_members(leader):
        _signal_group(leader)
        wait_gone(lambda: not process_table.group_members(leader), KILLED_WITHIN_S)


def _signal_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # no members, or only zombies (EPERM on macOS)
        return


@dataclass(frozen=True)
class PidFile:
    """The pid file of one child, which leads a process group."""

    path: Path

    def write(self, pid: int) -> None:
        entry = process_table.find(pid)
        started = entry.started if entry else ""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # On a full disk the child runs without a pid file. It still ends with its parent on Linux.
        with contextlib.suppress(OSError):
            self.path.write_text(f"{pid}\n{process_table.boot()}\n{started}\n")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def end_survivor(self, stop_signal: signal.Signals, within_s: float) -> None:
        """End the process group of an earlier supervisor: SIGTERM first, then SIGKILL."""
        try:
            number, boot, started = self.path.read_text().splitlines()
            pid = int(number)
        except (OSError, ValueError):
            return
        if boot == process_table.boot():
            found = process_table.find(pid)
            if found and found.started == started:
                self._end(pid, started, stop_signal, within_s)
                found = None
            # The pid is not reused while its process group exists, even after the leader ended.
            if found is None:
                end_group(pid)
        self.clear()

    def _end(self, pid: int, started: str, stop_signal: signal.Signals, within_s: float) -> None:
        def is_gone() -> bool:
            found = process_table.find(pid)
            return found is None or found.started != started

        for number, patience_s in ((stop_signal, within_s), (signal.SIGKILL, KILLED_WITHIN_S)):
            if not is_gone():
                os.kill(pid, number)
                wait_gone(is_gone, patience_s)
