"""Statuses of films and shows."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.models.plays import UNDO_PERIOD
from chalicelib.tracking.models.statuses import StatusChange, StatusRequest
from chalicelib.tracking.store import changes, plays, statuses


@dataclass(frozen=True, slots=True)
class StatusService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def set_status(self, user_id: UUID, request: StatusRequest) -> StatusChange:
        """
        Choose or forget the status of films and shows.

        Raises `MediaNotFound` or `InvalidInput`.
        """
        titles = [self.catalog.require(media_id) for media_id in request.media_ids]
        if any(title.media_type == MediaType.GAME for title in titles):
            raise InvalidInput("Games have statuses of their own.", field="mediaIds")
        media_ids = list(dict.fromkeys(title.id for title in titles))
        now = self.clock()
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = statuses.set_status(
                conn, user_id=user_id, media_ids=media_ids, status=request.status, now=now
            )
            undo_id = None
            if changed != "[]":
                undo_id = changes.insert(
                    conn,
                    user_id=user_id,
                    statuses=changed,
                    now=now,
                    expires_at=now + UNDO_PERIOD,
                )
        self.cache.invalidate_user(user_id)
        return StatusChange(undo_id=undo_id, media=self.catalog.cards(user_id, media_ids))
