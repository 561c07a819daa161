"""
Runs ffmpeg on a file of the library, at the lowest priority.

Media files are hostile: ffmpeg gets an open file and no name, or a signed address of its copy in
the object store; it opens nothing else, and has limits of memory and time.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from worker.media_input import MediaInput, OpenItem, protocols_of
from worker.process_limits import killed_with_parent
from worker.scanner.probe_child import FORMATS

MAX_MEMORY_BYTES = 2 * 2**30
CHECK_EVERY_S = 1.0


class DecodingStopped(Exception):
    """The worker stops, or the machine is needed: repeat it later."""


class DecodingFailed(Exception):
    """The file cannot be read, or not within its time."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """`is_needed`: whether the machine is needed for something else; ffmpeg pauses meanwhile."""

    ffmpeg: str
    open_item: OpenItem
    is_needed: Callable[[], bool]
    stop: threading.Event

    def run(
        self, item_id: UUID, before: Sequence[str], after: Sequence[str], *, within_s: float
    ) -> bytes:
        """
        What ffmpeg writes to its output; `before` and `after` are its options around the input.

        Raises `NotFound`, `Unavailable`, `DecodingStopped` or `DecodingFailed`.
        """
        if self.stop.is_set():
            raise DecodingStopped
        source = self.open_item(item_id)
        try:
            source.require_there()
            return self._run(source, before, after, within_s)
        except DecodingFailed:
            source.require_there()  # the store went away meanwhile
            raise
        finally:
            source.close()

    def _run(
        self, source: MediaInput, before: Sequence[str], after: Sequence[str], within_s: float
    ) -> bytes:
        with subprocess.Popen(  # noqa: S603  # a list of our own words and no shell
            [
                *killed_with_parent(),
                *(["nice", "-n", "19"] if shutil.which("nice") else []),
                *(["ionice", "-c", "3"] if shutil.which("ionice") else []),
                *(self.ffmpeg, "-nostdin", "-v", "error", "-threads", "1"),
                *("-format_whitelist", FORMATS),
                *("-protocol_whitelist", protocols_of(source.address)),
                # A store may close a connection that waits while ffmpeg pauses.
                *([] if source.descriptors else ["-reconnect", "1", "-reconnect_delay_max", "4"]),
                *before,
                *("-i", source.address),
                *after,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=source.descriptors,
            env={"PATH": os.environ.get("PATH", os.defpath)},  # no secret of ours, and no proxy
        ) as process:
            return self._watch(process, within_s)

    def _watch(self, process: "subprocess.Popen[bytes]", within_s: float) -> bytes:
        if hasattr(resource, "prlimit"):  # Linux
            with contextlib.suppress(ProcessLookupError):
                limits = (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES)
                resource.prlimit(process.pid, resource.RLIMIT_AS, limits)
        ran_s, is_paused = 0.0, False
        try:
            while True:
                began_s = time.monotonic()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    written, _ = process.communicate(timeout=CHECK_EVERY_S)
                    break
                if self.stop.is_set():
                    raise DecodingStopped
                if not is_paused:
                    ran_s += time.monotonic() - began_s
                if ran_s > within_s:
                    raise DecodingFailed("It took too long.")
                if is_paused != self.is_needed():
                    is_paused = not is_paused
                    process.send_signal(signal.SIGSTOP if is_paused else signal.SIGCONT)
        finally:
            process.kill()
        if process.returncode != 0:
            raise DecodingFailed("ffmpeg cannot read this file.")
        return written
