"""Positions in movies and episodes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.tracking.models import (
    DEFAULT_FINISHED_PERCENT,
    MIN_FINISHED_SETTING,
    Moment,
    WatchProgress,
)
from chalicelib.tracking.models.viewings import Heartbeat, Viewing


def move(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    episode_id: int | None,
    heartbeat: Heartbeat,
) -> dict[UUID, WatchProgress | None]:
    """
    Move the position of the stored viewing, of the user and of all who watch with them.

    None for those for whom the report means more than that, or less. One statement that changes no
    index: most reports are of this kind. It leaves alone what `Viewing.after` decides: another
    viewing, its start, its completion, and reports that are late; and a report of another file
    than the stored one.

    This statement alone does not wait for the disk: when PostgreSQL or the machine crashes, the
    position of the last 0.6 seconds may be that of the report before. It is visible at once.
    """
    moment = heartbeat.moment
    rows = conn.execute(
        """
        WITH durability AS MATERIALIZED (
            SELECT set_config('synchronous_commit', 'off', true)
        ),
        watcher AS MATERIALIZED (
            SELECT %(user_id)s::uuid AS id
            UNION ALL
            SELECT c.user_id
            FROM shared_viewings AS v
            JOIN shared_viewing_companions AS c ON c.viewing_id = v.id
            JOIN possible_companions AS u ON u.id = c.user_id
            WHERE NOT c.is_asked
              AND v.user_id = %(user_id)s
              AND v.media_id = %(media_id)s
              AND v.started_at <= %(at)s
              AND v.expires_at > %(at)s
        ),
        moved AS (
            UPDATE user_progress AS p
            SET position_seconds = %(position_s)s,
                duration_seconds = %(duration_s)s,
                hidden_at = CASE
                    WHEN %(is_dated)s AND p.hidden_at >= %(at)s THEN p.hidden_at
                END,
                updated_at = greatest(p.updated_at, %(at)s)
            FROM durability, watcher AS w
            WHERE p.user_id = w.id
              AND p.media_id = %(media_id)s
              AND p.episode_id IS NOT DISTINCT FROM %(episode_id)s
              AND p.viewing_id IS NOT DISTINCT FROM %(viewing_id)s
              AND (
                  NOT %(is_dated)s
                  OR (p.updated_at, p.position_seconds, p.duration_seconds)
                      < (%(at)s, %(position_s)s, %(duration_s)s)
              )
              AND (%(library_item_id)s::uuid IS NULL OR p.library_item_id = %(library_item_id)s)
              AND (
                  p.viewing_completed_at IS NOT NULL
                  OR CASE
                      WHEN %(credits_s)s::float8 IS NOT NULL
                          THEN %(position_s)s < %(credits_s)s::float8
                      ELSE %(percent)s < %(min_finished)s
                          OR %(percent)s < finished_percent(p.user_id)
                  END
              )
              AND (
                  NOT %(is_restart)s
                  OR p.is_from_start AND (p.viewing_id IS NOT NULL OR p.completed_at IS NULL)
              )
            RETURNING p.user_id, p.position_seconds, p.duration_seconds,
                      100 * p.position_seconds / p.duration_seconds AS progress_percent,
                      EXISTS (
                          SELECT
                          FROM user_watched AS s
                          WHERE s.user_id = p.user_id
                            AND s.media_id = %(media_id)s
                            AND s.episode_id IS NOT DISTINCT FROM %(episode_id)s
                      ) AS watched
        )
        SELECT w.id, m.position_seconds, m.duration_seconds, m.progress_percent, m.watched
        FROM watcher AS w
        LEFT JOIN moved AS m ON m.user_id = w.id
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "episode_id": episode_id,
            "viewing_id": heartbeat.viewing_id,
            "position_s": moment.position_s,
            "duration_s": moment.duration_s,
            "percent": moment.percent,
            "min_finished": MIN_FINISHED_SETTING,
            "credits_s": heartbeat.credits_s,
            "is_restart": moment.is_restart,
            "at": heartbeat.at,
            "is_dated": heartbeat.is_dated,
            "library_item_id": heartbeat.library_item_id,
        },
    ).fetchall()
    return {
        person: None
        if position_s is None
        else WatchProgress(
            position_seconds=position_s,
            duration_seconds=duration_s,
            progress_percent=percent,
            watched=watched,
        )
        for person, position_s, duration_s, percent, watched in rows
    }


def finished_percent(conn: Connection, *, user_id: UUID) -> int:
    """From which part of a file on it counts as finished for the user."""
    row = conn.execute("SELECT finished_percent(%(user_id)s)", {"user_id": user_id}).fetchone()
    return DEFAULT_FINISHED_PERCENT if row is None else row[0]


