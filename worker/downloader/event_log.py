"""What is learned of a running job, recorded in its row and in its event log."""

from dataclasses import dataclass
from typing import NoReturn

from chalicelib.download_settings.errors import QuotaExceeded
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import FailureReason
from chalicelib.leases.service import LeaseLost, LeaseService
from worker.downloader.active_jobs import ActiveJob
from worker.downloader.engine import Report

NOTE_EVERY_PERCENT = 10
DUPLICATE = FailureReason("already_downloading", "You are downloading this torrent already.")


@dataclass(frozen=True)
class EventLog:
    """Everything but `write_details` raises `LeaseLost`."""

    leases: LeaseService
    worker_id: str

    def describe(self, job: ActiveJob, report: Report) -> None:
        """Record title, info-hash and files once known; fail a duplicate or one over its quota."""
        folder = str(report.folder or job.claim.save_path)
        contents = report.contents
        description = (report.title, report.info_hash, folder, report.is_private, contents is None)
        is_known = description == job.recorded.description
        if report.fault is not None or is_known or not (report.title or report.info_hash):
            return
        try:
            is_first = self.leases.describe(
                job.claim,
                title=report.title,
                save_path=folder,
                info_hash=report.info_hash,
                is_private=report.is_private,
                entries=contents,
            )
        except QuotaExceeded as error:
            self._fail(job, FailureReason(error.code, str(error)))
        job.recorded.description = description
        if not is_first:
            self._fail(job, DUPLICATE)

    def _fail(self, job: ActiveJob, failure: FailureReason) -> NoReturn:
        self.leases.fail(job.claim, failure)
        raise LeaseLost

    def note_warning(self, job: ActiveJob, report: Report) -> None:
        if report.warning and report.warning != job.recorded.warning:
            job.recorded.warning = report.warning
            self.note(job, report.warning)

    def note_progress(self, job: ActiveJob) -> None:
        """Every `NOTE_EVERY_PERCENT`."""
        percent = job.progress.percent
        if percent >= job.recorded.noted_percent + NOTE_EVERY_PERCENT:
            noted = percent - percent % NOTE_EVERY_PERCENT
            job.recorded.noted_percent = noted
            self.note(job, f"{noted} % is here.")
            job.recorded.advance = None  # its bytes are written in the same round

    def note_lost_data(self, job: ActiveJob, report: Report) -> None:
        """Much less is on disk than was shown: show what a check found."""
        job.reset_progress(report)
        self.note(job, f"Rechecking found {job.progress.percent} % on disk.")
        self.leases.record_progress(self.worker_id, [job.advance(report, StatusDetail.CHECKING)])

    def note(self, job: ActiveJob, message: str) -> None:
        self.leases.record_event(job.claim, job.status, message, job.progress.percent)

    def write_details(self, job: ActiveJob) -> None:
        """For a user who has the details open."""
        details = job.engine.details(job.claim.id)
        if details is not None:
            shown = {
                "peers": [peer.model_dump(mode="json") for peer in details.peers],
                "trackers": [tracker.model_dump(mode="json") for tracker in details.trackers],
                "file_bytes": details.file_bytes,
                "pieces": details.pieces,
            }
            self.leases.save_details(job.claim.id, shown)
