"""What workers do with folders that nobody goes on from."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.work import TrashEntry
from chalicelib.downloads.service.house import DownloadSettingsService
from chalicelib.downloads.store import recycling, relocating
from chalicelib.platform import tasks
from chalicelib.platform.db import Database

MAX_AT_ONCE = 100
LATELY_DAYS = 7


@dataclass(frozen=True, slots=True)
class TrashService:
    db: Database
    house: DownloadSettingsService

    def to_put_aside(self) -> list[TrashEntry]:
        with self.db.read() as conn:
            return recycling.to_put_aside(conn, most=MAX_AT_ONCE)

    def to_bring_back(self) -> list[TrashEntry]:
        with self.db.read() as conn:
            return recycling.to_bring_back(conn, most=MAX_AT_ONCE)

    def to_forget(self) -> list[TrashEntry]:
        with self.db.read() as conn:
            days = self.house.rules_in(conn).recycle_days
            return recycling.to_forget(conn, days=days, most=MAX_AT_ONCE)

    def put_aside(self, left: TrashEntry, to: str) -> bool:
        """
        Said before it is done: a move that was cut short is found again.

        False when somebody wants it by now.
        """
        with self.db.transaction() as conn:
            if not recycling.mark(conn, job_id=left.job_id, folder=left.folder, to=to):
                return False
            if left.was_complete:
                arguments = {"job_id": str(left.job_id)}
                tasks.defer(conn, "forget_download", arguments, queue="library")
        return True

    def is_aside(self, left: TrashEntry) -> None:
        with self.db.read() as conn:
            recycling.is_aside(conn, job_id=left.job_id)

    def comes_back_to(self, left: TrashEntry, folder: str) -> None:
        """Its place was taken, or it had been moved. Said before it is done, too."""
        with self.db.transaction() as conn:
            relocating.relocate(conn, job_id=left.job_id, old=left.folder, new=folder)

    def brought_back(self, left: TrashEntry) -> None:
        with self.db.transaction() as conn:
            recycling.brought_back(conn, job_id=left.job_id)
            tasks.defer(conn, "import_download", {"job_id": str(left.job_id)}, queue="library")

    def is_awaited(self, folder: str) -> bool:
        """Whether somebody still goes to this folder to find what is in it."""
        with self.db.read() as conn:
            return recycling.is_awaited(conn, folder=folder)

    def completed_lately(self) -> list[str]:
        """Folders of downloads from addresses that were completed in the last days."""
        kinds = (SourceType.HTTP, SourceType.DIRECT)
        with self.db.read() as conn:
            return recycling.completed_lately(conn, kinds=kinds, days=LATELY_DAYS)

    def left_first_folders(self, root: str, ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Who is said to have left the folder below `root` named after it, and for which files."""
        with self.db.read() as conn:
            return recycling.left_first_folders(conn, root=root, ids=ids)

    def forget(self, job_id: UUID) -> None:
        with self.db.read() as conn:
            recycling.forget(conn, job_id=job_id)
