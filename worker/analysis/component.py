"""The component of the worker that looks into files while the machine is idle, one at a time."""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.playback.service.ffmpeg_discovery import find_ffmpeg
from chalicelib.segments.service.fingerprint_work import FingerprintWork
from chalicelib.trickplay.service import TrickplayService
from worker.analysis.ffmpeg_decoder import Decoder, DecodingStopped
from worker.analysis.idle_check import Machine
from worker.analysis.intro_detection import FingerprintMaker
from worker.analysis.trickplay_maker import TrickplayMaker
from worker.job_loop import Backoff, Job
from worker.media_opener import MediaOpener, near_copies
from worker.scanner.roots import live_roots
from worker.transcoder.ffmpeg_discovery import can_fingerprint

CONNECTIONS = 1
STATEMENT_TIMEOUT_MS = 30_000
LOOK_EVERY_S = 30.0


class Generator(Protocol):
    def work_once(self) -> bool:
        """Do one file; whether there was one. Raises `DecodingStopped` or `Unavailable`."""


class AnalysisComponent:
    """See `worker.worker_main.Component`."""

    def __init__(
        self,
        find_makers: Callable[[], Sequence[Generator]],
        machine: Machine,
        stopping: threading.Event,
    ) -> None:
        """`find_makers` finds none until ffmpeg is installed."""
        self._find_makers = find_makers
        self.makers: Sequence[Generator] = ()
        self.machine = machine
        self.stopping = stopping
        self._jobs = [Job("analysis", self.work_once, Backoff(idle_s=LOOK_EVERY_S))]

    @classmethod
    def from_settings(cls, has_conversions: Callable[[], bool]) -> "AnalysisComponent":
        settings = get(Settings)
        db = Database(settings.database_url.get_secret_value(), CONNECTIONS, STATEMENT_TIMEOUT_MS)
        stopping = threading.Event()
        pictures = TrickplayService(db, utc_now)
        machine = Machine(pictures.has_downloads, has_conversions)
        copies = near_copies(settings)
        roots = live_roots()
        opener = MediaOpener(db, roots, copies)

        def find_makers() -> Sequence[Generator]:
            ffmpeg = find_ffmpeg()
            if ffmpeg is None:
                return ()
            makers: list[Generator] = []
            reads_store = copies is not None
            decoder = Decoder(ffmpeg, opener, machine.is_needed, stopping)
            if settings.seen_fingerprints == "on" and can_fingerprint(ffmpeg):
                makers.append(FingerprintMaker(FingerprintWork(db, utc_now), decoder, reads_store))
            if settings.seen_trickplay == "on":
                makers.append(
                    TrickplayMaker(
                        pictures,
                        decoder,
                        settings.trickplay_dir,
                        settings.seen_trickplay_gb * 10**9,
                        reads_store,
                    )
                )
            return makers

        return cls(find_makers, machine, stopping)

    def work_once(self) -> bool:
        """One file for each maker; whether there were any."""
        if not self.machine.is_idle():
            return False
        self.makers = self.makers or self._find_makers()
        found = False
        # Each of them in turn, so that a large library does not delay one for days.
        for maker in self.makers:
            try:
                found |= maker.work_once()
            except DecodingStopped:
                return False
            except Unavailable:  # what one cannot read does not keep the others from their work
                continue
        return found

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        self.stopping.set()

    def close(self, within_s: float) -> None:
        """Nothing to release: a file that was not finished is begun again."""
