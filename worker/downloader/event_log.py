"""What is learned of a job on its way, told in its row and in its story."""

from dataclasses import dataclass
from typing import NoReturn

from chalicelib.download_settings.errors import QuotaExceeded
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.leases.models import FailureReason
from chalicelib.leases.service import LeaseLost, LeaseService
from worker.downloader.active_jobs import TELL_EVERY, ActiveJob
from worker.downloader.engine import Report

TWICE = FailureReason("already_downloading", "You are downloading this torrent already.")


@dataclass(frozen=True)
class EventLog:
    """Everything but `show_details` raises `LeaseLost`."""

    work_on: LeaseService
    worker_id: str

    def describe(self, held: ActiveJob, report: Report) -> None:
        """Tell what was learned of a job, when there is something new; what may not be, fails."""
        folder = str(report.folder or held.claim.save_path)
        inside = report.contents
        learned = (report.title, report.info_hash, folder, report.is_private, inside is None)
        if report.fault is not None or learned == held.described or not any(learned[:2]):
            return
        try:
            is_first = self.work_on.describe(
                held.claim,
                title=report.title,
                save_path=folder,
                info_hash=report.info_hash,
                is_private=report.is_private,
                entries=inside,
            )
        except QuotaExceeded as error:
            self._refuse(held, FailureReason(error.code, str(error)))
        held.described = learned
        if not is_first:
            self._refuse(held, TWICE)

    def _refuse(self, held: ActiveJob, setback: FailureReason) -> NoReturn:
        self.work_on.fail(held.claim, setback)
        raise LeaseLost

    def warn(self, held: ActiveJob, report: Report) -> None:
        """Told once."""
        if report.warning and report.warning != held.warned:
            held.warned = report.warning
            self.work_on.record_event(held.claim, held.status, report.warning, held.percent)

    def count(self, held: ActiveJob) -> None:
        """Every so many percent."""
        if held.percent >= held.told_percent + TELL_EVERY:
            held.told_percent = held.percent - held.percent % TELL_EVERY
            message = f"{held.told_percent} % is here."
            self.work_on.record_event(held.claim, held.status, message, held.percent)
            held.written = None  # the bytes of it are told with the same look

    def recount(self, held: ActiveJob, report: Report) -> None:
        """Much less is there than was shown: say so, and show the truth."""
        held.recount(report)
        held.told_percent = held.percent
        message = f"Rechecking found {held.percent} % on disk."
        self.work_on.record_event(held.claim, held.status, message, held.percent)
        self.work_on.record_progress(self.worker_id, [held.advance(report, StatusDetail.CHECKING)])

    def show_details(self, held: ActiveJob) -> None:
        """For somebody who has them open."""
        found = held.engine.details(held.claim.id)
        if found is not None:
            shown = {
                "peers": [peer.model_dump(mode="json") for peer in found.peers],
                "trackers": [tracker.model_dump(mode="json") for tracker in found.trackers],
                "file_bytes": found.file_bytes,
                "pieces": found.pieces,
            }
            self.work_on.save_details(held.claim.id, shown)
