"""Started movies and episodes, and the next episodes of shows."""

from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.tracking.models import MIN_STARTED_PERCENT, ContinueRow


def page(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int | None,
    recent_since: datetime,
    today: date,
    limit: int,
) -> list[ContinueRow]:
    """
    Started movies and one episode of each show, the most recent first.

    The user's last activity on a show decides: a started episode is the entry itself; a complete
    one is followed by the next unwatched episode, if it was completed since `recent_since`. Hidden
    entries are left out without replacement, except with `media_id`, which is for the page of one
    title.
    """
    with conn.cursor(row_factory=class_row(ContinueRow)) as cur:
        cur.execute(
            """
            WITH activity AS (
                SELECT p.media_id, p.episode_id, p.completed_at IS NOT NULL AS is_complete,
                       p.updated_at
                FROM user_progress AS p
                WHERE p.user_id = %(user_id)s
                  AND (%(media_id)s::bigint IS NULL OR p.media_id = %(media_id)s)
                  AND CASE
                      WHEN p.completed_at IS NOT NULL THEN p.episode_id IS NOT NULL
                      ELSE 100 * p.position_seconds >= %(started)s * p.duration_seconds
                  END
                UNION ALL
                SELECT w.media_id, w.episode_id, true, w.updated_at
                FROM user_watched AS w
                WHERE w.user_id = %(user_id)s
                  AND (%(media_id)s::bigint IS NULL OR w.media_id = %(media_id)s)
                  AND w.episode_id IS NOT NULL
            ),
            last_of_show AS (
                SELECT DISTINCT ON (t.media_id)
                       t.media_id, t.episode_id, t.is_complete, t.updated_at,
                       e.season_number, e.episode_number
                FROM activity AS t
                JOIN show_episodes AS e ON e.id = t.episode_id
                ORDER BY t.media_id, t.updated_at DESC, t.is_complete,
                         e.season_number DESC, e.episode_number DESC
            ),
            entry AS (
                SELECT t.media_id, NULL::bigint AS episode_id, t.updated_at
                FROM activity AS t
                WHERE t.episode_id IS NULL AND NOT t.is_complete
                UNION ALL
                SELECT l.media_id, l.episode_id, l.updated_at
                FROM last_of_show AS l
                WHERE NOT l.is_complete
                UNION ALL
                SELECT l.media_id, following.id, l.updated_at
                FROM last_of_show AS l
                CROSS JOIN LATERAL (
                    SELECT e.id
                    FROM show_episodes AS e
                    WHERE e.media_id = l.media_id
                      AND e.season_number > 0
                      AND (e.season_number, e.episode_number) > (l.season_number, l.episode_number)
                      AND (e.air_date IS NULL OR e.air_date <= %(today)s)
                      AND NOT EXISTS (
                          SELECT
                          FROM user_watched AS w
                          WHERE w.user_id = %(user_id)s
                            AND w.media_id = e.media_id
                            AND w.episode_id = e.id
                      )
                    ORDER BY e.season_number, e.episode_number
                    LIMIT 1
                ) AS following
                WHERE l.is_complete AND l.updated_at >= %(recent_since)s
            )
            SELECT entry.media_id, entry.episode_id, e.season_number, e.episode_number,
                   e.title AS episode_title, e.still_url, e.still_placeholder,
                   coalesce(started.position_seconds, 0) AS position_seconds,
                   coalesce(
                       started.duration_seconds, nullif(file.duration_seconds, 0),
                       60 * e.runtime_minutes, 60 * m.runtime_minutes, 0
                   ) AS duration_seconds,
                   file.id AS library_item_id,
                   entry.updated_at
            FROM entry
            JOIN media_items AS m ON m.id = entry.media_id
            LEFT JOIN show_episodes AS e ON e.id = entry.episode_id
            LEFT JOIN user_progress AS p
                ON p.user_id = %(user_id)s
                AND p.media_id = entry.media_id
                AND p.episode_id IS NOT DISTINCT FROM entry.episode_id
            LEFT JOIN LATERAL (
                SELECT p.position_seconds, p.duration_seconds
                WHERE p.completed_at IS NULL
                  AND 100 * p.position_seconds >= %(started)s * p.duration_seconds
            ) AS started ON true
            LEFT JOIN LATERAL (
                SELECT l.id, l.duration_seconds
                FROM library_items AS l
                WHERE l.media_id = entry.media_id
                  AND l.episode_id IS NOT DISTINCT FROM entry.episode_id
                  AND l.match_state = 'matched'
                  AND l.probe_error = ''
                ORDER BY version_rank(l, coalesce(e.runtime_minutes, m.runtime_minutes)) DESC,
                         l.discovered_at DESC, l.id
                LIMIT 1
            ) AS file ON true
            WHERE p.hidden_at IS NULL OR %(media_id)s::bigint IS NOT NULL
            ORDER BY entry.updated_at DESC, entry.media_id
            LIMIT %(limit)s
            """,
            {
                "user_id": user_id,
                "media_id": media_id,
                "recent_since": recent_since,
                "today": today,
                "started": MIN_STARTED_PERCENT,
                "limit": limit,
            },
        )
        return cur.fetchall()
