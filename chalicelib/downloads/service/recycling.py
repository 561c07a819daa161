"""What workers do with folders that nobody goes on from."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.models.work import Leftover
from chalicelib.downloads.service.house import DownloadHouse
from chalicelib.downloads.store import recycling
from chalicelib.platform import tasks
from chalicelib.platform.db import Database

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RecycleWork:
    db: Database
    house: DownloadHouse

    def to_put_aside(self) -> list[Leftover]:
        with self.db.read() as conn:
            return recycling.to_put_aside(conn, most=MOST_AT_ONCE)

    def to_bring_back(self) -> list[Leftover]:
        with self.db.read() as conn:
            return recycling.to_bring_back(conn, most=MOST_AT_ONCE)

    def to_forget(self) -> list[Leftover]:
        with self.db.read() as conn:
            days = self.house.rules_in(conn).recycle_days
            return recycling.to_forget(conn, days=days, most=MOST_AT_ONCE)

    def put_aside(self, left: Leftover, to: str) -> None:
        """Said before it is done: a move that was cut short is found again."""
        with self.db.transaction() as conn:
            recycling.put_aside(conn, job_id=left.job_id, to=to)
            if left.was_complete:
                arguments = {"job_id": str(left.job_id)}
                tasks.defer(conn, "forget_download", arguments, queue="library")

    def brought_back(self, left: Leftover) -> None:
        with self.db.transaction() as conn:
            recycling.brought_back(conn, job_id=left.job_id)
            tasks.defer(conn, "import_download", {"job_id": str(left.job_id)}, queue="library")

    def forget(self, job_id: UUID) -> None:
        with self.db.read() as conn:
            recycling.forget(conn, job_id=job_id)
