"""Child processes that read files of unknown origin: a crash or a hang affects one file only."""

import selectors
import socket
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

START_S = 20.0  # importing the decoders on a slow disk
ROOT = Path(__file__).parents[1]


class ChildTimedOut(Exception):
    """The child did not answer in time, and was killed."""


class ChildCrashed(Exception):
    """The child died instead of answering."""


@dataclass
class AnsweringChild:
    """
    A process that answers each line with a line, in turn; started on first use, and again after it
    was killed. Its standard input is a socket, so that open files can be passed with a line.
    """

    command: tuple[str, ...]
    timeout_s: float
    _child: "subprocess.Popen[bytes] | None" = None
    _requests: socket.socket | None = None
    _has_answered: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it ahead of the first question; does not wait for an answer to another."""
        if self._child is None:
            with self._lock:
                if self._child is None:
                    self._start()

    def ask(self, line: bytes, *descriptors: int) -> bytes:
        """The answer, with its line end. Raises `ChildTimedOut` or `ChildCrashed`."""
        with self._lock:
            if self._child is None:
                self._start()
            try:
                return self._exchange(line, descriptors)
            except (ChildTimedOut, ChildCrashed):
                self._end()
                raise

    def close(self) -> None:
        """Kill it, also while it answers."""
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._end()

    def _start(self) -> None:
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603  # our own module, no shell
                self.command,
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
            )
        self._has_answered = False

    def _exchange(self, line: bytes, descriptors: tuple[int, ...]) -> bytes:
        assert self._child is not None  # noqa: S101  # `ask` started it
        assert self._child.stdout is not None  # noqa: S101
        assert self._requests is not None  # noqa: S101
        try:
            if descriptors:
                socket.send_fds(self._requests, [line], descriptors)
            else:
                self._requests.sendall(line)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ChildCrashed from error
        within_s = self.timeout_s if self._has_answered else START_S + self.timeout_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            if not selector.select(within_s):
                raise ChildTimedOut
        # The child writes an answer in one piece when it is complete.
        answer = self._child.stdout.readline()
        if not answer.endswith(b"\n"):
            raise ChildCrashed
        self._has_answered = True
        return answer

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None
        if self._requests is not None:
            self._requests.close()
            self._requests = None
