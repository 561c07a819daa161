"""Queues scheduled and manually started metadata tasks for the worker."""

from dataclasses import dataclass

from chalicelib.metadata.models import BACKFILL_LOCK, BULK_QUEUE, SYNC_LOCK
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer_once


@dataclass(frozen=True, slots=True)
class MetadataTaskQueue:
    """Each method returns False if the task is queued already."""

    db: Database

    def sync_sections(self) -> bool:
        """Refresh the discover sections from the providers."""
        return self._queue("sync_sections", SYNC_LOCK)

    def backfill(self) -> bool:
        """Fetch titles that were never fetched."""
        return self._queue("backfill", BACKFILL_LOCK)

    def delete_old_responses(self) -> bool:
        """Delete cached provider responses too old to be served as stale."""
        return self._queue("forget_answers", "metadata answers")

    def _queue(self, task: str, lock: str) -> bool:
        with self.db.transaction() as conn:
            return defer_once(conn, task, {}, queue=BULK_QUEUE, lock=lock)
