"""IGDB: games. https://api-docs.igdb.com/"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.platform.clock import Clock, utc_now
from chalicelib.providers.answers import Answer
from chalicelib.providers.client import Client, Request
from chalicelib.providers.errors import NotThere
from chalicelib.providers.igdb import queries
from chalicelib.providers.igdb.models import Game
from chalicelib.providers.shapes import Tally, read_all

DETAILS = timedelta(hours=24)
LISTS = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Igdb:
    """
    Typed questions to IGDB.

    Every method raises a `ProviderFailed` when there is no older answer to serve instead.
    """

    client: Client
    clock: Clock = utc_now

    def game(self, igdb_id: int) -> Answer[Game]:
        """Raises `NotThere` besides."""
        found = self.games([igdb_id])
        if not found.value:
            raise NotThere("IGDB does not know this game.")
        return found.map(lambda games: games[0])

    def games(self, igdb_ids: Iterable[int]) -> Answer[tuple[Game, ...]]:
        """Those of up to 500 games that IGDB knows, by ascending id, with all their details."""
        wanted = set(igdb_ids)
        if not 0 < len(wanted) <= queries.MAX_AT_ONCE:
            raise ValueError("ask for 1 to 500 games")
        found = self._ask(queries.by_ids(wanted), DETAILS)
        # Somebody else's facts must never be taken for a game's.
        return found.map(
            lambda games: tuple(
                sorted((game for game in games if game.id in wanted), key=lambda game: game.id)
            )
        )

    def search(self, text: str, limit: int = 20) -> Answer[tuple[Game, ...]]:
        return self._ask(queries.search(text, limit), LISTS)

    def recently_released(self, limit: int = 40) -> Answer[tuple[Game, ...]]:
        return self._ask(queries.recently_released(limit, self.clock()), LISTS)

    def most_anticipated(self, limit: int = 40) -> Answer[tuple[Game, ...]]:
        """Games to come that most people wait for."""
        return self._ask(queries.most_anticipated(limit, self.clock()), LISTS)

    def popular(self, limit: int = 40) -> Answer[tuple[Game, ...]]:
        """The games of the last two years that most people rated."""
        return self._ask(queries.popular(limit, self.clock()), LISTS)

    def top_rated(self, limit: int = 40) -> Answer[tuple[Game, ...]]:
        return self._ask(queries.top_rated(limit), LISTS)

    def _ask(self, body: str, fresh_for: timedelta) -> Answer[tuple[Game, ...]]:
        return self.client.ask(Request("/games", fresh_for, body=body), understand)


def understand(raw: Any, tally: Tally) -> tuple[Game, ...]:
    return tuple(read_all(Game, raw, tally))
