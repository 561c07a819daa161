"""States of games, and the summaries of playthroughs beside them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.games.models import GameRow
from chalicelib.platform.db import Connection


def set_status(
    conn: Connection, *, user_id: UUID, media_ids: Sequence[int], status: str, now: datetime
) -> None:
    """
    Put games on a shelf; one that is there keeps its place.

    Raises `MediaNotFound` when a title was deleted concurrently.
    """
    try:
        conn.execute(
            """
            INSERT INTO user_games AS g (user_id, media_id, status, moved_at, active_at)
            SELECT %(user_id)s, c.media_id, %(status)s, %(now)s, %(now)s
            FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
            ON CONFLICT (user_id, media_id) DO UPDATE
            SET status = excluded.status, moved_at = excluded.moved_at
            WHERE g.status <> excluded.status
            """,
            {"user_id": user_id, "media_ids": list(media_ids), "status": status, "now": now},
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such game.") from error


def set_status_from(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    status: str,
    unless: Sequence[str],
    now: datetime,
) -> None:
    """Put a game on a shelf, unless it is on one of `unless`. Raises as `set_status` does."""
    row = conn.execute(
        """
        SELECT status = ANY(%(unless)s)
        FROM user_games
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        """,
        {"user_id": user_id, "media_id": media_id, "unless": list(unless)},
    ).fetchone()
    if row is None or not row[0]:
        set_status(conn, user_id=user_id, media_ids=[media_id], status=status, now=now)


def set_platform(conn: Connection, *, user_id: UUID, media_id: int, platform: str | None) -> None:
    """Say on which platform the user has the game, and plays it now."""
    parameters = {"user_id": user_id, "media_id": media_id, "platform": platform}
    conn.execute(
        """
        UPDATE user_games
        SET platform = %(platform)s
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        """,
        parameters,
    )
    conn.execute(
        """
        UPDATE user_playthroughs
        SET platform = %(platform)s
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s AND completion IS NULL
        """,
        parameters,
    )


def set_more_platforms(
    conn: Connection, *, user_id: UUID, media_id: int, platforms: Sequence[str]
) -> None:
    """Say on which further platforms the user has the game."""
    conn.execute(
        """
        UPDATE user_games
        SET more_platforms = ARRAY(
                SELECT p.name
                FROM unnest(%(platforms)s::text[]) WITH ORDINALITY AS p (name, place)
                WHERE p.name IS DISTINCT FROM platform
                GROUP BY p.name
                ORDER BY min(p.place)
            )
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        """,
        {"user_id": user_id, "media_id": media_id, "platforms": list(platforms)},
    )


def delete(conn: Connection, *, user_id: UUID, media_ids: Sequence[int]) -> None:
    """Take games off the shelves; their playthroughs stay."""
    conn.execute(
        """
        DELETE FROM user_games
        WHERE user_id = %(user_id)s AND media_id = ANY(%(media_ids)s::bigint[])
        """,
        {"user_id": user_id, "media_ids": list(media_ids)},
    )


def summarize(conn: Connection, *, user_id: UUID, media_ids: Sequence[int], now: datetime) -> None:
    """
    Make the summaries of games those of their playthroughs.

    A day counts as its noon in UTC, and today as now.
    """
    conn.execute(
        """
        UPDATE user_games AS g
        SET minutes_played = s.minutes,
            last_played_at = s.last_played_at,
            active_at = greatest(g.moved_at, s.last_played_at)
        FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
        CROSS JOIN LATERAL (
            SELECT least(coalesce(sum(p.other_minutes + t.minutes), 0), 2147483647)::integer
                       AS minutes,
                   max(greatest(
                       t.played_at,
                       least(
                           (greatest(p.started_on, p.finished_on) + time '12:00')
                               AT TIME ZONE 'UTC',
                           %(now)s
                       )
                   )) AS last_played_at
            FROM user_playthroughs AS p
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(e.minutes), 0) AS minutes, max(e.played_at) AS played_at
                FROM user_game_sessions AS e
                WHERE e.playthrough_id = p.id
            ) AS t
            WHERE p.user_id = %(user_id)s AND p.media_id = c.media_id
        ) AS s
        WHERE g.user_id = %(user_id)s AND g.media_id = c.media_id
        """,
        {"user_id": user_id, "media_ids": list(media_ids), "now": now},
    )


def of_title(conn: Connection, *, user_id: UUID, media_id: int) -> GameRow | None:
    """The user's game; None when it is on no shelf."""
    with conn.cursor(row_factory=class_row(GameRow)) as cur:
        cur.execute(
            """
            SELECT media_id, status, platform, more_platforms, minutes_played, last_played_at,
                   moved_at
            FROM user_games
            WHERE user_id = %(user_id)s AND media_id = %(media_id)s
            """,
            {"user_id": user_id, "media_id": media_id},
        )
        return cur.fetchone()
