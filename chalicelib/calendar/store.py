"""Statements of the calendar."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.calendar.models import DayRange, ReleaseFilter, ReleaseRow
from chalicelib.platform.db import Connection

#: The calendar opened again within this time is the same visit.
VISIT = timedelta(minutes=30)

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

#: Where the clock of a user stands, and when the visit before this one ended.
VIEWER = """
    SELECT coalesce(p.time_zone, 'UTC') AS time_zone,
           CASE WHEN v.visited_at < %(now)s - %(visit)s::interval THEN v.visited_at
                ELSE v.before_at END AS visited_at
    FROM (VALUES (%(user_id)s::uuid)) AS u (id)
    LEFT JOIN user_preferences AS p ON p.user_id = u.id
    LEFT JOIN calendar_visits AS v ON v.user_id = u.id
"""

#: What comes out between two days. Episodes of a season on one day are one release, known by the
#: first of them; with a known time they come out on that day where the user is. A title is released
#: in a form on the first day in the country of the user, or else anywhere, a game on the first day
#: of each platform; titles whose releases are not known have the day of the title.
RELEASES = """
    SELECT d.released_on, e.media_id, 'episode' AS kind, '{}'::text[] AS platforms,
           (array_agg(e.id ORDER BY e.episode_number))[1] AS episode_id,
           max(e.episode_number)::integer AS last_episode_number,
           a.airs_at, coalesce(bool_or(e.is_finale), false) AS is_finale
    FROM show_episodes AS e
    JOIN media_items AS m ON m.id = e.media_id
    CROSS JOIN LATERAL (
        SELECT air_moment(e.air_date, m.airs_at, m.countries) AS airs_at OFFSET 0  -- once a row
    ) AS a
    CROSS JOIN LATERAL (
        SELECT coalesce((a.airs_at AT TIME ZONE (SELECT time_zone FROM viewer))::date, e.air_date)
    ) AS d (released_on)
    WHERE e.air_date BETWEEN %(first)s::date - 2 AND %(last)s::date + 2
      AND d.released_on BETWEEN %(first)s AND %(last)s
      AND e.season_number > 0
      AND (%(media_type)s::text IS NULL OR %(media_type)s = 'show')
      AND (NOT %(only_mine)s OR e.media_id IN (SELECT media_id FROM mine))
    GROUP BY d.released_on, a.airs_at, e.media_id, e.season_number
    UNION ALL
    SELECT r.released_on, r.media_id, r.kind,
           coalesce(
               array_agg(DISTINCT r.platform ORDER BY r.platform) FILTER (WHERE r.platform <> ''),
               '{}'
           ),
           NULL, NULL, NULL, false
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
           m.platforms, NULL, NULL, NULL, false
    FROM media_scores AS s
    JOIN media_items AS m ON m.id = s.media_id AND m.release_date = s.released_on
    WHERE s.media_type IN ('movie', 'game')
      AND s.released_on BETWEEN %(first)s AND %(last)s
      AND (%(media_type)s::text IS NULL OR s.media_type = %(media_type)s)
      AND (NOT %(only_mine)s OR m.id IN (SELECT media_id FROM mine))
      AND NOT EXISTS (SELECT FROM media_releases AS r WHERE r.media_id = m.id)
"""

#: Of those, what a filter leaves.
CHOSEN = """
    SELECT r.*
    FROM release AS r
    WHERE (NOT %(only_watchlist)s OR r.media_id IN (
              SELECT media_id FROM user_watch_later WHERE user_id = %(user_id)s
              UNION SELECT media_id FROM followed_shows(%(user_id)s)
          ))
      AND (NOT %(on_disk)s OR EXISTS (
              SELECT
              FROM library_shelf AS l
              WHERE l.media_id = r.media_id
                AND l.episode_id IS NOT DISTINCT FROM r.episode_id
                AND l.probe_error = ''
          ))
