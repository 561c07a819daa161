"""The work on converted copies, as the worker does it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.converted_copies.models import CopyFailure, CopyRow, CopyWait
from chalicelib.converted_copies.service.copy_requests import queue
from chalicelib.converted_copies.store import copies, copy_progress, copy_requests
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database

#: For so long a removed copy can come back; longer than anything can be undone.
KEPT_REMOVED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class CopyWork:
    db: Database
    clock: Clock

    def begin(self, copy_id: UUID) -> CopyRow | None:
        """None when it is made already, is not wanted any more, or its file has changed."""
        with self.db.transaction() as conn:
            if not copy_progress.begin(conn, id=copy_id, now=self.clock()):
                return None
            return copies.get(conn, id=copy_id)

    def progress(
        self, copy_id: UUID, percent: int, size_bytes: int, waits_for: CopyWait = ""
    ) -> bool:
        """Whether the copy is still wanted."""
        with self.db.read() as conn:
            return copy_progress.set_progress(
                conn,
                id=copy_id,
                progress=percent,
                size_bytes=size_bytes,
                waits_for=waits_for,
                now=self.clock(),
            )

    def has_users(self, copy_id: UUID) -> bool:
        """Whether a user waits for the copy, and not only the server prepares it."""
        with self.db.read() as conn:
            return copy_requests.has_users(conn, copy_id=copy_id)

    def has_other_requests(self, copy_id: UUID) -> bool:
        """Whether a user waits for another copy."""
        with self.db.read() as conn:
            return copy_requests.has_others(conn, copy_id=copy_id)

    def used_bytes(self) -> int:
        """What all copies take of the store."""
        with self.db.read() as conn:
            return copies.total_bytes(conn)

    def done(self, copy_id: UUID, durations: Sequence[float], size_bytes: int) -> None:
        """It can be played: every object of it was verified. `durations` in seconds."""
        with self.db.read() as conn:
            copy_progress.mark_ready(
                conn, id=copy_id, durations=durations, size_bytes=size_bytes, now=self.clock()
            )

    def fail(self, copy_id: UUID, reason: CopyFailure) -> None:
        with self.db.read() as conn:
            copy_progress.fail(conn, id=copy_id, reason=reason, now=self.clock())

    def queue_waiting(self) -> None:
        """Copies whose task was lost."""
        with self.db.transaction() as conn:
            for copy_id in copy_progress.list_waiting(conn):
                queue(conn, copy_id)

    def to_delete(self) -> Sequence[CopyRow]:
        """Copies whose objects are to be deleted: it is too late to bring them back."""
        now = self.clock()
        with self.db.transaction() as conn:
            copy_progress.remove_outdated(conn, now=now)
            return copy_progress.list_removed(conn, before=now - KEPT_REMOVED)

    def failed(self) -> Sequence[CopyRow]:
        """Failed copies that still take room."""
        with self.db.read() as conn:
            return copy_progress.list_failed(conn)

    def emptied(self, copy_ids: Collection[UUID]) -> None:
        """The objects of failed copies are gone; the copies still say why they failed."""
        with self.db.read() as conn:
            copy_progress.clear_size(conn, ids=copy_ids)

    def deleted(self, copy_ids: Collection[UUID]) -> None:
        """Their objects are gone."""
        with self.db.read() as conn:
            copy_progress.delete(conn, ids=copy_ids)

    def known(self) -> Sequence[CopyRow]:
        """Every copy, also those that are removed or being made."""
        with self.db.read() as conn:
            return copy_progress.list_all(conn)
