"""Watched titles and episodes: what has at least one play. Games are completed instead."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chalicelib.catalog.models import IdPage, MediaCard, MediaPage, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.http.schemas import Paging
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.tracking.models.plays import PlayScope
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.store import watched


class Games(Protocol):
    """What marking a game does, for clients that know no states of games."""

    def complete(self, user_id: UUID, media_id: int) -> None: ...
    def uncomplete(self, user_id: UUID, media_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class WatchedService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    games: Games

    def mark(self, user_id: UUID, media_id: int, episode_id: int | None) -> MediaCard:
        """
        Mark a title or an episode as watched; for a whole show, every aired episode.

        What was watched before keeps its plays. A game is completed.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        title = self.catalog.require(media_id)
        if title.media_type == MediaType.GAME:
            self.games.complete(user_id, title.id)
            return self.catalog.card(user_id, title.id)
        scope = PlayScope(mediaId=media_id, episodeId=episode_id)
        return self._plays.ensure(user_id, scope).media

    def unmark(self, user_id: UUID, media_id: int, episode_id: int | None) -> None:
        """
        Remove every play of a title or an episode; a completed game leaves its shelf.

        Raises `MediaNotFound`, `EpisodeNotFound` or `EpisodeOfAnotherTitle`.
        """
        if self.catalog.require(media_id).media_type == MediaType.GAME:
            self.games.uncomplete(user_id, media_id)
        else:
            self._plays.remove(user_id, PlayScope(mediaId=media_id, episodeId=episode_id))

    def page(self, user_id: UUID, paging: Paging) -> MediaPage:
        ids = self.newest(user_id, limit=paging.page_size, offset=paging.offset)
        return self.catalog.card_page(user_id, ids, page=paging.page, page_size=paging.page_size)

    def newest(self, user_id: UUID, *, limit: int, offset: int = 0) -> IdPage:
        with self.db.read() as conn:
            return watched.page(conn, user_id=user_id, limit=limit, offset=offset)

    @property
    def _plays(self) -> PlayService:
        return PlayService(self.db, self.cache, self.clock, self.catalog)
