"""Every SQL statement of the page of one title."""

from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.titles.models import EpisodeRow
from chalicelib.tracking.models import STARTED_PERCENT


def episodes(conn: Connection, *, media_id: int, user_id: UUID) -> list[EpisodeRow]:
    """Seasons and their episodes in order, the specials last."""
    with conn.cursor(row_factory=class_row(EpisodeRow)) as cur:
        cur.execute(
            """
            SELECT s.id AS season_id, s.season_number, s.name AS season_name,
                   e.id, e.episode_number, e.title, e.overview, e.air_date, e.runtime_minutes,
                   e.still_url,
                   w.id IS NOT NULL AS watched,
                   CASE
                       WHEN p.completed_at IS NOT NULL THEN 100
                       ELSE nullif(100 * p.position_seconds / p.duration_seconds, 0)
                   END AS progress_percent,
                   CASE
                       WHEN p.completed_at IS NULL
                           AND 100 * p.position_seconds >= %(started)s * p.duration_seconds
                           THEN p.position_seconds
                       ELSE 0
                   END AS position_seconds,
                   coalesce(nullif(file.duration_seconds, 0), 60 * e.runtime_minutes, 0)
                       AS duration_seconds,
                   file.id AS library_item_id
            FROM show_seasons AS s
            LEFT JOIN show_episodes AS e 
                ON e.media_id = s.media_id AND e.season_number = s.season_number
            LEFT JOIN user_progress AS p
                ON p.user_id = %(user_id)s AND p.media_id = s.media_id AND p.episode_id = e.id
            LEFT JOIN user_watched AS w
                ON w.user_id = %(user_id)s AND w.media_id = s.media_id AND w.episode_id = e.id
            LEFT JOIN (
                SELECT DISTINCT ON (l.episode_id) l.episode_id, l.id, l.duration_seconds
                FROM library_items AS l
                WHERE l.media_id = %(media_id)s
                  AND l.episode_id IS NOT NULL
                  AND l.match_state = 'matched'
                  AND l.probe_error = ''
                ORDER BY l.episode_id, l.height DESC, l.discovered_at DESC, l.id
            ) AS file ON file.episode_id = e.id
            WHERE s.media_id = %(media_id)s
            ORDER BY s.season_number = 0, s.season_number, e.episode_number
            """,
            {"media_id": media_id, "user_id": user_id, "started": STARTED_PERCENT},
        )
        return cur.fetchall()
