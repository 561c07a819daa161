"""Statements of the home page that replace several statements of other slices."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.dashboard.models import DashboardLists, FeaturedTitle
from chalicelib.platform.db import Connection


def featured(conn: Connection, *, user_id: UUID) -> list[FeaturedTitle]:
    """
    The billboard's candidates in their order, with the best file of each.

    For a show that is a file of the user's first unwatched episode.
    """
    with conn.cursor(row_factory=class_row(FeaturedTitle)) as cur:
        cur.execute(
            """
            SELECT f.media_id, f.reason, m.tagline, file.id AS library_item_id
            FROM featured_items AS f
            JOIN media_items AS m ON m.id = f.media_id
            LEFT JOIN LATERAL (
                SELECT l.id
                FROM library_items AS l
                LEFT JOIN show_episodes AS e ON e.id = l.episode_id
                WHERE l.media_id = f.media_id
                  AND l.match_state = 'matched'
                  AND l.probe_error = ''
                  AND (m.media_type <> 'show' OR e.id IS NOT NULL)
                ORDER BY EXISTS (
                             SELECT
                             FROM user_watched AS w
                             WHERE w.user_id = %(user_id)s
                               AND w.media_id = l.media_id
                               AND w.episode_id = l.episode_id
                         ),
                         e.season_number = 0, e.season_number, e.episode_number,
                         version_rank(l, coalesce(e.runtime_minutes, m.runtime_minutes)) DESC,
                         l.discovered_at DESC, l.id
                LIMIT 1
            ) AS file ON true
            ORDER BY f.position, f.media_id
            """,
            {"user_id": user_id},
        )
        return cur.fetchall()


def lists(
    conn: Connection, *, user_id: UUID, open_statuses: Sequence[str], limit: int
) -> DashboardLists:
    """The newest titles of watch later and of the history, and the totals of all widgets."""
    with conn.cursor(row_factory=class_row(DashboardLists)) as cur:
        cur.execute(
            """
            SELECT ARRAY(
                       SELECT media_id
                       FROM user_watch_later
                       WHERE user_id = %(user_id)s
                       ORDER BY position, media_id
                       LIMIT %(limit)s
                   ) AS watch_later,
                   ARRAY(
                       SELECT media_id
                       FROM user_watched
                       WHERE user_id = %(user_id)s
                       GROUP BY media_id
                       ORDER BY max(last_watched_at) DESC, media_id
                       LIMIT %(limit)s
                   ) AS recently_watched,
                   (
                       SELECT count(*) FROM user_watch_later WHERE user_id = %(user_id)s
                   ) AS watch_later_total,
                   (
                       SELECT count(*) FROM library_items WHERE match_state <> 'ignored'
                   ) AS library_total,
                   (
                       SELECT count(*)
                       FROM download_jobs
                       WHERE user_id = %(user_id)s AND status = ANY(%(open_statuses)s)
                   ) AS active_downloads_total,
                   (
                       SELECT count(*) FROM library_items WHERE match_state = 'unmatched'
                   ) AS unmatched_total
            """,
            {"user_id": user_id, "open_statuses": list(open_statuses), "limit": limit},
        )
        return cur.fetchall()[0]
