"""
Runs ffmpeg on a file of the library, at the lowest priority.

Media files are hostile: ffmpeg gets an open file and no name, opens nothing else, and has limits of
memory and time.
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

from worker.gateway.files import open_beneath
from worker.process_limits import killed_with_parent
from worker.scanner.probe_child import FORMATS
from worker.scanner.roots import RootSource

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
    roots: RootSource
    is_needed: Callable[[], bool]
    stop: threading.Event

    def run(
        self, path: str, before: Sequence[str], after: Sequence[str], *, within_s: float
    ) -> bytes:
        """
        What ffmpeg writes to its output; `before` and `after` are its options around the input.

        Raises `FileNotServed`, `DecodingStopped` or `DecodingFailed`.
        """
        if self.stop.is_set():
            raise DecodingStopped
        file = open_beneath(self.roots, path)
        try:
            with subprocess.Popen(  # noqa: S603  # a list of our own words and no shell
                [
                    *killed_with_parent(),
                    *(["nice", "-n", "19"] if shutil.which("nice") else []),
                    *(["ionice", "-c", "3"] if shutil.which("ionice") else []),
                    *(self.ffmpeg, "-nostdin", "-v", "error", "-threads", "1"),
                    *("-format_whitelist", FORMATS, "-protocol_whitelist", "file,pipe"),
                    *before,
                    *("-i", f"file:/dev/fd/{file}"),
                    *after,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(file,),
            ) as process:
                return self._watch(process, within_s)
        finally:
            os.close(file)

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
