"""
Child processes that die with us, and that can be recognised again after we died first.

Three guarantees:

* A child leads its own session, so that Ctrl-C reaches only the supervisor, and whatever the child
  leaves behind can be ended by its process group.
* On Linux the kernel sends the child its stop signal when the thread that started it is gone
  (see `child.py`). So children must be started by a thread that outlives them.
* Elsewhere, or when even that failed, a record on disk names the child by pid *and* start time:
  a number that the system gave to somebody else since then is never signalled.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

WRAPPER = Path(__file__).with_name("child.py")
LOOK_EVERY_S = 0.02


@dataclass(frozen=True)
class Identity:
    """The user and group a process runs as."""

    uid: int
    gid: int


AS_WE_ARE = Identity(-1, -1)


@dataclass(frozen=True)
class Command:
    """How to start one program."""

    argv: tuple[str, ...]
    cwd: Path
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None  # None: as whoever we are
    stdin: bytes = b""
    stop_signal: signal.Signals = signal.SIGTERM
    umask: int = -1  # -1: ours


def spawn(command: Command) -> subprocess.Popen[bytes]:
    """Start it; its output is appended to `command.log`. Raises `OSError`."""
    who = command.identity or AS_WE_ARE
    wrapper = (sys.executable, "-I", "-S", str(WRAPPER))
    terms = (os.getpid(), int(command.stop_signal), who.uid, who.gid)
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("ab") as log:
        child = subprocess.Popen(  # noqa: S603  # a fixed list, never a shell
            (*wrapper, *(str(term) for term in terms), *command.argv),
            cwd=command.cwd,
            env=dict(command.env),
            stdin=subprocess.PIPE if command.stdin else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=command.umask,
        )
    if child.stdin is not None:
        with contextlib.suppress(BrokenPipeError), child.stdin:  # it ended at once: see its log
            child.stdin.write(command.stdin)
    return child


def wait_gone(is_gone: Callable[[], bool], within_s: float) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + within_s
    while not is_gone():
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_EVERY_S)
    return True


def end_group(leader: int) -> None:
    """End at once whatever a dead child left behind in its process group."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nothing left, or only zombies (macOS says so)
        return


def fingerprint(pid: int) -> str | None:
    """What tells a process from a later one with the same number; None when it is not running."""
    if sys.platform == "linux":
        return _linux_fingerprint(pid)
    found = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    state, _, started = found.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def _linux_fingerprint(pid: int) -> str | None:
    """Boot and start time. Source: proc(5), /proc/[pid]/stat, fields 3 (state) and 22."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name in brackets may contain anything, so fields are counted from the last bracket.
    fields = stat.rpartition(")")[2].split()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return None if fields[0] in "ZX" else f"{boot} {fields[19]}"


def command_line(pid: int) -> str:
    """The program and arguments of a process; empty when it is not running."""
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace")
    found = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout


@dataclass(frozen=True)
class Record:
    """The pid file of one child."""

    path: Path

    def write(self, pid: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(f"{pid}\n{fingerprint(pid) or ''}\n")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def survivor(self) -> int | None:
        """The pid of the recorded process when that very process still runs."""
        try:
            pid, _, started = self.path.read_text().strip().partition("\n")
            number = int(pid)
        except (OSError, ValueError):
            return None
        return number if started and fingerprint(number) == started else None

    def end_survivor(self, stop_signal: signal.Signals, within_s: float) -> None:
        """End what an earlier supervisor left running, gently first."""
        pid = self.survivor()
        if pid is not None:
            _signal(pid, stop_signal)
            if not wait_gone(lambda: self.survivor() is None, within_s):
                _signal(pid, signal.SIGKILL)
                wait_gone(lambda: self.survivor() is None, within_s)
            end_group(pid)
        self.clear()


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
