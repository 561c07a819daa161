"""Releases between days, as a user sees them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.calendar.models import ReleaseFilter
from chalicelib.calendar.models.rows import DayRange, ReleaseRow
from chalicelib.calendar.store.own_titles import MINE
from chalicelib.platform.db import Connection

#: Where the clock of a user stands, and the country whose releases count.
VIEWER = """
    SELECT coalesce(p.time_zone, 'UTC') AS time_zone,
           coalesce(%(region)s, region_of(%(user_id)s)) AS region
    FROM (VALUES (%(user_id)s::uuid)) AS u (id)
    LEFT JOIN user_preferences AS p ON p.user_id = u.id
"""

#: What comes out between two days. Episodes of a season on one day are one release, known by the
#: first of them; with a known time they come out on that day where the user is. A title is released
#: in a form on the first day in the country of the user, or else anywhere, a game on the first day
#: of each platform; titles whose releases are not known have the day of the title.
RELEASES = """
    SELECT d.released_on, e.media_id, 'episode' AS kind, '{}'::text[] AS platforms,
           (array_agg(e.id ORDER BY e.episode_number))[1] AS episode_id,
           max(e.episode_number)::integer AS last_episode_number,
           a.airs_at, coalesce(bool_or(e.is_finale), false) AS is_finale, NULL::bigint AS base_id
    FROM show_episodes AS e
    CROSS JOIN LATERAL (
        SELECT airs_at, countries, air_zone
        FROM media_items
        WHERE id = e.media_id
        LIMIT 1  -- not all titles, hashed for those of a month
    ) AS m
    CROSS JOIN LATERAL (
        SELECT CASE
                   WHEN m.airs_at IS NOT NULL
                       THEN air_moment(e.air_date, m.airs_at, m.countries, m.air_zone)
               END AS airs_at
        OFFSET 0  -- once a row
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
           NULL, NULL, NULL, false, CASE r.kind WHEN 'game' THEN base_of_add_on(r.media_id) END
    FROM media_releases AS r
    JOIN media_items AS m ON m.id = r.media_id
    WHERE r.released_on BETWEEN %(first)s AND %(last)s
      AND r.precision = 'day'
      AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
      AND (NOT %(only_mine)s OR r.media_id IN (SELECT media_id FROM mine))
      AND (%(region)s::text IS NULL OR r.region IN (%(region)s, ''))
      AND NOT EXISTS (
          SELECT
          FROM media_releases AS earlier
          WHERE earlier.media_id = r.media_id
            AND earlier.kind = r.kind
            AND earlier.platform = r.platform
            AND earlier.precision = 'day'
            AND (earlier.region IS DISTINCT FROM (SELECT region FROM viewer), earlier.released_on)
                < (r.region IS DISTINCT FROM (SELECT region FROM viewer), r.released_on)
      )
    GROUP BY r.released_on, r.media_id, r.kind
    UNION ALL
    SELECT m.release_date, m.id, CASE m.media_type WHEN 'game' THEN 'game' ELSE 'premiere' END,
           m.platforms, NULL, NULL, NULL, false,
           CASE m.media_type WHEN 'game' THEN base_of_add_on(m.id) END
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
    WHERE (NOT %(add_ons)s OR r.base_id IS NOT NULL)
      AND (NOT %(only_watchlist)s OR r.media_id IN (
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
      AND (%(platform)s::text IS NULL OR %(platform)s = ANY (r.platforms))
      AND (%(genre)s::text IS NULL OR EXISTS (
              SELECT
              FROM media_genres AS mg
              JOIN genres AS g ON g.id = mg.genre_id
              WHERE mg.media_id = r.media_id AND g.slug = %(genre)s
          ))
"""

LISTED = """
    WITH viewer AS MATERIALIZED ({viewer}),
    mine AS MATERIALIZED ({mine}),
    release AS ({releases}),
    chosen AS MATERIALIZED ({chosen}),
    scored AS MATERIALIZED (
        SELECT c.media_id, s.votes, s.popularity
        FROM (SELECT DISTINCT media_id FROM chosen) AS c
        CROSS JOIN LATERAL (
            SELECT votes, popularity FROM media_scores WHERE media_id = c.media_id LIMIT 1
        ) AS s
    ),
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
        JOIN scored AS s ON s.media_id = r.media_id
        LEFT JOIN mine ON mine.media_id = r.media_id
        WINDOW day AS (PARTITION BY r.released_on)
    )
    SELECT r.released_on, r.media_id, coalesce(base.kind, r.kind) AS kind, r.platforms, r.is_mine,
           r.total,
           r.airs_at, r.is_finale, f.discovered_at AS arrived_at,
           EXISTS (
               SELECT
               FROM wanted AS w
               WHERE w.media_id = r.media_id
                 AND w.episode_id IS NOT DISTINCT FROM r.episode_id
           ) AS is_wanted,
           r.episode_id, e.season_number, e.episode_number, r.last_episode_number,
           e.title AS episode_title, e.overview AS episode_overview,
           e.still_url, e.still_placeholder,
           CASE WHEN e.votes > 0 THEN e.rating::float8 END AS episode_rating,
           r.base_id, base.title AS base_title,
           EXISTS (
               SELECT
               FROM user_watched AS w
               WHERE w.user_id = %(user_id)s
                 AND w.media_id = r.media_id
                 AND w.episode_id IS NOT DISTINCT FROM r.episode_id
           ) AS seen,
           f.id AS library_item_id
    FROM ranked AS r
    LEFT JOIN LATERAL (
        SELECT season_number, episode_number, title, overview, still_url, still_placeholder, rating,
               votes, runtime_minutes
        FROM show_episodes
        WHERE id = r.episode_id
        LIMIT 1
    ) AS e ON true
    LEFT JOIN LATERAL (
        SELECT b.title, l.kind
        FROM media_links AS l
        JOIN media_items AS b ON b.id = l.media_id
        WHERE l.media_id = r.base_id
          AND l.linked_id = r.media_id
          AND l.kind IN ('dlc', 'expansion')
        ORDER BY l.kind DESC
        LIMIT 1
    ) AS base ON true
    LEFT JOIN LATERAL (
        SELECT l.id, min(l.discovered_at) OVER () AS discovered_at
        FROM library_shelf AS l
        WHERE l.media_id = r.media_id
          AND l.episode_id IS NOT DISTINCT FROM r.episode_id
          AND l.probe_error = ''
        ORDER BY version_rank(
                     l.file,
                     coalesce(
                         e.runtime_minutes,
                         (SELECT m.runtime_minutes FROM media_items AS m WHERE m.id = r.media_id)
                     )
                 ) DESC,
                 l.discovered_at DESC, l.id
        LIMIT 1
    ) AS f ON true
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
        "genre": wanted.genre,
        "platform": wanted.platform,
        "region": wanted.region,
        "add_ons": wanted.add_ons,
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
