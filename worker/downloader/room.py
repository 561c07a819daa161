"""
Room on the disk, for all jobs together.

What is still to come of every job that writes is reserved. When that cannot be known, the answer
is no.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chalicelib.downloads.models import Setback
from worker.downloader import disk
from worker.downloader.engine import Phase, Report
from worker.downloader.held import Held, HeldJobs

#: What waits for room asks again after so long; freed room is noticed well within a minute.
ASK_AGAIN_S = 5.0


@dataclass
class Room:
    root: Path
    held: HeldJobs
    free_bytes: disk.FreeBytes = disk.free_bytes
    #: What the house wants left alone, in bytes; None: the usual share.
    reserve: Callable[[], int | None] = lambda: None
    monotonic: Callable[[], float] = time.monotonic

    def reserved(self) -> int:
        """Bytes to come of everything that writes."""
        return sum(still_to_come(held) for held in self.held.all() if held.has_room)

    def lack(self, held: Held, report: Report) -> Setback | None:
        """Reserve what this job still needs; why not, where there is not enough."""
        own = max(report.bytes_total - report.bytes_done, 0)
        others = sum(
            still_to_come(other)
            for other in self.held.all()
            if other is not held and other.has_room and other.waits_for is None
        )
        try:
            free = self.free_bytes(self.root)
            reserve = self.reserve()
            kept = disk.reserve_bytes(self.root) if reserve is None else reserve
        except OSError:
            return no_room(own + others, 0)
        if free < own + others + kept:
            return no_room(own + others + kept, free)
        held.has_room = True
        return None


def no_room(needed: int, free: int) -> Setback:
    return Setback(
        "disk_full", "There is not enough room on the disk.", {"needed": needed, "free": free}
    )


def still_to_come(held: Held) -> int:
    """Bytes a job will still write, as far as that is known."""
    report = held.engine.report(held.claim.id)
    if report is None or report.phase not in (Phase.RUNNING, Phase.CHECKING):
        return 0
    return max(report.bytes_total - report.bytes_done, 0)
