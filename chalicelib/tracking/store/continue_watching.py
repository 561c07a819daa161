"""Started movies and episodes, and the next episodes of shows."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.tracking.models import ContinueRow


def page(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int | None,
    recent_since: datetime,
    now: datetime,
    limit: int,
) -> list[ContinueRow]:
    """
    Started movies and one episode of each show, the most recent first.

    The user's last activity on a show decides: a started episode is the entry itself; a complete
    one is followed by the next episode that was seen less often, if it was completed since
    `recent_since`: in a first run the next unwatched one, in a rewatch the next of the rewatch.

    Hidden entries are left out without replacement until an episode airs, and so is what was
    dropped or put on hold since; except with `media_id`, which is for the page of one title.
    """
    with conn.cursor(row_factory=class_row(ContinueRow)) as cur:
        cur.execute(
            """
            WITH started AS (
                SELECT p.media_id, p.episode_id, p.updated_at
                FROM user_progress AS p
                WHERE p.user_id = %(user_id)s
                  AND p.completed_at IS NULL
                  AND (%(media_id)s::bigint IS NULL OR p.media_id = %(media_id)s)
                  AND 100 * p.position_seconds
                      >= (SELECT started_percent(%(user_id)s)) * p.duration_seconds
            ),
            active AS (
                SELECT s.media_id, s.updated_at, false AS is_show
                FROM started AS s
                WHERE s.episode_id IS NULL
                UNION ALL
                SELECT newest.media_id, max(newest.updated_at), true
                FROM (
                    SELECT s.media_id, s.updated_at
                    FROM started AS s
                    WHERE s.episode_id IS NOT NULL
                    UNION ALL
                    -- From the index alone: a row per show, not per episode.
                    SELECT w.media_id, max(w.updated_at)
                    FROM user_watched AS w
                    WHERE w.user_id = %(user_id)s
                      AND w.episode_id IS NOT NULL
                      AND (%(media_id)s::bigint IS NULL OR w.media_id = %(media_id)s)
                    GROUP BY w.media_id
                ) AS newest
                GROUP BY newest.media_id
            )
            SELECT a.media_id, entry.episode_id, e.season_number, e.episode_number,
                   e.title AS episode_title,
                   coalesce(own.url, e.still_url) AS still_url,
                   CASE WHEN own.url IS NULL THEN e.still_placeholder END AS still_placeholder,
                   coalesce(begun.position_seconds, 0) AS position_seconds,
                   coalesce(
                       begun.duration_seconds, nullif(file.duration_seconds, 0),
                       60 * e.runtime_minutes, 60 * m.runtime_minutes, 0
                   ) AS duration_seconds,
                   CASE WHEN file.absent_in IS NULL THEN file.id END AS library_item_id,
                   file.absent_in,
                   a.updated_at
            -- In this order, so that what follows is looked up for the first entries only.
            FROM (SELECT * FROM active ORDER BY updated_at DESC, media_id) AS a
            CROSS JOIN LATERAL (
                SELECT NULL::bigint AS episode_id
                WHERE NOT a.is_show
                UNION ALL
                SELECT CASE WHEN l.is_complete THEN following.id ELSE l.episode_id END
                FROM (
                    SELECT t.episode_id, t.is_complete, t.updated_at, t.plays,
                           last.season_number, last.episode_number
                    FROM (
                        SELECT s.episode_id, false AS is_complete, s.updated_at, 0 AS plays
                        FROM started AS s
                        WHERE s.media_id = a.media_id
                        UNION ALL
                        SELECT w.episode_id, true, w.updated_at, w.plays
                        FROM user_watched AS w
                        WHERE w.user_id = %(user_id)s AND w.media_id = a.media_id
                    ) AS t
                    JOIN show_episodes AS last ON last.id = t.episode_id
                    WHERE a.is_show
                    ORDER BY t.updated_at DESC, t.is_complete,
                             last.season_number DESC, last.episode_number DESC
                    LIMIT 1
                ) AS l
                LEFT JOIN LATERAL (
                    -- Of a rewatch, the next episode that was seen less often.
                    SELECT n.id
                    FROM show_episodes AS n
                    WHERE l.is_complete
                      AND n.media_id = a.media_id
                      AND n.season_number > 0
                      AND (n.season_number, n.episode_number) > (l.season_number, l.episode_number)
                      AND (
                          n.air_date IS NULL
                          OR n.air_date <= (SELECT person_today(%(user_id)s, %(now)s))
                      )
                      AND NOT EXISTS (
                          SELECT
                          FROM user_watched AS w
                          WHERE w.user_id = %(user_id)s
                            AND w.media_id = n.media_id
                            AND w.episode_id = n.id
                            AND w.plays >= l.plays
                      )
                    ORDER BY n.season_number, n.episode_number
                    LIMIT 1
                ) AS following ON true
                WHERE NOT l.is_complete
                   OR following.id IS NOT NULL AND l.updated_at >= %(recent_since)s
            ) AS entry
            JOIN media_items AS m ON m.id = a.media_id
            LEFT JOIN show_episodes AS e ON e.id = entry.episode_id
            LEFT JOIN LATERAL (
                SELECT p.hidden_at, p.position_seconds, p.duration_seconds, p.completed_at
                FROM user_progress AS p
                WHERE p.user_id = %(user_id)s
                  AND p.media_id = a.media_id
                  AND p.episode_id IS NOT DISTINCT FROM entry.episode_id
            ) AS p ON true
            LEFT JOIN LATERAL (
                SELECT p.position_seconds, p.duration_seconds
                WHERE p.completed_at IS NULL
                  AND 100 * p.position_seconds
                      >= (SELECT started_percent(%(user_id)s)) * p.duration_seconds
            ) AS begun ON true
            LEFT JOIN LATERAL (
                SELECT l.id, l.duration_seconds,
                       absent_in(l.file, (SELECT library_away())) AS absent_in
                FROM library_shelf AS l
                WHERE l.media_id = a.media_id
                  AND l.episode_id IS NOT DISTINCT FROM entry.episode_id
                  AND l.probe_error = ''
                ORDER BY is_at_hand(l.file, (SELECT library_away())) DESC,
                         version_rank(l.file, coalesce(e.runtime_minutes, m.runtime_minutes)) DESC,
                         l.discovered_at DESC, l.id
                LIMIT 1
            ) AS file ON true
            LEFT JOIN LATERAL local_still(file.id) AS own ON true
            WHERE %(media_id)s::bigint IS NOT NULL
               OR (
                   (
                       p.hidden_at IS NULL
                       OR EXISTS (
                           SELECT
                           FROM show_episodes AS aired
                           WHERE aired.media_id = a.media_id
                             AND aired.season_number > 0
                             AND aired.air_date > person_today(%(user_id)s, p.hidden_at)
                             AND aired.air_date <= (SELECT person_today(%(user_id)s, %(now)s))
                       )
                   )
                   AND NOT EXISTS (
                       SELECT
                       FROM user_statuses AS chosen
                       WHERE chosen.user_id = %(user_id)s
                         AND chosen.media_id = a.media_id
                         AND chosen.status IN ('dropped', 'on_hold')
                         AND chosen.updated_at >= a.updated_at
                   )
               )
            ORDER BY a.updated_at DESC, a.media_id
            LIMIT %(limit)s
            """,
            {
                "user_id": user_id,
                "media_id": media_id,
                "recent_since": recent_since,
                "now": now,
                "limit": limit,
            },
        )
        return cur.fetchall()
