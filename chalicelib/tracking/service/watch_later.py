"""The watch later list."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import IdPage, MediaCard, MediaPage
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.schemas import Paging
from chalicelib.tracking.store import watch_later


@dataclass(frozen=True, slots=True)
class WatchLaterService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def add(self, user_id: UUID, media_id: int) -> MediaCard:
        """Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            watch_later.insert(conn, user_id=user_id, media_id=title.id, now=self.clock())
        self.cache.invalidate_user(user_id)
        return self.catalog.card(user_id, title.id)

    def remove(self, user_id: UUID, media_id: int) -> None:
        """Remove a title, if it is on the list. Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            watch_later.delete(conn, user_id=user_id, media_id=title.id)
        self.cache.invalidate_user(user_id)

    def page(self, user_id: UUID, paging: Paging) -> MediaPage:
        ids = self.newest(user_id, limit=paging.page_size, offset=paging.offset)
        return self.catalog.card_page(user_id, ids, page=paging.page, page_size=paging.page_size)

    def newest(self, user_id: UUID, *, limit: int, offset: int = 0) -> IdPage:
        with self.db.read() as conn:
            return watch_later.page(conn, user_id=user_id, limit=limit, offset=offset)
