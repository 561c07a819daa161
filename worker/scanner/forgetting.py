"""What the library does when the files of a download go away, or elsewhere."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.store import jobs
from worker.scanner.shelf import Shelf

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forgetter:
    shelf: Shelf
    remove_copy: Callable[[str], None] | None  # by its key; None without an object store

    def forget(self, job_id: UUID) -> int:
        """
        Take the files of a removed download off the shelf; how many there were. Safe to repeat.

        History and progress belong to the titles, and stay.
        """
        with self.shelf.db.read() as conn:
            gone = jobs.removed_items(conn, job_id=job_id)
        for item in gone:
            if item.object_key is not None and self.remove_copy is not None:
                self.remove_copy(item.object_key)
        with self.shelf.db.transaction() as conn:
            jobs.forget_items(conn, ids=[item.id for item in gone])
        if gone:
            self.shelf.tell_everyone()
        return len(gone)

    def relocate(self, job_id: UUID, old: str, new: str) -> int:
        """The files of a download lie in another folder now; how many there were."""
        with self.shelf.db.transaction() as conn:
            moved = jobs.relocate_items(conn, job_id=job_id, old=old, new=new)
        if moved:
            self.shelf.tell_everyone()
        return moved
