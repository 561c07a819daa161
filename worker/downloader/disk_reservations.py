"""
Room on the disk, for all jobs together.

What is still to come of every job that writes is reserved, also of those of other workers on
this machine: they say so in the database. When that cannot be known, the answer is no.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chalicelib.leases.models import FailureReason
from chalicelib.leases.service import LeaseService
from worker.downloader import disk
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.engine import Phase, Report

#: What waits for room asks again after so long; freed room is noticed well within a minute.
ASK_AGAIN_S = 5.0


@dataclass
class DiskReservations:
    work_on: LeaseService
    held: ActiveJobs
    free_bytes: disk.FreeBytes = disk.free_bytes
    #: What the house wants left alone, in bytes; None: the usual share.
    reserve: Callable[[], int | None] = lambda: None
    monotonic: Callable[[], float] = time.monotonic

    def reserved(self) -> int:
        """Bytes to come of everything that writes."""
        return sum(still_to_come(held) for held in self.held.all() if held.has_room)

    def lack(self, held: ActiveJob, report: Report) -> FailureReason | None:
        """
        Reserve what this job still needs; why not, where there is not enough.

        Raises `LeaseLost`.
        """
        folder = existing(Path(held.claim.save_path))
        own = max(report.bytes_total - report.bytes_done, 0)
        try:
            volume = volume_of(folder)
        except OSError:
            return no_room(own, 0)
        beside = sum(
            still_to_come(other)
            for other in self.held.all()
            if other is not held
            and other.has_room
            and other.waits_for is None
            and other.room_on == volume
        )

        def look(elsewhere: int) -> FailureReason | None:
            return self._look(folder, own + beside + elsewhere)

        setback = self.work_on.reserve_disk(held.claim, volume, report.bytes_total, look)
        if setback is None:
            held.has_room, held.room_on, held.room_bytes = True, volume, report.bytes_total
        return setback

    def mind(self, held: ActiveJob, report: Report) -> None:
        """Give back what is not needed after all: less of it is wanted by now."""
        if held.room_on is not None and 0 < report.bytes_total < held.room_bytes:
            held.room_bytes = report.bytes_total
            self.work_on.reserve_disk(held.claim, held.room_on, report.bytes_total, lambda _: None)

    def _look(self, folder: Path, needed: int) -> FailureReason | None:
        try:
            free = self.free_bytes(folder)
            reserve = self.reserve()
            kept = disk.reserve_bytes(folder) if reserve is None else reserve
        except OSError:
            return no_room(needed, 0)
        return no_room(needed + kept, free) if free < needed + kept else None


def no_room(needed: int, free: int) -> FailureReason:
    return FailureReason(
        "disk_full", "There is not enough room on the disk.", {"needed": needed, "free": free}
    )


def still_to_come(held: ActiveJob) -> int:
    """Bytes a job will still write, as far as that is known."""
    report = held.engine.report(held.claim.id)
    if report is None or report.phase not in (Phase.RUNNING, Phase.CHECKING):
        return 0
    return max(report.bytes_total - report.bytes_done, 0)


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def volume_of(folder: Path) -> str:
    """
    A disk by a name that all workers of this machine have for it, in containers as well.

    Raises `OSError`.
    """
    return f"{disk.boot_id() or socket.gethostname()}:{folder.stat().st_dev}"
