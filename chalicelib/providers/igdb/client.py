"""IGDB: games. https://api-docs.igdb.com/"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.platform.clock import Clock, utc_now
from chalicelib.providers.errors import UnknownToProvider
from chalicelib.providers.igdb import queries
from chalicelib.providers.igdb.models import Game
from chalicelib.providers.lenient_parsing import SkippedCount, parse_list
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest
from chalicelib.providers.provider_result import ProviderResult

DETAILS = timedelta(hours=24)
LISTS = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Igdb:
    """
    Typed requests to IGDB.

    Every method raises `ProviderFailed` when nothing is cached either.
    """

    client: ProviderClient
    clock: Clock = utc_now

    def game(self, igdb_id: int) -> ProviderResult[Game]:
        """One game with all its details. Also raises `UnknownToProvider`."""
        found = self.games([igdb_id])
        if not found.value:
            raise UnknownToProvider("IGDB does not know this game.")
        return found.map(lambda games: games[0])

    def games(self, igdb_ids: Iterable[int]) -> ProviderResult[tuple[Game, ...]]:
        """The known ones of up to 500 games, by ascending id, with all their details."""
        requested = set(igdb_ids)
        if not 0 < len(requested) <= queries.MAX_AT_ONCE:
            raise ValueError("ask for 1 to 500 games")
        found = self._fetch(queries.by_ids(requested), DETAILS)
        # Drop games that were not requested.
        return found.map(
            lambda games: tuple(
                sorted((game for game in games if game.id in requested), key=lambda game: game.id)
            )
        )

    def search(self, text: str, limit: int = 20) -> ProviderResult[tuple[Game, ...]]:
        return self._fetch(queries.search(text, limit), LISTS)

    def recently_released(self, limit: int = 40) -> ProviderResult[tuple[Game, ...]]:
        return self._fetch(queries.recently_released(limit, self.clock()), LISTS)

    def most_anticipated(self, limit: int = 40) -> ProviderResult[tuple[Game, ...]]:
        """Upcoming games with the most hypes."""
        return self._fetch(queries.most_anticipated(limit, self.clock()), LISTS)

    def popular(self, limit: int = 40) -> ProviderResult[tuple[Game, ...]]:
        """The games of the last two years with the most ratings."""
        return self._fetch(queries.popular(limit, self.clock()), LISTS)

    def top_rated(self, limit: int = 40) -> ProviderResult[tuple[Game, ...]]:
        return self._fetch(queries.top_rated(limit), LISTS)

    def _fetch(self, body: str, ttl: timedelta) -> ProviderResult[tuple[Game, ...]]:
        return self.client.fetch(ProviderRequest("/games", ttl, body=body), parse)


def parse(raw: Any, skipped: SkippedCount) -> tuple[Game, ...]:
    return tuple(parse_list(Game, raw, skipped))
