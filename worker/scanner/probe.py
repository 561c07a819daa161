"""Probes files in a child process: a crash or hang of a decoder affects one file only."""

import json
import logging
import selectors
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from chalicelib.library.models import Probe, ProbedChapter, ProbedStream

logger = logging.getLogger(__name__)

TIMEOUT_S = 10.0
START_S = 20.0  # importing the decoders on a slow disk

TOO_SLOW = "Reading this file took too long."
CRASHED = "This file cannot be read: the video library failed on it."

ROOT = Path(__file__).parents[2]


@dataclass
class Prober:
    """A child process that probes files one after another; started on first use."""

    timeout_s: float = TIMEOUT_S
    command: tuple[str, ...] = (sys.executable, "-m", "worker.scanner.probe_child")
    _child: "subprocess.Popen[bytes] | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def probe(self, path: str) -> Probe:
        """Probe the file at `path`, as `path_to_text` writes it. A bad file is in `error`."""
        with self._lock:
            is_fresh = self._child is None
            child = self._child or self._start()
            assert child.stdin is not None  # noqa: S101  # both are pipes, see _start
            assert child.stdout is not None  # noqa: S101
            try:
                child.stdin.write(json.dumps([path]).encode() + b"\n")
                child.stdin.flush()
                line = self._read_line(
                    child, START_S + self.timeout_s if is_fresh else self.timeout_s
                )
            except BrokenPipeError:
                line = b""
            if line.endswith(b"\n"):
                return _read(line)
            self._end()
        reason = TOO_SLOW if line is TIMED_OUT else CRASHED
        logger.warning("probe failed", extra={"reason": reason})
        return Probe(error=reason)

    def close(self) -> None:
        with self._lock:
            self._end()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._child = subprocess.Popen(  # noqa: S603  # our own module, no shell
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        return self._child

    def _read_line(self, child: "subprocess.Popen[bytes]", within_s: float) -> bytes:
        """One line; `TIMED_OUT` on timeout, an incomplete line when the child died."""
        assert child.stdout is not None  # noqa: S101
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            if not selector.select(within_s):
                return TIMED_OUT
        # The child writes the result in one piece when the probe is complete.
        return child.stdout.readline()

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


TIMED_OUT = b"timed out"


def _read(line: bytes) -> Probe:
    fields = json.loads(line)
    streams = tuple(ProbedStream(**stream) for stream in fields.pop("streams"))
    chapters = tuple(ProbedChapter(**chapter) for chapter in fields.pop("chapters"))
    return Probe(**fields, streams=streams, chapters=chapters)
