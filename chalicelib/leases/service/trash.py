"""The trash: folders that no job needs are kept for some days, restored, or deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import TrashEntry
from chalicelib.leases.store import relocation, trash
from chalicelib.platform import tasks
from chalicelib.platform.db import Database

MAX_AT_ONCE = 100
RECENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class TrashService:
    db: Database
    settings: DownloadSettingsService

    def to_discard(self) -> list[TrashEntry]:
        """Folders that are to be moved to the trash."""
        with self.db.read() as conn:
            return trash.to_discard(conn, limit=MAX_AT_ONCE)

    def to_restore(self) -> list[TrashEntry]:
        with self.db.read() as conn:
            return trash.to_restore(conn, limit=MAX_AT_ONCE)

    def expired(self) -> list[TrashEntry]:
        """Folders in the trash that are to be deleted."""
        with self.db.read() as conn:
            days = self.settings.get_in(conn).recycle_days
            return trash.expired(conn, days=days, limit=MAX_AT_ONCE)

    def start_discard(self, entry: TrashEntry, to: str) -> bool:
        """
        Store the target before the move, so that a move that a crash interrupts is found again.

        False when a job needs the folder meanwhile.
        """
        with self.db.transaction() as conn:
            if not trash.start_discard(conn, job_id=entry.job_id, folder=entry.folder, to=to):
                return False
            if entry.was_complete:
                arguments = {"job_id": str(entry.job_id)}
                tasks.defer(conn, "forget_download", arguments, queue="library")
        return True

    def finish_discard(self, entry: TrashEntry) -> None:
        with self.db.read() as conn:
            trash.finish_discard(conn, job_id=entry.job_id)

    def set_folder(self, entry: TrashEntry, folder: str) -> None:
        """Restore to another folder than the original one; stored before the move, too."""
        with self.db.transaction() as conn:
            relocation.relocate(conn, job_id=entry.job_id, old=entry.folder, new=folder)

    def finish_restore(self, entry: TrashEntry) -> None:
        with self.db.transaction() as conn:
            trash.finish_restore(conn, job_id=entry.job_id)
            tasks.defer(conn, "import_download", {"job_id": str(entry.job_id)}, queue="library")

    def is_needed(self, folder: str) -> bool:
        """Whether an open or moving job needs this folder."""
        with self.db.read() as conn:
            return trash.is_needed(conn, folder=folder)

    def is_known(self, folder: str) -> bool:
        """Whether anything of any job, or a category, is in this folder."""
        with self.db.read() as conn:
            return trash.is_known(conn, folder=folder)

    def recently_completed(self) -> list[str]:
        """Folders of HTTP downloads that were completed in the last days."""
        kinds = (SourceType.HTTP, SourceType.DIRECT)
        with self.db.read() as conn:
            return trash.recently_completed(conn, kinds=kinds, days=RECENT_DAYS)

    def moved_from_default(self, root: str, ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Completed jobs that have left their default folder below `root`, with their files."""
        with self.db.read() as conn:
            return trash.moved_from_default(conn, root=root, ids=ids)

    def forget_folder(self, job_id: UUID) -> None:
        """Record that a job has no files on disk any more."""
        with self.db.read() as conn:
            trash.forget_folder(conn, job_id=job_id)
