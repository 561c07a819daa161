"""Have the worker do what is done by the clock, or what an administrator wants now."""

from dataclasses import dataclass

from chalicelib.metadata.models import BACKFILL_LOCK, BULK_QUEUE, SYNC_LOCK
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer_once


@dataclass(frozen=True, slots=True)
class MetadataTasks:
    """Each only queues a task, and not a second one while the first waits."""

    db: Database

    def sync_sections(self) -> bool:
        """Take over what providers recommend today; whether this was not queued already."""
        return self._queue("sync_sections", SYNC_LOCK)

    def backfill(self) -> bool:
        """Ask about titles nobody asked about; whether this was not queued already."""
        return self._queue("backfill", BACKFILL_LOCK)

    def forget_answers(self) -> bool:
        """Drop answers too old even to stand in for new ones."""
        return self._queue("forget_answers", "metadata answers")

    def _queue(self, task: str, name: str) -> bool:
        with self.db.transaction() as conn:
            return defer_once(conn, task, {}, queue=BULK_QUEUE, lock=name)
