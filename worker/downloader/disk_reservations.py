"""
Disk space for all jobs together.

What every running job still has to write is reserved, across the workers of this machine: the
reservations are in the database. Where the free space cannot be determined, nothing is reserved.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chalicelib.leases.models import FailureReason
from chalicelib.leases.service import LeaseService
from worker.downloader import disk_space
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.engine import Phase, Report


@dataclass
class DiskReservations:
    leases: LeaseService
    active_jobs: ActiveJobs
    free_bytes: disk_space.FreeBytes = disk_space.free_bytes
    #: The configured minimum free space, in bytes; None: the default share of the disk.
    min_free_bytes: Callable[[], int | None] = lambda: None

    def reserved_bytes(self) -> int:
        """What all jobs of this worker still have to write."""
        return sum(bytes_left(job) for job in self.active_jobs.all() if job.reservation.is_current)

    def reserve(self, job: ActiveJob, report: Report) -> FailureReason | None:
        """
        Reserve what this job still has to write; the reason when there is not enough space.

        Raises `LeaseLost`.
        """
        folder = existing_parent(Path(job.claim.save_path))
        own = max(report.bytes_total - report.bytes_done, 0)
        try:
            volume = volume_of(folder)
        except OSError:
            return no_space(own, 0)
        of_this_worker = sum(
            bytes_left(other)
            for other in self.active_jobs.all()
            if other is not job
            and other.reservation.is_current
            and other.suspension is None
            and other.reservation.volume == volume
        )

        def check(of_other_workers: int) -> FailureReason | None:
            return self._check(folder, own + of_this_worker + of_other_workers)

        failure = self.leases.reserve_disk(job.claim, volume, report.bytes_total, check)
        if failure is None:
            reservation = job.reservation
            reservation.is_current = True
            reservation.volume, reservation.bytes_total = volume, report.bytes_total
        return failure

    def reduce(self, job: ActiveJob, report: Report) -> None:
        """Return what is not needed any more, as fewer files are selected by now."""
        reservation = job.reservation
        if reservation.volume is not None and 0 < report.bytes_total < reservation.bytes_total:
            reservation.bytes_total = report.bytes_total
            volume = reservation.volume
            self.leases.reserve_disk(job.claim, volume, report.bytes_total, lambda _: None)

    def _check(self, folder: Path, needed: int) -> FailureReason | None:
        try:
            free = self.free_bytes(folder)
            configured = self.min_free_bytes()
            min_free = disk_space.reserve_bytes(folder) if configured is None else configured
        except OSError:
            return no_space(needed, 0)
        return no_space(needed + min_free, free) if free < needed + min_free else None


def no_space(needed: int, free: int) -> FailureReason:
    return FailureReason(
        "disk_full", "There is not enough room on the disk.", {"needed": needed, "free": free}
    )


def bytes_left(job: ActiveJob) -> int:
    """What a job still has to write, as far as that is known."""
    report = job.engine.report(job.claim.id)
    if report is None or report.phase not in (Phase.RUNNING, Phase.CHECKING):
        return 0
    return max(report.bytes_total - report.bytes_done, 0)


def existing_parent(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def volume_of(folder: Path) -> str:
    """
    The name all workers of this machine have for a disk, in containers as well.

    Raises `OSError`.
    """
    return f"{disk_space.boot_id() or socket.gethostname()}:{folder.stat().st_dev}"
