"""Suspends jobs that wait for the network or for disk space, and resumes them."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field

from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import FailureReason
from chalicelib.leases.service import LeaseService
from worker.downloader.active_jobs import ActiveJob
from worker.downloader.disk_reservations import DiskReservations
from worker.downloader.engine import NetworkBound, Phase, Report
from worker.downloader.worker_context import WorkerContext

logger = logging.getLogger(__name__)

#: Space that is freed is noticed well within a minute.
SPACE_RETRY_S = 5.0
INTERFACE_DOWN = FailureReason("interface_down", "The network interface is down.")


@dataclass
class JobSuspender:
    """Methods that take a job raise `LeaseLost`."""

    leases: LeaseService
    context: WorkerContext
    engines: Collection[NetworkBound]
    reservations: DiskReservations
    _down: set[int] = field(default_factory=set, init=False)  # ids of engines without a network

    def check_connectivity(self) -> None:
        """Once for all jobs: it may cost an engine a system call."""
        self._down = {id(engine) for engine in self.engines if not engine.connectivity().is_up}

    @property
    def is_any_down(self) -> bool:
        return bool(self._down)

    def is_suspended(self, job: ActiveJob, report: Report, now_s: float) -> bool:
        """Suspend or resume the job; whether it is, or just was, suspended: nothing is decided."""
        is_down = id(job.engine) in self._down
        suspension = job.suspension
        if suspension is None:
            if is_down and report.phase in (Phase.PREPARING, Phase.RUNNING):
                self._suspend(job, StatusDetail.WAITING_FOR_INTERFACE, INTERFACE_DOWN, now_s)
            elif (failure := self._missing_space(job, report)) is not None:
                self._suspend(job, StatusDetail.WAITING_FOR_SPACE, failure, now_s)
            return job.suspension is not None
        if suspension.detail is StatusDetail.WAITING_FOR_INTERFACE:
            may_resume = not is_down
        else:
            may_resume = self._has_space_now(job, report, now_s)
        if may_resume and self.leases.resume(job.claim):
            job.resume(report.bytes_done, now_s)
        return True

    def _suspend(
        self, job: ActiveJob, detail: StatusDetail, failure: FailureReason, now_s: float
    ) -> None:
        job.engine.pause(job.claim.id)
        self.leases.suspend(job.claim, detail, failure)
        job.suspend(detail, now_s)
        extra = {"job_id": str(job.claim.id), "waits_for": str(detail)}
        logger.warning("job suspended", extra=extra)
        self.context.wakeups.slot_freed()

    def _missing_space(self, job: ActiveJob, report: Report) -> FailureReason | None:
        """Why it cannot be written on: the disk is full, or the rest does not fit."""
        if report.fault is not None:
            fault = report.fault
            if fault.reason != "disk_full":
                return None
            is_again = report.bytes_done == job.progress.bytes_done
            job.reservation.full_count = job.reservation.full_count + 1 if is_again else 0
            return FailureReason(fault.reason, fault.message, dict(fault.payload))
        if report.phase is not Phase.RUNNING or not report.bytes_total:
            return None
        if job.reservation.is_current:
            self.reservations.reduce(job, report)
            return None
        return self.reservations.reserve(job, report)

    def _has_space_now(self, job: ActiveJob, report: Report, now_s: float) -> bool:
        """
        Whether the rest fits by now.

        Where the disk is full although it seems to have space, as with a quota, the job is retried
        with backoff.
        """
        if job.suspension is None:
            return True
        retry_s = min(SPACE_RETRY_S, self.context.intervals.renew_s)
        if now_s - job.suspension.checked_at_s < retry_s * 2 ** min(job.reservation.full_count, 3):
            return False
        job.suspension.checked_at_s = now_s
        return self.reservations.reserve(job, report) is None
