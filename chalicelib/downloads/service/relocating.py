"""What workers do with completed downloads whose files belong elsewhere."""

from dataclasses import dataclass

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.work import Relocation
from chalicelib.downloads.store import events, relocating, workers
from chalicelib.platform import tasks
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class RelocationService:
    db: Database
    cache: Cache

    def open(self, worker_id: str) -> list[Relocation]:
        """What is to be moved and held by nobody else."""
        with self.db.read() as conn:
            return relocating.open_ones(conn, worker_id=worker_id)

    def begun(self, wanted: Relocation, to: str) -> None:
        """Where it goes, so that whoever comes after a kill goes on with the same."""
        with self.db.read() as conn:
            relocating.begun(conn, command_id=wanted.command_id, to=to)

    def done(self, wanted: Relocation, to: str) -> None:
        with self.db.transaction() as conn:
            relocating.relocate(conn, job_id=wanted.job_id, old=wanted.folder, new=to)
            workers.done(conn, id=wanted.command_id)
            events.insert_now(
                conn,
                job_id=wanted.job_id,
                status=Status.COMPLETED,
                message="Moved to where it belongs.",
            )
            given = {"job_id": str(wanted.job_id), "old": wanted.folder, "new": to}
            tasks.defer(conn, "relocate_download", given, queue="library")
        self.cache.invalidate_user(wanted.user_id)

    def failed(self, wanted: Relocation, because: str) -> None:
        """It stays where it is."""
        with self.db.transaction() as conn:
            workers.done(conn, id=wanted.command_id, error=because)
            events.insert_now(
                conn,
                job_id=wanted.job_id,
                status=Status.COMPLETED,
                message=f"It stays where it is: {because}",
            )
        self.cache.invalidate_user(wanted.user_id)
