"""Shelves: the games of one state, page by page in four orders, and what is on them."""

from dataclasses import dataclass
from uuid import UUID

from psycopg import sql
from psycopg.errors import DataError
from psycopg.rows import class_row

from chalicelib.catalog.models import GameStatus
from chalicelib.games.models import PlatformCount, ShelfRow, ShelfSort
from chalicelib.platform.db import Connection
from chalicelib.platform.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Order:
    """A column to order by, with its type; ties are broken by the title's id."""

    key: str
    type: str
    direction: str = "DESC"


ORDERS = {
    ShelfSort.LAST_PLAYED: Order("g.active_at", "timestamptz"),
    ShelfSort.ADDED: Order("g.moved_at", "timestamptz"),
    ShelfSort.TIME_PLAYED: Order("g.minutes_played", "integer"),
    ShelfSort.TITLE: Order("lower(m.title)", "text", "ASC"),
}

PAGE = """
    SELECT page.*
    FROM unnest(%(statuses)s::text[]) AS s (status)
    CROSS JOIN LATERAL (
        SELECT g.media_id, g.status, g.platform, g.more_platforms, g.minutes_played,
               g.last_played_at, g.moved_at,
               newest.started_on, newest.finished_on, newest.completion,
               timer.started_at AS timer_started_at,
               ({key})::text AS sort_key
        FROM user_games AS g
        JOIN media_items AS m ON m.id = g.media_id
        LEFT JOIN LATERAL (
            SELECT p.started_on, p.finished_on, p.completion
            FROM user_playthroughs AS p
            WHERE p.user_id = g.user_id AND p.media_id = g.media_id
            ORDER BY p.id DESC
            LIMIT 1
        ) AS newest ON true
        LEFT JOIN user_game_timers AS timer
            ON timer.user_id = g.user_id AND timer.media_id = g.media_id
        WHERE g.user_id = %(user_id)s
          AND g.status = s.status
          AND (
              %(platform)s::text IS NULL
              OR g.platform = %(platform)s
              OR %(platform)s = ANY(g.more_platforms)
          )
          AND (
              %(after_id)s::bigint IS NULL
              OR ({key}, g.media_id) {beyond} (%(after_key)s::{type}, %(after_id)s::bigint)
          )
        ORDER BY {key} {direction}, g.media_id {direction}
        LIMIT %(limit)s
    ) AS page
"""


def page(
    conn: Connection,
    *,
    user_id: UUID,
    statuses: list[GameStatus],
    platform: str | None,
    sort: ShelfSort,
    after: tuple[str, int] | None,
    limit: int,
) -> list[ShelfRow]:
    """
    The games of each shelf after a sort key and an id, at most `limit` of a shelf.

    Raises `InvalidInput` for a key that is none of this order.
    """
    order = ORDERS[sort]
    statement = sql.SQL(PAGE).format(
        key=sql.SQL(order.key),
        type=sql.SQL(order.type),
        direction=sql.SQL(order.direction),
        beyond=sql.SQL("<" if order.direction == "DESC" else ">"),
    )
    after_key, after_id = after or (None, None)
    with conn.cursor(row_factory=class_row(ShelfRow)) as cur:
        try:
            cur.execute(
                statement,
                {
                    "user_id": user_id,
                    "statuses": [str(status) for status in statuses],
                    "platform": platform,
                    "after_key": after_key,
                    "after_id": after_id,
                    "limit": limit,
                },
            )
        except DataError as error:
            raise InvalidInput("is not a cursor of this order", field="cursor") from error
        return cur.fetchall()


def totals(
    conn: Connection, *, user_id: UUID, platform: str | None
) -> dict[GameStatus, tuple[int, int]]:
    """How many games each shelf has of a platform, and how many minutes were played in them."""
    rows = conn.execute(
        """
        SELECT status, count(*), sum(minutes_played)
        FROM user_games
        WHERE user_id = %(user_id)s
          AND (
              %(platform)s::text IS NULL
              OR platform = %(platform)s
              OR %(platform)s = ANY(more_platforms)
          )
        GROUP BY status
        """,
        {"user_id": user_id, "platform": platform},
    ).fetchall()
    return {GameStatus(status): (games, minutes) for status, games, minutes in rows}


def platforms(conn: Connection, *, user_id: UUID) -> list[PlatformCount]:
    """The platforms of the user's games, those with the most games first."""
    rows = conn.execute(
        """
        SELECT owned.platform, count(*)
        FROM user_games AS g
        CROSS JOIN LATERAL unnest(array_append(g.more_platforms, g.platform)) AS owned (platform)
        WHERE g.user_id = %(user_id)s AND owned.platform IS NOT NULL
        GROUP BY owned.platform
        ORDER BY count(*) DESC, owned.platform
        """,
        {"user_id": user_id},
    ).fetchall()
    return [PlatformCount(name=name, count=count) for name, count in rows]
