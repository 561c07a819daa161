"""Updates library items when the files of a download are removed or relocated."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.store import jobs
from worker.scanner.ingest import Ingestor

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ItemRemover:
    ingestor: Ingestor
    remove_object: Callable[[str], None] | None  # by key; None without an object store

    def remove(self, job_id: UUID) -> int:
        """
        Remove the library items of a removed download; returns how many. Idempotent.

        History and progress belong to the titles and stay.
        """
        with self.ingestor.db.read() as conn:
            gone = jobs.list_removed_items(conn, job_id=job_id)
        for item in gone:
            if item.object_key is not None and self.remove_object is not None:
                self.remove_object(item.object_key)
        with self.ingestor.db.transaction() as conn:
            jobs.delete_items(conn, ids=[item.id for item in gone])
        if gone:
            self.ingestor.invalidate_caches()
        return len(gone)

    def relocate(self, job_id: UUID, old: str, new: str) -> int:
        """Update the paths of a relocated download; returns how many items changed."""
        with self.ingestor.db.transaction() as conn:
            moved = jobs.relocate_items(conn, job_id=job_id, old=old, new=new)
        if moved:
            self.ingestor.invalidate_caches()
        return moved
