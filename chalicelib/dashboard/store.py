"""Statements of the home page that replace several statements of other slices."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.dashboard.models import DashboardLists, FeaturedTitle
from chalicelib.platform.db import Connection

#: Titles of watch later that may stand on the billboard: the first ones with a file.
MAX_OWN_TITLES = 10
OWN_REASON = "From your watch later list"


def featured(conn: Connection, *, user_id: UUID) -> list[FeaturedTitle]:
    """
    The billboard's candidates with the best file of each: the catalogue's in their order, and the
    user's own that have a file at hand.

    For a show that is a file of the user's first unwatched episode.
    """
    with conn.cursor(row_factory=class_row(FeaturedTitle)) as cur:
        cur.execute(
            """
            SELECT f.media_id, f.reason, m.tagline, file.id AS library_item_id, f.is_own
            FROM (
                SELECT media_id, reason, position, false AS is_own
                FROM featured_items
                UNION ALL
                SELECT later.media_id, %(own_reason)s, later.place, true
                FROM (
                    SELECT media_id, row_number() OVER (ORDER BY position, media_id) AS place
                    FROM user_watch_later
                    WHERE user_id = %(user_id)s
                    ORDER BY position, media_id
                    LIMIT %(own)s
                ) AS later
            ) AS f
            JOIN media_items AS m ON m.id = f.media_id
            LEFT JOIN LATERAL (
                SELECT l.id
                FROM library_shelf AS l
                LEFT JOIN show_episodes AS e ON e.id = l.episode_id
                WHERE l.media_id = f.media_id
                  AND l.probe_error = '' AND (l.file).content = 'video'
                  AND is_at_hand(l.file, (SELECT library_away()))
                  AND (m.media_type <> 'show' OR e.id IS NOT NULL)
                ORDER BY EXISTS (
                             SELECT
                             FROM user_watched AS w
                             WHERE w.user_id = %(user_id)s
                               AND w.media_id = l.media_id
                               AND w.episode_id = l.episode_id
                         ),
                         e.season_number = 0, e.season_number, e.episode_number,
                         version_rank(l.file, coalesce(e.runtime_minutes, m.runtime_minutes)) DESC,
                         l.discovered_at DESC, l.id
                LIMIT 1
            ) AS file ON true
            WHERE file.id IS NOT NULL OR NOT f.is_own
            ORDER BY f.is_own, f.position, f.media_id
            """,
            {"user_id": user_id, "own": MAX_OWN_TITLES, "own_reason": OWN_REASON},
        )
        return cur.fetchall()


def lists(
    conn: Connection, *, user_id: UUID, open_statuses: Sequence[str], limit: int
) -> DashboardLists:
    """The newest titles of watch later and of the history, and the totals of all widgets."""
    with conn.cursor(row_factory=class_row(DashboardLists)) as cur:
        cur.execute(
            """
            WITH RECURSIVE recent AS (
                (
                    SELECT media_id, last_watched_at AS watched_at, ARRAY[media_id] AS seen
                    FROM user_watched
                    WHERE user_id = %(user_id)s
                    ORDER BY last_watched_at DESC, media_id
                    LIMIT 1
                )
                UNION ALL
                -- The next title that is not among them: from the index, as far as is needed.
                SELECT next.media_id, next.last_watched_at, r.seen || next.media_id
                FROM recent AS r
                CROSS JOIN LATERAL (
                    SELECT w.media_id, w.last_watched_at
                    FROM user_watched AS w
                    WHERE w.user_id = %(user_id)s
                      AND w.last_watched_at <= r.watched_at
                      AND w.media_id <> ALL(r.seen)
                    ORDER BY w.last_watched_at DESC, w.media_id
                    LIMIT 1
                ) AS next
                WHERE cardinality(r.seen) < %(limit)s
            ),
            titles AS (
                SELECT media_type, count FROM catalogue_counts WHERE genre_id = 0
            )
            SELECT ARRAY(
                       SELECT media_id
                       FROM user_watch_later
                       WHERE user_id = %(user_id)s
                       ORDER BY position, media_id
                       LIMIT %(limit)s
                   ) AS watch_later,
                   ARRAY(
                       SELECT media_id FROM recent ORDER BY cardinality(seen)
                   ) AS recently_watched,
                   ARRAY(
                       SELECT nullif(watched_at, '-infinity') FROM recent ORDER BY cardinality(seen)
                   ) AS recently_watched_at,
                   (
                       SELECT count(*) FROM user_watch_later WHERE user_id = %(user_id)s
                   ) AS watch_later_total,
                   (
                       SELECT count(*) FROM library_titles
                   ) AS library_total,
                   (
                       SELECT count(*)
                       FROM download_jobs
                       WHERE user_id = %(user_id)s AND status = ANY(%(open_statuses)s)
                   ) AS active_downloads_total,
                   (
                       SELECT count(*) FROM library_items WHERE match_state = 'unmatched'
                   ) AS unmatched_total,
                   coalesce((SELECT count FROM titles WHERE media_type = 'movie'), 0)
                       AS movies_total,
                   coalesce((SELECT count FROM titles WHERE media_type = 'show'), 0) AS shows_total,
                   coalesce((SELECT count FROM titles WHERE media_type = 'game'), 0) AS games_total
            """,
            {"user_id": user_id, "open_statuses": list(open_statuses), "limit": limit},
        )
        return cur.fetchall()[0]
