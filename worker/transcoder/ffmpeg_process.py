"""One process of ffmpeg, and its output as boxes of a fragmented MP4."""

import contextlib
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

if sys.platform == "linux":
    import resource

from worker.media_input import MediaInput
from worker.process_limits import killed_with_parent
from worker.transcoder.mp4_boxes import HEADER_BYTES, NotBoxes, read_header

HANGS_AFTER_S = 40.0  # without output: a decoder that hangs
MAX_MEMORY_BYTES = 6 * 2**30  # address space, most of it never used: stacks and arenas of threads
MAX_HEADER_BOX_BYTES = 8 * 2**20
PIECE_BYTES = 2**18
NICE = 5
MEDIA = b"mdat"


class ProcessStalled(Exception):
    """There was no output for a long time."""


@dataclass
class FfmpegProcess:
    """
    Blocks when its output is not read, so a reader that pauses is all its throttle, and ends
    when the reader is gone. Start it in the thread that reads: on Linux it dies with that thread.
    """

    command: list[str]
    source: MediaInput  # the process inherits its descriptor
    hangs_after_s: float = HANGS_AFTER_S
    limits_memory: bool = True
    _process: "subprocess.Popen[bytes] | None" = None
    _rest: bytearray = field(default_factory=bytearray)

    def start(self) -> None:
        """Raises `OSError`."""
        self._process = subprocess.Popen(  # noqa: S603  # enumerated: ffmpeg_arguments.py
            [*killed_with_parent(), *self.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=self.source.descriptors,
            env={"PATH": os.defpath},  # no secret of ours
            start_new_session=True,
            bufsize=0,
        )
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, NICE)
            if sys.platform == "linux" and self.limits_memory:
                limit = (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES)
                resource.prlimit(self._process.pid, resource.RLIMIT_AS, limit)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def kill(self) -> None:
        """From any thread; the reading thread sees the end of the output."""
        if self._process is not None:
            self._process.kill()

    def wait(self) -> int:
        """End the process, if it has not ended, and return its code."""
        if self._process is None:
            return -1
        if self._process.poll() is None and not self._rest:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # its output has ended
        self._process.kill()
        code = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def boxes(self) -> Iterator[tuple[bytes, int, bytes]]:
        """
        Type, length of the content, and the content of each box but of `mdat`: its content is
        read by `media` before the next box. Raises `ProcessStalled` or `NotBoxes`.
        """
        while (header := self._read(HEADER_BYTES)) is not None:
            length, kind = read_header(header)
            if kind == MEDIA:
                yield kind, length, header
                continue
            if length > MAX_HEADER_BOX_BYTES:
                raise NotBoxes("a box is too large")
            content = self._read(length)
            if content is None:
                return
            yield kind, length, header + content

    def media(self, length: int) -> Iterator[bytes]:
        """The content of an `mdat` in pieces. Raises `ProcessStalled`, `NotBoxes` when cut off."""
        while length:
            piece = self._read(min(length, PIECE_BYTES))
            if piece is None:
                raise NotBoxes("the output is cut off")
            yield piece
            length -= len(piece)

    def _read(self, length: int) -> bytes | None:
        """Exactly `length` bytes; None at the end of the output. Raises `ProcessStalled`."""
        assert self._process is not None  # noqa: S101  # start() comes first
        assert self._process.stdout is not None  # noqa: S101
        output = self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            while len(self._rest) < length:
                if not selector.select(self.hangs_after_s):
                    raise ProcessStalled
                arrived = os.read(output.fileno(), PIECE_BYTES)
                if not arrived:
                    return None
                self._rest += arrived
        taken = bytes(self._rest[:length])
        del self._rest[:length]
        return taken
