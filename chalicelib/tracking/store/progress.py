"""Positions in movies and episodes."""

from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.tracking.models import MIN_STARTED_PERCENT, Moment, WatchProgress


def save(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    episode_id: int | None,
    moment: Moment,
    now: datetime,
) -> WatchProgress:
    """
    Store the newest position, and add a play when this one completes the viewing.

    The statement locks the row: of two players, the later update wins. A complete position needs
    `plays.lock`. Raises `MediaNotFound` when the title was deleted concurrently.
    """
    with conn.cursor(row_factory=class_row(WatchProgress)) as cur:
        try:
            cur.execute(
                """
                WITH before AS (
                    SELECT p.completed_at
                    FROM user_progress AS p
                    WHERE p.user_id = %(user_id)s
                      AND p.media_id = %(media_id)s
                      AND p.episode_id IS NOT DISTINCT FROM %(episode_id)s
                ),
                saved AS (
                    INSERT INTO user_progress AS p (
                        user_id, media_id, episode_id,
                        position_seconds, duration_seconds, completed_at, updated_at
                    )
                    VALUES (
                        %(user_id)s, %(media_id)s, %(episode_id)s,
                        %(position_s)s, %(duration_s)s,
                        CASE WHEN %(is_complete)s THEN %(now)s::timestamptz END, %(now)s
                    )
                    ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
                    SET position_seconds = excluded.position_seconds,
                        duration_seconds = excluded.duration_seconds,
                        hidden_at = NULL,
                        completed_at = CASE
                            WHEN %(is_complete)s
                                THEN coalesce(p.completed_at, excluded.completed_at)
                            WHEN %(is_restart)s THEN NULL
                            ELSE p.completed_at
                        END,
                        updated_at = greatest(p.updated_at, excluded.updated_at)
                    RETURNING position_seconds, duration_seconds, completed_at
                ),
                play AS (
                    -- Only the update that completes the viewing, not the later ones.
                    INSERT INTO user_plays (
                        user_id, media_id, episode_id, watched_at, precision, source, created_at
                    )
                    SELECT %(user_id)s, %(media_id)s, %(episode_id)s, %(now)s, 'moment', 'player',
                           %(now)s
                    WHERE %(is_complete)s
                      AND NOT EXISTS (SELECT FROM before WHERE before.completed_at IS NOT NULL)
                    RETURNING watched_at
                ),
                watched AS (
                    INSERT INTO user_watched AS w (
                        user_id, media_id, episode_id, watched_at, last_watched_at, updated_at
                    )
                    SELECT %(user_id)s, %(media_id)s, %(episode_id)s, play.watched_at,
                           play.watched_at, play.watched_at
                    FROM play
                    ON CONFLICT ON CONSTRAINT user_watched_once DO UPDATE
                    SET plays = w.plays + 1,
                        last_watched_at = greatest(w.last_watched_at, excluded.last_watched_at),
                        updated_at = greatest(w.updated_at, excluded.updated_at)
                )
                SELECT saved.position_seconds,
                       saved.duration_seconds,
                       100 * saved.position_seconds / saved.duration_seconds AS progress_percent,
                       %(is_complete)s OR EXISTS (
                           SELECT
                           FROM user_watched AS w
                           WHERE w.user_id = %(user_id)s
                             AND w.media_id = %(media_id)s
                             AND w.episode_id IS NOT DISTINCT FROM %(episode_id)s
                       ) AS watched
                FROM saved
                """,
                {
                    "user_id": user_id,
                    "media_id": media_id,
                    "episode_id": episode_id,
                    "position_s": moment.position_s,
                    "duration_s": moment.duration_s,
                    "is_complete": moment.is_complete,
                    "is_restart": moment.is_restart,
                    "now": now,
                },
            )
        except ForeignKeyViolation as error:
            raise MediaNotFound("There is no such title.") from error
        return cur.fetchall()[0]


def resume_at(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None, version_s: int
) -> int:
    """The start position in seconds; 0 when the viewing is complete or has not started."""
    row = conn.execute(
        """
        SELECT version_position(position_seconds, duration_seconds, %(version_s)s)
        FROM user_progress
        WHERE user_id = %(user_id)s
          AND media_id = %(media_id)s
          AND episode_id IS NOT DISTINCT FROM %(episode_id)s
          AND completed_at IS NULL
          AND 100 * position_seconds >= %(started)s * duration_seconds
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "episode_id": episode_id,
            "version_s": version_s,
            "started": MIN_STARTED_PERCENT,
        },
    ).fetchone()
    return 0 if row is None else int(row[0])


def hide(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None, now: datetime
) -> None:
    """
    Hide an entry from Continue watching and keep its position.

    An episode that is only next has no row yet: it gets one at position 0.
    """
    conn.execute(
        """
        INSERT INTO user_progress (
            user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at, updated_at
        )
        SELECT %(user_id)s, m.id, e.id, 0, coalesce(e.runtime_minutes, m.runtime_minutes, 1) * 60,
               %(now)s, %(now)s
        FROM media_items AS m
        LEFT JOIN show_episodes AS e ON e.id = %(episode_id)s AND e.media_id = m.id
        WHERE m.id = %(media_id)s
        ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
        SET hidden_at = excluded.hidden_at
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id, "now": now},
    )
