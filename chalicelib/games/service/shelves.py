"""Shelves of games, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import GameStatus, MediaCard
from chalicelib.catalog.service import CatalogService
from chalicelib.games.models import Shelf, ShelfRow, ShelfSort, ShelvedGame, Shelves, ShelvesQuery
from chalicelib.games.store import shelves
from chalicelib.platform.db import Database
from chalicelib.platform.page_cursor import decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class ShelfService:
    db: Database
    catalog: CatalogService

    def shelves(self, user_id: UUID, query: ShelvesQuery) -> Shelves:
        """The user's shelves, or a page of one. Raises `InvalidInput` for a foreign cursor."""
        chosen = [query.status] if query.status else list(GameStatus)
        with self.db.read() as conn:
            rows = shelves.page(
                conn,
                user_id=user_id,
                statuses=chosen,
                platform=query.platform,
                sort=query.sort,
                after=decode_cursor(query.cursor),
                limit=query.limit + 1,
            )
            totals = shelves.totals(conn, user_id=user_id, platform=query.platform)
            platforms = shelves.platforms(conn, user_id=user_id)
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        return Shelves(
            shelves=[
                _shelf(
                    status,
                    totals.get(status, (0, 0)),
                    [row for row in rows if row.status == status],
                    cards,
                    query.limit,
                )
                for status in chosen
            ],
            platforms=platforms,
            total=sum(games for games, _ in totals.values()),
        )

    def newest(self, user_id: UUID, limit: int) -> list[tuple[GameStatus, ShelvedGame]]:
        """The games of every shelf that were played or moved last, at most `limit` of each."""
        with self.db.read() as conn:
            rows = shelves.page(
                conn,
                user_id=user_id,
                statuses=list(GameStatus),
                platform=None,
                sort=ShelfSort.LAST_PLAYED,
                after=None,
                limit=limit,
            )
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        return [
            (row.status, _shelved(row, cards[row.media_id]))
            for row in rows
            if row.media_id in cards
        ]


def _shelf(
    status: GameStatus,
    totals: tuple[int, int],
    rows: Sequence[ShelfRow],
    cards: Mapping[int, MediaCard],
    limit: int,
) -> Shelf:
    games, minutes = totals
    page = rows[:limit]
    return Shelf(
        status=status,
        total=games,
        minutes_played=minutes,
        items=[_shelved(row, cards[row.media_id]) for row in page if row.media_id in cards],
        next_cursor=encode_cursor(page[-1].sort_key, page[-1].media_id)
        if len(rows) > limit
        else None,
    )


def _shelved(row: ShelfRow, card: MediaCard) -> ShelvedGame:
    return ShelvedGame(
        media=card,
        platform=row.platform,
        timer_started_at=row.timer_started_at,
        minutes_played=row.minutes_played,
        last_played_at=row.last_played_at,
        moved_at=row.moved_at,
        started_on=row.started_on,
        finished_on=row.finished_on,
        completion=row.completion,
    )
