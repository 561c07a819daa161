"""Probes files in a child process: a crash or hang of a decoder affects one file only."""

import json
import logging
import sys
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from chalicelib.library.models.probe_results import Probe, ProbedChapter, ProbedStream
from worker.child_process import AnsweringChild, ChildCrashed, ChildTimedOut

logger = logging.getLogger(__name__)

TIMEOUT_S = 10.0

TOO_SLOW = "Reading this file took too long."
CRASHED = "This file cannot be read: the video library failed on it."


@dataclass
class Prober:
    """Probes files one after another."""

    timeout_s: float = TIMEOUT_S
    command: tuple[str, ...] = (sys.executable, "-m", "worker.scanner.probe_child")
    _child: AnsweringChild = field(init=False)

    def __post_init__(self) -> None:
        self._child = AnsweringChild(self.command, self.timeout_s)

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
        try:
            return _read(self._child.ask(json.dumps([path]).encode() + b"\n"))
        except ChildTimedOut:
            reason = TOO_SLOW
        except ChildCrashed:
            reason = CRASHED
        logger.warning("probe failed", extra={"reason": reason})
        return Probe(error=reason)

    def close(self) -> None:
        self._child.close()


def _read(line: bytes) -> Probe:
    fields = json.loads(line)
    streams = tuple(ProbedStream(**stream) for stream in fields.pop("streams"))
    chapters = tuple(ProbedChapter(**chapter) for chapter in fields.pop("chapters"))
    return Probe(**fields, streams=streams, chapters=chapters)
