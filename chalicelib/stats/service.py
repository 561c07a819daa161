"""Statistics of one person, cached until they watch or correct something."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import STATS_TTL_S, Cache, stats_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.stats import store
from chalicelib.stats.models import StatsQuery, ViewingStats


@dataclass(frozen=True, slots=True)
class ViewingStatsService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def render(self, user_id: UUID, query: StatsQuery) -> bytes:
        """`stats` serialized, from the cache. Raises `InvalidInput` for an unknown time zone."""
        return self.cache.get_or_compute(
            stats_key(user_id, query.year, query.time_zone),
            str(user_id),
            STATS_TTL_S,
            lambda: self.stats(user_id, query).model_dump_json().encode(),
        )

    def stats(self, user_id: UUID, query: StatsQuery) -> ViewingStats:
        """What the user watched, counted now. Raises `InvalidInput` for an unknown time zone."""
        with self.db.read() as conn:
            row = store.read(conn, user_id=user_id, query=query, now=self.clock())
        cards = self.catalog.cards_by_id(user_id, [*row.best_rated, *row.most_watched])
        return ViewingStats(
            year=query.year,
            best_rated=[cards[media_id] for media_id in row.best_rated if media_id in cards],
            most_watched=[cards[media_id] for media_id in row.most_watched if media_id in cards],
            **{
                name: getattr(row, name)
                for name in type(row).model_fields
                if name not in ("best_rated", "most_watched")
            },
        )
