"""Watching together: the answer of a person who has been asked whether they do."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.tracking.errors import SharedViewingNotFound
from chalicelib.tracking.models.shared_viewings import SharedViewingChange
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.shared_viewings import SharedViewingService
from chalicelib.tracking.store import plays, shared_viewings


@dataclass(frozen=True, slots=True)
class CompanionAnswerService:
    db: Database
    clock: Clock
    viewings: SharedViewingService
    progress: ProgressService

    def answer(self, user_id: UUID, owner_id: UUID, *, joins: bool) -> SharedViewingChange:
        """
        Watch along from now on, or not. Raises `SharedViewingNotFound` if the owner does not ask.

        A person who joins leaves the viewing they were in, and gets the positions and plays of the
        viewing since it began; undoing the answer keeps those.
        """
        with self.db.transaction() as conn:
            plays.lock_all(conn, {user_id, owner_id})
            rows = shared_viewings.page(conn, user_id=user_id, now=self.clock())
            asks = [row for row in rows if row.is_ask and row.user_id == owner_id]
            if not asks:
                raise SharedViewingNotFound("You are not asked whether you watch this together.")
            ask = asks[0]
            if joins:
                before = shared_viewings.end_all(conn, users={user_id}, but=ask.id)
                shared_viewings.join(conn, viewing_id=ask.id, user_id=user_id)
                joined = {"viewing_id": str(ask.id), "user_id": str(user_id)}
                undo_id = self.viewings.record(conn, user_id, before, joined=joined)
            else:
                before = shared_viewings.decline(conn, viewing_id=ask.id, user_id=user_id)
                undo_id = self.viewings.record(conn, user_id, before)
        if joins:
            self.progress.repeat_for(user_id, owner_id, ask.media_id, since=ask.started_at)
        return SharedViewingChange(viewing=self.viewings.state(user_id).viewing, undo_id=undo_id)
