"""
Pid files that cannot name the wrong process.

Beside the number stand the run of the system and the start time, so that a number which was given
to somebody else since then is never signalled.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localstack import process_table

LOOK_EVERY_S = 0.02
KILLED_WITHIN_S = 5.0


def wait_gone(is_gone: Callable[[], bool], within_s: float) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + within_s
    while not is_gone():
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_EVERY_S)
    return True


def end_group(leader: int) -> None:
    """End at once whatever a dead process left behind in the group it led, and see it gone."""
    if process_table.group_members(leader):
        _signal_group(leader)
        wait_gone(lambda: not process_table.group_members(leader), KILLED_WITHIN_S)


def _signal_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nothing left, or only zombies (macOS says so)
        return


@dataclass(frozen=True)
class PidFile:
    """The pid file of one child, which leads a process group."""

    path: Path

    def write(self, pid: int) -> None:
        entry = process_table.find(pid)
        started = entry.started if entry else ""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(f"{pid}\n{process_table.boot()}\n{started}\n")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def end_survivor(self, stop_signal: signal.Signals, within_s: float) -> None:
        """End what an earlier supervisor left running, gently first, with all it started."""
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
            # A group keeps its number from being given away, even after its leader is gone.
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
