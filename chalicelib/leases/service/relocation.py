"""Moves of the files of completed downloads to another folder."""

from dataclasses import dataclass

from chalicelib.downloads.models import Status
from chalicelib.downloads.service import event_log
from chalicelib.leases.models import Relocation
from chalicelib.leases.store import commands, relocation
from chalicelib.platform import tasks
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class RelocationService:
    db: Database
    cache: Cache

    def pending(self, worker_id: str) -> list[Relocation]:
        """Moves of jobs that no other worker holds."""
        with self.db.read() as conn:
            return relocation.pending(conn, worker_id=worker_id)

    def start(self, move: Relocation, to: str) -> None:
        """Store the target, so that after a crash the move continues to the same folder."""
        with self.db.read() as conn:
            relocation.start(conn, command_id=move.command_id, to=to)

    def finish(self, move: Relocation, to: str) -> None:
        with self.db.transaction() as conn:
            relocation.relocate(conn, job_id=move.job_id, old=move.folder, new=to)
            commands.finish(conn, id=move.command_id)
            event_log.record(
                conn,
                job_id=move.job_id,
                status=Status.COMPLETED,
                message="Moved to where it belongs.",
            )
            arguments = {"job_id": str(move.job_id), "old": move.folder, "new": to}
            tasks.defer(conn, "relocate_download", arguments, queue="library")
        self.cache.invalidate_user(move.user_id)

    def fail(self, move: Relocation, because: str) -> None:
        with self.db.transaction() as conn:
            commands.finish(conn, id=move.command_id, error=because)
            event_log.record(
                conn,
                job_id=move.job_id,
                status=Status.COMPLETED,
                message=f"It stays where it is: {because}",
            )
        self.cache.invalidate_user(move.user_id)