def get_for_update(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None
) -> Viewing | None:
    """The state of a movie or an episode, locked until the transaction ends."""
    row = conn.execute(
        """
        SELECT viewing_id, position_seconds, duration_seconds, updated_at, hidden_at, completed_at,
               is_from_start, viewing_completed_at, completed_before
        FROM user_progress
        WHERE user_id = %(user_id)s
          AND media_id = %(media_id)s
          AND episode_id IS NOT DISTINCT FROM %(episode_id)s
        FOR UPDATE
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id},
    ).fetchone()
    if row is None:
        return None
    viewing_id, position_s, duration_s, *times = row
    return Viewing(viewing_id, Moment(position_s, duration_s), *times)


@dataclass(frozen=True, slots=True)
class StoredViewing:
    """The state of a movie or an episode, and the file of its last report, if that is known."""

    media_id: int
    episode_id: int | None
    library_item_id: UUID | None
    state: Viewing


def page_since(
    conn: Connection, *, user_id: UUID, media_id: int, since: datetime
) -> list[StoredViewing]:
    """The states of a title that were reported since then, in the order of their reports."""
    rows = conn.execute(
        """
        SELECT episode_id, library_item_id, viewing_id, position_seconds, duration_seconds,
               updated_at, hidden_at, completed_at, is_from_start, viewing_completed_at,
               completed_before
        FROM user_progress
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s AND updated_at >= %(since)s
        ORDER BY updated_at
        """,
        {"user_id": user_id, "media_id": media_id, "since": since},
    ).fetchall()
    return [
        StoredViewing(
            media_id,
            episode_id,
            item_id,
            Viewing(viewing_id, Moment(position_s, duration_s), *rest),
        )
        for episode_id, item_id, viewing_id, position_s, duration_s, *rest in rows
    ]


def put(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    episode_id: int | None,
    state: Viewing,
    library_item_id: UUID | None,
) -> None:
    """Store a state. Raises `MediaNotFound` when the title was deleted concurrently."""
    try:
        conn.execute(
            """
            INSERT INTO user_progress AS p (
                user_id, media_id, episode_id, viewing_id, position_seconds, duration_seconds,
                updated_at, hidden_at, completed_at, is_from_start, viewing_completed_at,
                completed_before, library_item_id
            )
            VALUES (
                %(user_id)s, %(media_id)s, %(episode_id)s, %(viewing_id)s, %(position_s)s,
                %(duration_s)s, %(updated_at)s, %(hidden_at)s, %(completed_at)s,
                %(is_from_start)s, %(viewing_completed_at)s, %(completed_before)s,
                %(library_item_id)s
            )
            ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
            SET viewing_id = excluded.viewing_id,
                position_seconds = excluded.position_seconds,
                duration_seconds = excluded.duration_seconds,
                updated_at = excluded.updated_at,
                hidden_at = excluded.hidden_at,
                completed_at = excluded.completed_at,
                is_from_start = excluded.is_from_start,
                viewing_completed_at = excluded.viewing_completed_at,
                completed_before = excluded.completed_before,
                library_item_id = excluded.library_item_id
            """,
            {
                "user_id": user_id,
                "media_id": media_id,
                "episode_id": episode_id,
                "viewing_id": state.viewing_id,
                "position_s": state.moment.position_s,
                "duration_s": state.moment.duration_s,
                "updated_at": state.updated_at,
                "hidden_at": state.hidden_at,
                "completed_at": state.completed_at,
                "is_from_start": state.is_from_start,
                "viewing_completed_at": state.viewing_completed_at,
                "completed_before": state.completed_before,
                "library_item_id": library_item_id,
            },
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


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
          AND 100 * position_seconds >= started_percent(%(user_id)s) * duration_seconds
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "episode_id": episode_id,
            "version_s": version_s,
        },
    ).fetchone()
    return 0 if row is None else int(row[0])


def hide(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None, now: datetime
) -> str:
    """
    Hide an entry from Continue watching and keep its position; returns it as it was, as JSON.

    An episode that is only next has no row yet: it gets one at position 0.
    """
    row = conn.execute(
        """
        WITH hidden AS (
            INSERT INTO user_progress AS p (
                user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at,
                updated_at
            )
            SELECT %(user_id)s, m.id, e.id, 0,
                   coalesce(e.runtime_minutes, m.runtime_minutes, 1) * 60, %(now)s, %(now)s
            FROM media_items AS m
            LEFT JOIN show_episodes AS e ON e.id = %(episode_id)s AND e.media_id = m.id
            WHERE m.id = %(media_id)s
            ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
            SET hidden_at = excluded.hidden_at
            RETURNING p.*
        )
        SELECT coalesce(jsonb_agg(to_jsonb(h) || '{"hidden_at": null}'), '[]')::text
        FROM hidden AS h
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id, "now": now},
    ).fetchone()
    return "[]" if row is None else row[0]
