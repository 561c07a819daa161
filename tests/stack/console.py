"""A running product, as seen from its console."""

import select
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from localstack import process_table

PATIENCE_S = 200.0


def is_running(pid: int) -> bool:
    return process_table.find(pid) is not None


@dataclass
class Console:
    """A running `python -m localstack`, and what it has printed."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def wait_for(self, text: str, within_s: float = PATIENCE_S) -> str:
        """The first line with that text, said before or from now on."""
        assert self.process.stdout
        deadline = time.monotonic() + within_s
        while not any(text in line for line in self.lines):
            ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            line = self.process.stdout.readline() if ready else ""
            assert line, f"it never said {text!r}, but: {self.lines} {self.complaint()}"
            self.lines.append(line.rstrip("\n"))
        return next(line for line in self.lines if text in line)

    def complaint(self) -> str:
        """What it said when it refused."""
        self.process.wait(PATIENCE_S)
        assert self.process.stderr
        return self.process.stderr.read()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


Start = Callable[..., Console]
