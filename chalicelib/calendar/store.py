"""Statements of the calendar."""

from datetime import datetime
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.calendar.models import DayRange, ReleaseRow
from chalicelib.catalog.models import MediaType
from chalicelib.platform.db import Connection

#: Titles a user is concerned with: saved, wanted, followed, begun or in the library, unless
#: dropped or muted.
MINE = """
    SELECT media_id FROM user_watch_later WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_favorites WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_watched WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_progress WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_statuses WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM user_games WHERE user_id = %(user_id)s AND status <> 'dropped'
    UNION SELECT media_id FROM user_wanted WHERE user_id = %(user_id)s AND NOT is_excluded
    UNION SELECT media_id FROM user_wanted_upcoming WHERE user_id = %(user_id)s
    UNION SELECT media_id FROM followed_shows(%(user_id)s)
    UNION SELECT media_id FROM library_items WHERE match_state = 'matched'
    EXCEPT (
        SELECT media_id FROM user_statuses WHERE user_id = %(user_id)s AND status = 'dropped'
        UNION SELECT media_id FROM user_follows WHERE user_id = %(user_id)s AND state = 'mute'
    )
"""

#: What comes out between two days. Episodes of a season on one day are one release, known by the
#: first of them. A title is released in a form on the first day in the country of the user, or
#: else anywhere, a game on the first day of each platform; titles whose releases are not known
#: have the day of the title.
RELEASES = """
    SELECT e.air_date AS released_on, e.media_id, 'episode' AS kind, '{}'::text[] AS platforms,
           (array_agg(e.id ORDER BY e.episode_number))[1] AS episode_id,
           max(e.episode_number)::integer AS last_episode_number
    FROM show_episodes AS e
    WHERE e.air_date BETWEEN %(first)s AND %(last)s
      AND e.season_number > 0
      AND (%(media_type)s::text IS NULL OR %(media_type)s = 'show')
      AND (NOT %(only_mine)s OR e.media_id IN (SELECT media_id FROM mine))
    GROUP BY e.air_date, e.media_id, e.season_number
    UNION ALL
    SELECT r.released_on, r.media_id, r.kind,
           coalesce(
               array_agg(DISTINCT r.platform ORDER BY r.platform) FILTER (WHERE r.platform <> ''),
               '{}'
           ),
           NULL, NULL
    FROM media_releases AS r
    JOIN media_items AS m ON m.id = r.media_id
    WHERE r.released_on BETWEEN %(first)s AND %(last)s
      AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
      AND (NOT %(only_mine)s OR r.media_id IN (SELECT media_id FROM mine))
      AND NOT EXISTS (
          SELECT
          FROM media_releases AS earlier
          WHERE earlier.media_id = r.media_id
            AND earlier.kind = r.kind
            AND earlier.platform = r.platform
            AND (earlier.region IS DISTINCT FROM region_of(%(user_id)s), earlier.released_on)
                < (r.region IS DISTINCT FROM region_of(%(user_id)s), r.released_on)
      )
    GROUP BY r.released_on, r.media_id, r.kind
    UNION ALL
    SELECT m.release_date, m.id, CASE m.media_type WHEN 'game' THEN 'game' ELSE 'premiere' END,
           m.platforms, NULL, NULL
    FROM media_scores AS s
    JOIN media_items AS m ON m.id = s.media_id AND m.release_date = s.released_on
    WHERE s.media_type IN ('movie', 'game')
      AND s.released_on BETWEEN %(first)s AND %(last)s
      AND (%(media_type)s::text IS NULL OR s.media_type = %(media_type)s)
      AND (NOT %(only_mine)s OR m.id IN (SELECT media_id FROM mine))
      AND NOT EXISTS (SELECT FROM media_releases AS r WHERE r.media_id = m.id)
"""

