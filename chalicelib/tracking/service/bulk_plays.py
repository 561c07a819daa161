"""Changes of several plays at once, each undone as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.tracking.errors import PlayNotFound
from chalicelib.tracking.models.bulk_plays import ChangedPlays, PlaySelectionChange
from chalicelib.tracking.models.plays import UNDO_PERIOD, PlayTime
from chalicelib.tracking.service.plays import moment_of
from chalicelib.tracking.store import bulk_plays, changes, plays


@dataclass(frozen=True, slots=True)
class SelectedPlayService:
    """Plays that are gone, or another user's, are left out; with none left, `PlayNotFound`."""

    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def correct(
        self, user_id: UUID, play_ids: Sequence[int], when: PlayTime
    ) -> PlaySelectionChange:
        """Change when plays were. Raises `PlayNotFound` or `InvalidInput`."""
        watched_at = moment_of(when, self.clock())
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = bulk_plays.set_time(
                conn,
                user_id=user_id,
                play_ids=play_ids,
                watched_at=watched_at,
                precision=when.precision,
            )
            plays.summarize(conn, user_id=user_id, media_ids=changed.media_ids)
            undo_id = self._record(conn, user_id, changed, removed_plays=changed.rows)
        return self._change(user_id, changed, undo_id)

    def delete(self, user_id: UUID, play_ids: Sequence[int]) -> PlaySelectionChange:
        """Remove plays; others of the same titles stay. Raises `PlayNotFound`."""
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = bulk_plays.delete(conn, user_id=user_id, play_ids=play_ids)
            plays.summarize(conn, user_id=user_id, media_ids=changed.media_ids)
            undo_id = self._record(conn, user_id, changed, removed_plays=changed.rows)
        return self._change(user_id, changed, undo_id)

    def rate(
        self, user_id: UUID, play_ids: Sequence[int], rating: float | None
    ) -> PlaySelectionChange:
        """Rate the film or the episode of each play. Raises `PlayNotFound`."""
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = bulk_plays.rate(
                conn, user_id=user_id, play_ids=play_ids, rating=rating, now=self.clock()
            )
            undo_id = self._record(conn, user_id, changed, ratings=changed.rows)
        return self._change(user_id, changed, undo_id)

    def _record(
        self,
        conn: Connection,
        user_id: UUID,
        changed: ChangedPlays,
        *,
        removed_plays: str = "[]",
        ratings: str = "[]",
    ) -> UUID | None:
        if not changed.count:
            raise PlayNotFound("There are no such plays.")
        if changed.rows == "[]":
            return None
        now = self.clock()
        return changes.insert(
            conn,
            user_id=user_id,
            removed_plays=removed_plays,
            ratings=ratings,
            now=now,
            expires_at=now + UNDO_PERIOD,
        )

    def _change(
        self, user_id: UUID, changed: ChangedPlays, undo_id: UUID | None
    ) -> PlaySelectionChange:
        self.cache.invalidate_user(user_id)
        return PlaySelectionChange(
            undo_id=undo_id,
            count=changed.count,
            media=self.catalog.cards(user_id, changed.media_ids),
        )
