"""Seasons and episodes with the progress of one user."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.titles.models.seasons import EpisodeRow, SeasonRow


def seasons(conn: Connection, *, media_id: int, user_id: UUID, now: datetime) -> list[SeasonRow]:
    """Seasons in order, the specials last, with the numbers of aired and watched episodes."""
    with conn.cursor(row_factory=class_row(SeasonRow)) as cur:
        cur.execute(
            """
            SELECT s.id, s.season_number, s.name, s.overview,
                   coalesce(own.url, s.poster_url) AS poster_url, s.air_date,
                   coalesce(e.total, 0) AS episode_count,
                   coalesce(e.aired, 0) AS aired,
                   coalesce(w.watched, 0) AS watched
            FROM show_seasons AS s
            LEFT JOIN (
                SELECT season_number, count(*) AS total,
                       count(*) FILTER (
                           WHERE air_date IS NULL
                              OR air_date <= (SELECT person_today(%(user_id)s, %(now)s))
                       ) AS aired
                FROM show_episodes
                WHERE media_id = %(media_id)s
                GROUP BY season_number
            ) AS e ON e.season_number = s.season_number
            LEFT JOIN (
                SELECT e.season_number, count(*) AS watched
                FROM user_watched AS w
                JOIN show_episodes AS e ON e.id = w.episode_id
                WHERE w.user_id = %(user_id)s AND w.media_id = %(media_id)s
                GROUP BY e.season_number
            ) AS w ON w.season_number = s.season_number
            LEFT JOIN local_season_posters(%(media_id)s) AS own
                ON own.season_number = s.season_number
            WHERE s.media_id = %(media_id)s
            ORDER BY s.season_number = 0, s.season_number
            """,
            {"media_id": media_id, "user_id": user_id, "now": now},
        )
        return cur.fetchall()


def page(
    conn: Connection, *, media_id: int, user_id: UUID, season_number: int | None = None
) -> list[EpisodeRow]:
    """
    Episodes in order, the specials last.

    With a `season_number`, those of that season, and of other seasons those with a file.
    """
    with conn.cursor(row_factory=class_row(EpisodeRow)) as cur:
        cur.execute(
            """
            SELECT e.season_number, e.id, e.episode_number, e.absolute_number, e.title,
                   e.overview, e.air_date, e.runtime_minutes,
                   coalesce(own.url, e.still_url) AS still_url,
                   CASE WHEN own.url IS NULL THEN e.still_placeholder END AS still_placeholder,
                   CASE WHEN e.votes > 0 THEN e.rating::float8 END AS rating, e.votes,
                   w.id IS NOT NULL AS watched,
                   CASE
                       WHEN p.completed_at IS NOT NULL THEN 100
                       ELSE nullif(100 * p.position_seconds / p.duration_seconds, 0)
                   END AS progress_percent,
                   CASE
                       WHEN p.completed_at IS NULL
                           AND 100 * p.position_seconds
                               >= (SELECT started_percent(%(user_id)s)) * p.duration_seconds
                           THEN p.position_seconds
                       ELSE 0
                   END AS position_seconds,
                   coalesce(nullif(file.duration_seconds, 0), 60 * e.runtime_minutes, 0)
                       AS duration_seconds,
                   CASE WHEN file.is_at_hand THEN file.id END AS library_item_id
            FROM show_episodes AS e
            LEFT JOIN user_progress AS p
                ON p.user_id = %(user_id)s AND p.media_id = e.media_id AND p.episode_id = e.id
            LEFT JOIN user_watched AS w
                ON w.user_id = %(user_id)s AND w.media_id = e.media_id AND w.episode_id = e.id
            LEFT JOIN (
                SELECT DISTINCT ON (l.episode_id)
                       l.episode_id, l.id, l.duration_seconds,
                       is_at_hand(l.file, (SELECT library_away())) AS is_at_hand
                FROM library_shelf AS l
                JOIN show_episodes AS own ON own.id = l.episode_id
                WHERE l.media_id = %(media_id)s
                  AND l.probe_error = ''
                ORDER BY l.episode_id, is_at_hand DESC,
                         version_rank(l.file, own.runtime_minutes) DESC,
                         l.discovered_at DESC, l.id
            ) AS file ON file.episode_id = e.id
            LEFT JOIN LATERAL local_still(file.id) AS own ON true
            WHERE e.media_id = %(media_id)s
              AND (
                  %(season_number)s::integer IS NULL
                  OR e.season_number = %(season_number)s
                  OR file.id IS NOT NULL
              )
            ORDER BY e.season_number = 0, e.season_number, e.episode_number
            """,
            {
                "media_id": media_id,
                "user_id": user_id,
                "season_number": season_number,
            },
        )
        return cur.fetchall()
