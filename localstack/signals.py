"""Signals as events to wait for, instead of asynchronous handlers."""

import os
import select
import signal
from types import FrameType
from typing import Self

STOP = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
WATCHED = STOP | {signal.SIGCHLD}


def _only_wake_up(_number: int, _frame: FrameType | None) -> None:
    """Does nothing: the signal number is written to the pipe by `signal.set_wakeup_fd`."""


class Signals:
    """A context in which signals take effect only in `wait`."""

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        # nohup ignores SIGHUP; keep it ignored.
        ignored = {n for n in (signal.SIGHUP,) if signal.getsignal(n) is signal.SIG_IGN}
        self._before = {n: signal.signal(n, _only_wake_up) for n in WATCHED - ignored}
        self._fd_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def wait(self, timeout_s: float | None) -> bool:
        """Wait for a signal or the timeout; whether a stop signal arrived."""
        ready, _, _ = select.select([self._read], [], [], timeout_s)
        if not ready:
            return False
        return not STOP.isdisjoint(os.read(self._read, 4096))
