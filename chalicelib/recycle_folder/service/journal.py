"""What the worker does for the recycle folder: the next steps, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.recycle_folder.models import JournalEntry, Move
from chalicelib.recycle_folder.store import journal as store
from chalicelib.tracking.models.plays import UNDO_PERIOD

MAX_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RecycleJournal:
    """
    Every step is stored before files move, so that a worker finishes that of a killed one.

    Entries are listed by pages, the oldest first: `after` is the last one of the page before.
    """

    db: Database
    settings: DownloadSettingsService
    clock: Clock

    def to_delete(self, after: JournalEntry | None) -> list[JournalEntry]:
        """Files to be moved into the folder: the time to undo is over."""
        before = self.clock() - UNDO_PERIOD
        with self.db.read() as conn:
            return store.to_delete(conn, before=before, after=after, limit=MAX_AT_ONCE)

    def to_restore(self, after: JournalEntry | None) -> list[JournalEntry]:
        with self.db.read() as conn:
            return store.to_restore(conn, after=after, limit=MAX_AT_ONCE)

    def to_remove(self, after: JournalEntry | None) -> list[JournalEntry]:
        """Entries to be deleted for good: emptied by a user, or older than the days kept."""
        with self.db.read() as conn:
            days = self.settings.get_in(conn).recycle_days
            before = self.clock() - timedelta(days=days)
            return store.to_remove(conn, before=before, after=after, limit=MAX_AT_ONCE)

    def moves_of_replaced(self, by: UUID) -> list[Move]:
        """Where the files went that a better version has replaced, with those beside them."""
        with self.db.read() as conn:
            return store.list_replaced_moves(conn, by=by)

    def begin_delete(self, id: UUID, moves: Sequence[Move]) -> bool:
        """Store the moves before the first of them; False when the file was taken back."""
        with self.db.transaction() as conn:
            return store.set_moves(conn, id=id, state="deleting", moves=moves)

    def begin_restore(self, id: UUID, moves: Sequence[Move]) -> None:
        """Store moves whose old places were taken meanwhile, before the files go back."""
        with self.db.transaction() as conn:
            store.set_moves(conn, id=id, state="restoring", moves=moves)

    def begin_remove(self, id: UUID) -> bool:
        """Store that the files go for good; False when a user restored them meanwhile."""
        with self.db.transaction() as conn:
            return store.begin_remove(conn, id=id)

    def finish_delete(self, id: UUID, moves: Sequence[Move]) -> None:
        with self.db.transaction() as conn:
            if moves:
                store.set_places(conn, id=id, moves=moves)
            store.finish_delete(conn, id=id, now=self.clock())

    def finish_restore(self, id: UUID, moves: Sequence[Move]) -> None:
        """The file is in the library again, at the new places of `moves`."""
        with self.db.transaction() as conn:
            if moves:
                store.set_places(conn, id=id, moves=moves)
            store.show_again(conn, id=id)

    def refuse(self, id: UUID, problem: str) -> None:
        """The file could not be moved: it is in the library again."""
        with self.db.transaction() as conn:
            store.show_again(conn, id=id, problem=problem)

    def keep(self, id: UUID, problem: str) -> None:
        """The entry could not be restored or deleted, and stays."""
        with self.db.transaction() as conn:
            store.set_problem(conn, id=id, problem=problem)

    def forget(self, id: UUID) -> None:
        """Nothing of the file is left."""
        with self.db.transaction() as conn:
            store.forget(conn, id=id)
