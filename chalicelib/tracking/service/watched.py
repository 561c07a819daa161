"""Watched titles and episodes, marked by the user."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import IdPage, MediaCard, MediaPage, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.schemas import Paging
from chalicelib.tracking.store import watched


@dataclass(frozen=True, slots=True)
class WatchedService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def mark(self, user_id: UUID, media_id: int, episode_id: int | None) -> MediaCard:
        """
        Mark a title or an episode as watched; for a whole show, every aired episode.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        title = self.catalog.require(media_id, episode_id)
        episode_id = title.episode_id
        now = self.clock()
        with self.db.transaction() as conn:
            watched.mark(conn, user_id=user_id, media_id=title.id, episode_id=episode_id, now=now)
            if title.media_type == MediaType.SHOW and episode_id is None:
                watched.mark_episodes(
                    conn, user_id=user_id, media_id=title.id, now=now, today=now.date()
                )
            watched.complete_viewings(
                conn, user_id=user_id, media_id=title.id, episode_id=episode_id, now=now
            )
        self.cache.invalidate_user(user_id)
        return self.catalog.card(user_id, title.id)

    def unmark(self, user_id: UUID, media_id: int, episode_id: int | None) -> None:
        """
        Remove the mark, if there is one.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        title = self.catalog.require(media_id, episode_id)
        episode_id = title.episode_id
        with self.db.transaction() as conn:
            watched.unmark(conn, user_id=user_id, media_id=title.id, episode_id=episode_id)
            watched.delete_completed_positions(
                conn, user_id=user_id, media_id=title.id, episode_id=episode_id
            )
        self.cache.invalidate_user(user_id)

    def page(self, user_id: UUID, paging: Paging) -> MediaPage:
        ids = self.newest(user_id, limit=paging.page_size, offset=paging.offset)
        return self.catalog.card_page(user_id, ids, page=paging.page, page_size=paging.page_size)

    def newest(self, user_id: UUID, *, limit: int, offset: int = 0) -> IdPage:
        with self.db.read() as conn:
            return watched.page(conn, user_id=user_id, limit=limit, offset=offset)
