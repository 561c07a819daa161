"""Timers of games: when the user began to play. A session is stored once one ends."""

from datetime import datetime
from uuid import UUID

from chalicelib.platform.db import Connection


def start(conn: Connection, *, user_id: UUID, media_id: int, now: datetime) -> None:
    """Start the timer of a game; one that runs goes on."""
    conn.execute(
        """
        INSERT INTO user_game_timers (user_id, media_id, started_at)
        VALUES (%(user_id)s, %(media_id)s, %(now)s)
        ON CONFLICT (user_id, media_id) DO NOTHING
        """,
        {"user_id": user_id, "media_id": media_id, "now": now},
    )


def started_at(conn: Connection, *, user_id: UUID, media_id: int) -> datetime | None:
    """Since when the timer of a game runs; None when it does not."""
    row = conn.execute(
        """
        SELECT started_at
        FROM user_game_timers
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        """,
        {"user_id": user_id, "media_id": media_id},
    ).fetchone()
    return row[0] if row else None


def stop(conn: Connection, *, user_id: UUID, media_id: int) -> datetime | None:
    """Stop the timer of a game; returns since when it ran, None when it did not."""
    row = conn.execute(
        """
        DELETE FROM user_game_timers
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        RETURNING started_at
        """,
        {"user_id": user_id, "media_id": media_id},
    ).fetchone()
    return row[0] if row else None


def revert(conn: Connection, *, user_id: UUID, rows: str) -> None:
    """Stop what a change started, and start again what it stopped, unless it runs anew."""
    parameters = {"user_id": user_id, "rows": rows}
    conn.execute(
        """
        DELETE FROM user_game_timers AS t
        USING jsonb_to_recordset(%(rows)s::jsonb) AS c ("table" text, before jsonb, after jsonb)
        WHERE c."table" = 'user_game_timers'
          AND t.user_id = %(user_id)s
          AND to_jsonb(t) = c.after
        """,
        parameters,
    )
    conn.execute(
        """
        INSERT INTO user_game_timers (user_id, media_id, started_at)
        SELECT %(user_id)s, m.id, r.started_at
        FROM jsonb_to_recordset(%(rows)s::jsonb) AS c ("table" text, before jsonb, after jsonb)
        CROSS JOIN LATERAL jsonb_populate_record(NULL::user_game_timers, c.before) AS r
        JOIN media_items AS m ON m.id = r.media_id
        WHERE c."table" = 'user_game_timers'
        ON CONFLICT (user_id, media_id) DO NOTHING
        """,
        parameters,
    )