"""

LISTED = """
    WITH viewer AS MATERIALIZED ({viewer}),
    mine AS MATERIALIZED ({mine}),
    release AS ({releases}),
    chosen AS ({chosen}),
    wanted AS MATERIALIZED (
        SELECT media_id, episode_id
        FROM wanted_parts(%(user_id)s, %(now)s)
        WHERE NOT is_had
    ),
    ranked AS (
        SELECT r.*, mine.media_id IS NOT NULL AS is_mine,
               count(*) OVER day AS total,
               row_number() OVER (
                   PARTITION BY r.released_on
                   ORDER BY mine.media_id IS NULL, s.votes DESC, s.popularity DESC, r.media_id,
                            r.kind, r.episode_id
               ) AS place
        FROM chosen AS r
        JOIN media_scores AS s ON s.media_id = r.media_id
        LEFT JOIN mine ON mine.media_id = r.media_id
        WINDOW day AS (PARTITION BY r.released_on)
    )
    SELECT r.released_on, r.media_id, r.kind, r.platforms, r.is_mine, r.total,
           r.airs_at, r.is_finale, r.is_mine AND coalesce(n.is_new, false) AS is_new,
           EXISTS (
               SELECT
               FROM wanted AS w
               WHERE w.media_id = r.media_id
                 AND w.episode_id IS NOT DISTINCT FROM r.episode_id
           ) AS is_wanted,
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
           f.id AS library_item_id
    FROM ranked AS r
    CROSS JOIN viewer AS v
    JOIN media_items AS m ON m.id = r.media_id
    LEFT JOIN show_episodes AS e ON e.id = r.episode_id
    LEFT JOIN LATERAL (
        SELECT l.id, min(l.discovered_at) OVER () AS discovered_at
        FROM library_shelf AS l
        WHERE l.media_id = r.media_id
          AND l.episode_id IS NOT DISTINCT FROM r.episode_id
          AND l.probe_error = ''
        ORDER BY version_rank(l.file, coalesce(e.runtime_minutes, m.runtime_minutes)) DESC,
                 l.discovered_at DESC, l.id
        LIMIT 1
    ) AS f ON true
    CROSS JOIN LATERAL (
        SELECT f.discovered_at > v.visited_at
               OR CASE
                   WHEN r.airs_at IS NOT NULL
                       THEN r.airs_at > v.visited_at AND r.airs_at <= %(now)s
                   ELSE r.released_on > (v.visited_at AT TIME ZONE v.time_zone)::date
                        AND r.released_on <= (%(now)s AT TIME ZONE v.time_zone)::date
               END AS is_new
    ) AS n
    WHERE r.place <= %(per_day)s
    ORDER BY r.released_on, r.airs_at, r.place
"""

OUTER_DAYS = """
    WITH viewer AS MATERIALIZED ({viewer}),
    mine AS MATERIALIZED ({mine}),
    release AS ({releases}),
    chosen AS ({chosen})
    SELECT min(released_on) AS first, max(released_on) AS last FROM chosen
"""


def _filled(template: str) -> str:
    """A plain string has its conversion cached by psycopg."""
    parts = {
        "viewer": sql.SQL(VIEWER),
        "mine": sql.SQL(MINE),
        "releases": sql.SQL(RELEASES),
        "chosen": sql.SQL(CHOSEN),
    }
    return sql.SQL(template).format(**parts).as_string()


LISTED_STATEMENT = _filled(LISTED)
OUTER_DAYS_STATEMENT = _filled(OUTER_DAYS)


def _parameters(
    user_id: UUID, days: DayRange, wanted: ReleaseFilter, now: datetime
) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "first": days.first,
        "last": days.last,
        "only_mine": wanted.scope != "all",
        "only_watchlist": wanted.scope == "watchlist",
        "on_disk": wanted.on_disk,
        "media_type": wanted.media_type,
        "visit": VISIT,
        "now": now,
    }


def releases(
    conn: Connection,
    *,
    user_id: UUID,
    days: DayRange,
    wanted: ReleaseFilter,
    per_day: int,
    now: datetime,
) -> list[ReleaseRow]:
    """At most `per_day` releases of each day, those that concern the user first."""
    with conn.cursor(row_factory=class_row(ReleaseRow)) as cur:
        cur.execute(
            LISTED_STATEMENT,
            _parameters(user_id, days, wanted, now) | {"per_day": per_day},
        )
        return cur.fetchall()


def outer_days(
    conn: Connection,
    *,
    user_id: UUID,
    days: DayRange,
    wanted: ReleaseFilter,
    now: datetime,
) -> DayRange | None:
    """The first and the last day with a release between two days; None without one."""
    with conn.cursor() as cur:
        cur.execute(
            OUTER_DAYS_STATEMENT,
            _parameters(user_id, days, wanted, now),
        )
        first, last = cur.fetchall()[0]
        return DayRange(first, last) if first else None


def visit(conn: Connection, *, user_id: UUID, now: datetime) -> None:
    """Note that the calendar is open; a visit ends once it is not opened for a while."""
    conn.execute(
        """
        INSERT INTO calendar_visits AS v (user_id, visited_at)
        VALUES (%(user_id)s, %(now)s)
        ON CONFLICT (user_id) DO UPDATE
        SET visited_at = excluded.visited_at,
            before_at = CASE
                WHEN v.visited_at < excluded.visited_at - %(visit)s::interval THEN v.visited_at
                ELSE v.before_at
            END
        """,
        {"user_id": user_id, "now": now, "visit": VISIT},
    )


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
