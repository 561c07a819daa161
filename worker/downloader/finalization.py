"""Files of a job that is whole are brought to where they belong, before it is complete."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from chalicelib.leases.service import LeaseService
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.engine import Phase, Report
from worker.downloader.names import free_folder
from worker.downloader.trash import are_elsewhere, is_plain_folder


@dataclass(frozen=True)
class LocationFinalizer:
    work_on: LeaseService
    held: ActiveJobs
    root: Path  # every job begins in a folder of its name below

    def is_at_its_place(self, held: ActiveJob, report: Report) -> bool:
        """
        Whether the files of a whole job are where they belong; if not, they are on their way.

        Raises `LeaseLost`.
        """
        if held.target_root is None:
            return True
        if held.moves_to is not None:
            if report.move_error is not None:
                self.work_on.set_move_target(held.claim, None)
                message = f"It stays where it is: {report.move_error}"
                self.work_on.record_event(held.claim, held.status, message, held.percent)
            # An engine may begin to move later than it is asked: its files are where they were.
            return report.move_error is not None or report.folder == held.moves_to
        root, held.went_to = Path(held.target_root), held.target_root
        folder = report.folder or Path(held.claim.save_path)
        if folder.is_relative_to(root):
            return True
        if self.work_on.is_shared(held.claim, folder):
            message = "It stays where it is: another download needs its files there."
            self.work_on.record_event(held.claim, held.status, message, held.percent)
            return True
        # What others are just being brought to is not there yet.
        taken = [other.moves_to for other in self.held.all() if other.moves_to is not None]
        to = free_folder(root, report.title or held.claim.title, taken)
        self.work_on.set_move_target(held.claim, to)
        held.moves_to = to
        held.engine.move(held.claim.id, held.moves_to)
        return False

    def leave_no_copy(self, held: ActiveJob, report: Report) -> None:
        """
        A job that found its torrent in another job's folder needs its own no more.

        Nor the one it began in, when it found the torrent in an earlier attempt. Those that are
        killed before this are swept up by the recycler.
        """
        paths = [file.path for file in report.files]
        for own in {Path(held.claim.save_path), self.root / str(held.claim.id)}:
            # A folder may be known by two names.
            is_other = is_plain_folder(own) and are_elsewhere(paths, own)
            if is_other and not self.work_on.is_shared(held.claim, own):
                shutil.rmtree(own, ignore_errors=True)


def is_moving(held: ActiveJob, report: Report | None) -> bool:
    """Whether its files are on their way somewhere, or about to be."""
    if held.moves_to is None or report is None or report.phase is Phase.BROKEN:
        return False
    return report.move_error is None and report.folder != held.moves_to
