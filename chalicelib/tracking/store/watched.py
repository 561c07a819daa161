"""Watched titles and episodes."""

from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.catalog.models import IdPage
from chalicelib.platform.db import Connection


def mark(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None, now: datetime
) -> None:
    """Mark a movie, game or episode; a repetition updates the time of the last viewing."""
    conn.execute(
        """
        INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)
        VALUES (%(user_id)s, %(media_id)s, %(episode_id)s, %(now)s, %(now)s)
        ON CONFLICT ON CONSTRAINT user_watched_once DO UPDATE
        SET updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id, "now": now},
    )


def mark_episodes(
    conn: Connection, *, user_id: UUID, media_id: int, now: datetime, today: date
) -> None:
    """Mark every aired episode of a show; episodes marked before keep their time."""
    conn.execute(
        """
        INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)
        SELECT %(user_id)s, e.media_id, e.id, %(now)s, %(now)s
        FROM show_episodes AS e
        WHERE e.media_id = %(media_id)s
          AND e.season_number > 0
          AND (e.air_date IS NULL OR e.air_date <= %(today)s)
        ON CONFLICT ON CONSTRAINT user_watched_once DO NOTHING
        """,
        {"user_id": user_id, "media_id": media_id, "now": now, "today": today},
    )


def complete_viewings(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None, now: datetime
) -> None:
    """Complete started viewings of the title, or of one episode, so they are not continued."""
    conn.execute(
        """
        UPDATE user_progress
        SET completed_at = %(now)s
        WHERE user_id = %(user_id)s
          AND media_id = %(media_id)s
          AND (%(episode_id)s::bigint IS NULL OR episode_id = %(episode_id)s)
          AND completed_at IS NULL
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id, "now": now},
    )


def unmark(conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None) -> None:
    """
    Remove the marks of the title, or of one episode.

    A show without a watched episode is not watched as a whole either.
    """
    conn.execute(
        """
        DELETE FROM user_watched
        WHERE user_id = %(user_id)s
          AND media_id = %(media_id)s
          AND (
              %(episode_id)s::bigint IS NULL
              OR episode_id = %(episode_id)s
              OR episode_id IS NULL
          )
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id},
    )


def delete_completed_positions(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None
) -> None:
    """Delete the final positions of what is no longer marked as watched."""
    conn.execute(
        """
        DELETE FROM user_progress
        WHERE user_id = %(user_id)s
          AND media_id = %(media_id)s
          AND (%(episode_id)s::bigint IS NULL OR episode_id = %(episode_id)s)
          AND completed_at IS NOT NULL
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id},
    )


def page(conn: Connection, *, user_id: UUID, limit: int, offset: int) -> IdPage:
    """Titles with any watched part, the most recently watched first."""
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(
            """
            WITH watched AS MATERIALIZED (
                SELECT media_id, max(updated_at) AS updated_at
                FROM user_watched
                WHERE user_id = %(user_id)s
                GROUP BY media_id
            )
            SELECT ARRAY(
                       SELECT media_id
                       FROM watched
                       ORDER BY updated_at DESC, media_id
                       LIMIT %(limit)s OFFSET %(offset)s
                   ) AS ids,
                   (SELECT count(*) FROM watched) AS total
            """,
            {"user_id": user_id, "limit": limit, "offset": offset},
        )
        return cur.fetchall()[0]
