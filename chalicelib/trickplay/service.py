"""The small pictures of files: which exist, and which are to be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.trickplay import store
from chalicelib.trickplay.models import TrickplayCandidate, TrickplaySet

IN_USE_PERIOD = timedelta(days=60)  # a title that was played since is likely to be played next


@dataclass(frozen=True, slots=True)
class TrickplayService:
    db: Database
    clock: Clock

    def of_item(self, item_id: UUID) -> TrickplaySet | None:
        with self.db.read() as conn:
            return store.get(conn, item_id=item_id)

    def next_candidate(
        self, *, reads_store: bool, postponed: Sequence[UUID] = ()
    ) -> TrickplayCandidate | None:
        """
        The file that is most likely to be played next and has no pictures.

        `reads_store`: also one that is only in the object store. `postponed` come last.
        """
        since = self.clock() - IN_USE_PERIOD
        with self.db.read() as conn:
            return store.next_candidate(
                conn, played_since=since, reads_store=reads_store, postponed=list(postponed)
            )

    def save(self, item: TrickplayCandidate, made: TrickplaySet) -> bool:
        """Store the pictures of a file; false when the file has gone meanwhile."""
        with self.db.read() as conn:
            return store.put(conn, item=item, made=made, now=self.clock())

    def total_bytes(self) -> int:
        with self.db.read() as conn:
            return store.total_bytes(conn)

    def forget_oldest(self) -> UUID | None:
        """Forget the oldest pictures of a title that no user watches; its file, if there is one."""
        with self.db.read() as conn:
            return store.forget_oldest(conn, played_since=self.clock() - IN_USE_PERIOD)

    def known(self, item_ids: Sequence[UUID]) -> set[UUID]:
        """Those of the files that have pictures."""
        with self.db.read() as conn:
            return store.list_known(conn, item_ids=list(item_ids))

    def has_downloads(self) -> bool:
        """Whether a download is being written, or its files are being hashed."""
        with self.db.read() as conn:
            return store.has_downloads(conn)