LISTED = """
    WITH mine AS MATERIALIZED ({mine}),
    release AS ({releases}),
    ranked AS (
        SELECT r.*, mine.media_id IS NOT NULL AS is_mine,
               count(*) OVER day AS total,
               row_number() OVER (
                   PARTITION BY r.released_on
                   ORDER BY mine.media_id IS NULL, s.votes DESC, s.popularity DESC, r.media_id,
                            r.kind, r.episode_id
               ) AS place
        FROM release AS r
        JOIN media_scores AS s ON s.media_id = r.media_id
        LEFT JOIN mine ON mine.media_id = r.media_id
        WINDOW day AS (PARTITION BY r.released_on)
    )
    SELECT r.released_on, r.media_id, r.kind, r.platforms, r.is_mine, r.total,
           r.episode_id, e.season_number, e.episode_number, r.last_episode_number,
           e.title AS episode_title, e.overview AS episode_overview,
           e.still_url, e.still_placeholder,
           EXISTS (
               SELECT
               FROM user_watched AS w
               WHERE w.user_id = %(user_id)s
                 AND w.media_id = r.media_id
                 AND w.episode_id IS NOT DISTINCT FROM r.episode_id
           ) AS seen,
           (
               SELECT l.id
               FROM library_shelf AS l
               WHERE l.media_id = r.media_id
                 AND l.episode_id IS NOT DISTINCT FROM r.episode_id
                 AND l.probe_error = ''
               ORDER BY version_rank(l.file, coalesce(e.runtime_minutes, m.runtime_minutes)) DESC,
                        l.discovered_at DESC, l.id
               LIMIT 1
           ) AS library_item_id
    FROM ranked AS r
    JOIN media_items AS m ON m.id = r.media_id
    LEFT JOIN show_episodes AS e ON e.id = r.episode_id
    WHERE r.place <= %(per_day)s
    ORDER BY r.released_on, r.place
"""

OUTER_DAYS = """
    WITH mine AS MATERIALIZED ({mine}),
    release AS ({releases})
    SELECT min(released_on) AS first, max(released_on) AS last FROM release
"""


def _filled(template: str) -> str:
    """A plain string has its conversion cached by psycopg."""
    parts = {"mine": sql.SQL(MINE), "releases": sql.SQL(RELEASES)}
    return sql.SQL(template).format(**parts).as_string()


LISTED_STATEMENT = _filled(LISTED)
OUTER_DAYS_STATEMENT = _filled(OUTER_DAYS)


def releases(
    conn: Connection,
    *,
    user_id: UUID,
    days: DayRange,
    only_mine: bool,
    media_type: MediaType | None,
    per_day: int,
) -> list[ReleaseRow]:
    """At most `per_day` releases of each day, those that concern the user first."""
    with conn.cursor(row_factory=class_row(ReleaseRow)) as cur:
        cur.execute(
            LISTED_STATEMENT,
            {
                "user_id": user_id,
                "first": days.first,
                "last": days.last,
                "only_mine": only_mine,
                "media_type": media_type,
                "per_day": per_day,
            },
        )
        return cur.fetchall()


def outer_days(
    conn: Connection,
    *,
    user_id: UUID,
    days: DayRange,
    only_mine: bool,
    media_type: MediaType | None,
) -> DayRange | None:
    """The first and the last day with a release between two days; None without one."""
    with conn.cursor() as cur:
        cur.execute(
            OUTER_DAYS_STATEMENT,
            {
                "user_id": user_id,
                "first": days.first,
                "last": days.last,
                "only_mine": only_mine,
                "media_type": media_type,
            },
        )
        first, last = cur.fetchall()[0]
        return DayRange(first, last) if first else None


def put_feed(conn: Connection, *, user_id: UUID, secret_hash: bytes, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO calendar_feeds (user_id, secret_hash, created_at)
        VALUES (%(user_id)s, %(secret_hash)s, %(now)s)
        ON CONFLICT (user_id) DO UPDATE
        SET secret_hash = excluded.secret_hash, created_at = excluded.created_at
        """,
        {"user_id": user_id, "secret_hash": secret_hash, "now": now},
    )


def feed_of(conn: Connection, *, user_id: UUID) -> datetime | None:
    """When the user's address was made."""
    row = conn.execute(
        "SELECT created_at FROM calendar_feeds WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else None


def delete_feed(conn: Connection, *, user_id: UUID) -> None:
    conn.execute("DELETE FROM calendar_feeds WHERE user_id = %(user_id)s", {"user_id": user_id})


def user_of_feed(conn: Connection, *, secret_hash: bytes) -> UUID | None:
    """The user whose address has this secret, unless disabled."""
    row = conn.execute(
        """
        SELECT f.user_id
        FROM calendar_feeds AS f
        JOIN users AS u ON u.id = f.user_id
        WHERE f.secret_hash = %(secret_hash)s AND u.disabled_at IS NULL
        """,
        {"secret_hash": secret_hash},
    ).fetchone()
    return row[0] if row else None
