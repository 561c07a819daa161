"""The watch later list."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaCard, MediaPage
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import NotOnWatchLater
from chalicelib.tracking.models.plays import UNDO_PERIOD
from chalicelib.tracking.models.watch_later import (
    WatchLaterChange,
    WatchLaterMove,
    WatchLaterQuery,
    WatchLaterUpdate,
)
from chalicelib.tracking.store import changes, plays, watch_later


@dataclass(frozen=True, slots=True)
class WatchLaterService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def page(self, user_id: UUID, query: WatchLaterQuery) -> MediaPage:
        with self.db.read() as conn:
            ids = watch_later.page(conn, user_id=user_id, query=query)
        return self.catalog.card_page(user_id, ids, page=query.page, page_size=query.page_size)

    def add(self, user_id: UUID, media_id: int) -> MediaCard:
        """Raises `MediaNotFound`."""
        return self.update(user_id, WatchLaterUpdate(mediaIds=[media_id], isListed=True)).media[0]

    def remove(self, user_id: UUID, media_id: int) -> None:
        """Remove a title, if it is on the list. Raises `MediaNotFound`."""
        self.update(user_id, WatchLaterUpdate(mediaIds=[media_id], isListed=False))

    def update(self, user_id: UUID, update: WatchLaterUpdate) -> WatchLaterChange:
        """Add titles at the beginning, or remove them. Raises `MediaNotFound`."""
        media_ids = [self.catalog.require(media_id).id for media_id in update.media_ids]
        media_ids = list(dict.fromkeys(media_ids))
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            if update.is_listed:
                changed = watch_later.add(
                    conn, user_id=user_id, media_ids=media_ids, now=self.clock()
                )
            else:
                changed = watch_later.remove(conn, user_id=user_id, media_ids=media_ids)
            undo_id = self._record(conn, user_id, changed)
        return self._change(user_id, media_ids, undo_id)

    def move(self, user_id: UUID, media_id: int, place: WatchLaterMove) -> WatchLaterChange:
        """
        Move a title before or after another one on the list; others keep their order.

        Raises `MediaNotFound`, `NotOnWatchLater` or `InvalidInput`.
        """
        title = self.catalog.require(media_id)
        is_before = place.before is not None
        anchor = self.catalog.require(place.before or place.after or 0)
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            if not watch_later.has(conn, user_id=user_id, media_id=title.id):
                raise NotOnWatchLater("This title is not in Watch later.")
            if not watch_later.has(conn, user_id=user_id, media_id=anchor.id):
                raise InvalidInput(
                    "That title is not in Watch later any more.",
                    field="before" if is_before else "after",
                )
            changed = "[]"
            if anchor.id != title.id:
                changed = watch_later.move(
                    conn,
                    user_id=user_id,
                    media_id=title.id,
                    anchor=anchor.id,
                    is_before=is_before,
                )
            undo_id = self._record(conn, user_id, changed)
        return self._change(user_id, [title.id], undo_id)

    def _record(self, conn: Connection, user_id: UUID, changed: str) -> UUID | None:
        if changed == "[]":
            return None
        now = self.clock()
        return changes.insert(
            conn,
            user_id=user_id,
            parts={"watch_later": changed},
            now=now,
            expires_at=now + UNDO_PERIOD,
        )

    def _change(
        self, user_id: UUID, media_ids: Sequence[int], undo_id: UUID | None
    ) -> WatchLaterChange:
        self.cache.invalidate_user(user_id)
        return WatchLaterChange(undo_id=undo_id, media=self.catalog.cards(user_id, media_ids))
