"""
Child processes that end with the supervisor.

A child leads its own session, so that Ctrl-C reaches only the supervisor and the descendants of the
child can be ended by process group. On Linux the kernel sends the child its stop signal when the
thread that started it ends (see `exec_child.py`), so children must be started by a thread that
outlives them. On other systems the next start ends processes that are still running (see
`pid_file.py`).
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

WRAPPER = Path(__file__).with_name("exec_child.py")


@dataclass(frozen=True)
class Identity:
    """The user and group a process runs as."""

    uid: int
    gid: int


AS_WE_ARE = Identity(-1, -1)


@dataclass(frozen=True)
class ServerCommand:
    """A program to start, with its arguments, environment and user."""

    argv: tuple[str, ...]
    cwd: Path
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None  # None: the current user
    stdin: bytes = b""
    stop_signal: signal.Signals = signal.SIGTERM
    umask: int = -1  # -1: our own


def spawn(command: ServerCommand) -> subprocess.Popen[bytes]:
    """Start the program; its output is appended to `command.log`. Raises `OSError`."""
    who = command.identity or AS_WE_ARE
    wrapper = (sys.executable, "-I", "-S", str(WRAPPER))
    terms = (os.getpid(), int(command.stop_signal), who.uid, who.gid)
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("ab") as log:
        child = subprocess.Popen(  # noqa: S603  # a list of arguments, no shell
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
        with contextlib.suppress(BrokenPipeError), child.stdin:  # it ended already
            child.stdin.write(command.stdin)
    return child
