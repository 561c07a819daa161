"""Ratings and favorites."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaPage, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.http.schemas import Paging
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import TooManyFavorites
from chalicelib.tracking.models.plays import UNDO_PERIOD
from chalicelib.tracking.models.ratings import (
    MAX_FAVORITES,
    EpisodeRating,
    FavoriteRequest,
    OpinionChange,
    RatingRequest,
    SeasonRating,
    TitleRatings,
)
from chalicelib.tracking.store import changes, favorites, plays, ratings


@dataclass(frozen=True, slots=True)
class RatingService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def rate(self, user_id: UUID, request: RatingRequest) -> OpinionChange:
        """
        Rate titles or a part of one, or remove the ratings.

        Raises `MediaNotFound`, `EpisodeNotFound`, `EpisodeOfAnotherTitle` or `InvalidInput`.
        """
        titles = [
            self.catalog.require(media_id, request.episode_id) for media_id in request.media_ids
        ]
        if request.season_number is not None and titles[0].media_type != MediaType.SHOW:
            raise InvalidInput("Only shows have seasons.", field="seasonNumber")
        media_ids = list(dict.fromkeys(title.id for title in titles))
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = ratings.set_rating(
                conn,
                user_id=user_id,
                media_ids=media_ids,
                season_number=request.season_number,
                episode_id=titles[0].episode_id,
                rating=request.rating,
                now=self.clock(),
            )
            undo_id = self._record(conn, user_id, ratings=changed)
        return self._change(user_id, media_ids, undo_id)

    def set_favorite(self, user_id: UUID, request: FavoriteRequest) -> OpinionChange:
        """
        Add titles to the favorites, or remove them. Raises `MediaNotFound` or `TooManyFavorites`.
        """
        titles = [self.catalog.require(media_id) for media_id in request.media_ids]
        media_ids = list(dict.fromkeys(title.id for title in titles))
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = favorites.set_favorite(
                conn,
                user_id=user_id,
                media_ids=media_ids,
                is_favorite=request.is_favorite,
                now=self.clock(),
            )
            if request.is_favorite and favorites.count(conn, user_id=user_id) > MAX_FAVORITES:
                raise TooManyFavorites(
                    f"You have {MAX_FAVORITES:,} favorites; remove one first.", field="mediaIds"
                )
            undo_id = self._record(conn, user_id, favorites=changed)
        return self._change(user_id, media_ids, undo_id)

    def of_title(self, user_id: UUID, media_id: int) -> TitleRatings:
        """The user's ratings of a title and its parts. Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            rows = ratings.of_title(conn, user_id=user_id, media_id=title.id)
        whole = [row for row in rows if row.season_number is None and row.episode_id is None]
        return TitleRatings(
            rating=whole[0].rating if whole else None,
            seasons=[
                SeasonRating(season_number=row.season_number, rating=row.rating)
                for row in rows
                if row.season_number is not None
            ],
            episodes=[
                EpisodeRating(episode_id=row.episode_id, rating=row.rating)
                for row in rows
                if row.episode_id is not None
            ],
        )

    def favorites(self, user_id: UUID, paging: Paging) -> MediaPage:
        """The user's favorites, the newest first."""
        with self.db.read() as conn:
            ids = favorites.page(
                conn, user_id=user_id, limit=paging.page_size, offset=paging.offset
            )
        return self.catalog.card_page(user_id, ids, page=paging.page, page_size=paging.page_size)

    def _record(
        self, conn: Connection, user_id: UUID, *, ratings: str = "[]", favorites: str = "[]"
    ) -> UUID | None:
        if ratings == favorites == "[]":
            return None
        now = self.clock()
        return changes.insert(
            conn,
            user_id=user_id,
            ratings=ratings,
            favorites=favorites,
            now=now,
            expires_at=now + UNDO_PERIOD,
        )

    def _change(
        self, user_id: UUID, media_ids: Sequence[int], undo_id: UUID | None
    ) -> OpinionChange:
        self.cache.invalidate_user(user_id)
        return OpinionChange(undo_id=undo_id, media=self.catalog.cards(user_id, media_ids))
