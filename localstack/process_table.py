"""Running processes: read from /proc on Linux, from ps(1) elsewhere."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ON_LINUX = sys.platform == "linux"
GONE = (FileNotFoundError, ProcessLookupError)  # it ended meanwhile


@dataclass(frozen=True)
class Entry:
    """A running process. Zombies are excluded: they have ended and only await wait(2)."""

    pid: int
    group: int
    started: str  # only for equality; differs when the pid is reused


@cache
def boot() -> str:
    """An identifier of the current boot."""
    if ON_LINUX:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return _output("/usr/sbin/sysctl", "-n", "kern.boottime").strip()


def find(pid: int) -> Entry | None:
    """The process with that pid; None without one."""
    if ON_LINUX:
        return _linux_entry(pid)
    return next(_ps_entries("-p", str(pid)), None)


def group_members(group: int) -> list[int]:
    """The processes of a group, also after its leader has ended."""
    entries = _linux_entries() if ON_LINUX else _ps_entries("-ax")
    return [entry.pid for entry in entries if entry.group == group]


def command_line(pid: int) -> str:
    """The program and arguments of a process; empty when it is not running."""
    if not ON_LINUX:
        return _output("/bin/ps", "-o", "command=", "-p", str(pid))
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except GONE:
        return ""
    return raw.replace(b"\0", b" ").decode(errors="replace")


def _linux_entry(pid: int) -> Entry | None:
    """Source: proc(5), /proc/[pid]/stat: fields 3 (state), 5 (group), 20 (threads), 22 (start)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except GONE:
        return None
    # The name in parentheses may contain any character: parse after the last parenthesis.
    state, _, group, *rest = stat.rpartition(")")[2].split()
    # A killed process is a zombie while its other threads still hold files and ports.
    is_over = state in "ZX" and int(rest[14]) <= 1
    return None if is_over else Entry(pid, int(group), rest[16])


def _linux_entries() -> Iterator[Entry]:
    for name in os.listdir("/proc"):  # noqa: PTH208  # thousands of names, no need for paths
        entry = _linux_entry(int(name)) if name.isdigit() else None
        if entry:
            yield entry


def _ps_entries(*which: str) -> Iterator[Entry]:
    output = _output("/bin/ps", *which, "-o", "pid=,pgid=,stat=,lstart=")
    for line in output.splitlines():
        pid, group, state, *started = line.split()
        if not state.startswith("Z"):
            yield Entry(int(pid), int(group), " ".join(started))


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
