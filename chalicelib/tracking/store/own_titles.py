"""The films or shows a person has to do with: by status, plays, watch later, follows, library."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.errors import DataError
from psycopg.rows import class_row, dict_row

from chalicelib.catalog.models import MediaType
from chalicelib.platform.db import Connection
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.models.own_titles import OwnTitleRow, OwnTitlesFilter, OwnTitlesSort

#: A show that was watched since is being watched; after it, its person has fallen behind.
BINGE_PERIOD = timedelta(days=14)

#: Every title with its status and its standing. Episodes are counted only of shows that were begun
#: or called completed. A date without a time is one of the title's country: see `title_today`.
OWN = """
    touched AS MATERIALIZED (
        SELECT t.media_id, max(t.at) AS active_at,
               max(t.at) FILTER (WHERE t.what IN ('begun', 'seen', 'episode')) AS watched_at,
               max(t.chosen) AS chosen,
               max(t.at) FILTER (WHERE t.what = 'status') AS chosen_at,
               bool_or(t.what = 'seen') AS seen,
               bool_or(t.what = 'open') AS is_open,
               bool_or(t.what IN ('begun', 'seen', 'episode', 'open')) AS is_begun,
               bool_or(t.what IN ('begun', 'open', 'episode')) AS has_begun,
               bool_or(t.what = 'later') AS watch_later,
               bool_or(t.what = 'follow') AS following,
               bool_or(t.what = 'file') AS library
        FROM (
            SELECT s.media_id, 'status' AS what, s.status AS chosen, s.updated_at AS at
            FROM user_statuses AS s
            WHERE s.user_id = %(user_id)s
            UNION ALL
            SELECT w.media_id, CASE WHEN w.episode_id IS NULL THEN 'seen' ELSE 'episode' END,
                   NULL, max(w.updated_at)
            FROM user_watched AS w
            WHERE w.user_id = %(user_id)s
            GROUP BY w.media_id, w.episode_id IS NULL
            UNION ALL
            SELECT p.media_id, 'begun', NULL, p.updated_at
            FROM user_progress AS p
            WHERE p.user_id = %(user_id)s
            UNION ALL
            SELECT p.media_id, 'open', NULL, NULL
            FROM user_progress AS p
            WHERE p.user_id = %(user_id)s AND p.completed_at IS NULL AND p.position_seconds > 0
            UNION ALL
            SELECT l.media_id, 'later', NULL, l.updated_at
            FROM user_watch_later AS l
            WHERE l.user_id = %(user_id)s
            UNION ALL
            SELECT f.media_id, 'follow', NULL, f.updated_at
            FROM followed_shows(%(user_id)s) AS f
            UNION ALL
            SELECT i.media_id, 'file', NULL, max(i.discovered_at)
            FROM library_items AS i
            WHERE i.match_state = 'matched' AND i.media_id IS NOT NULL
            GROUP BY i.media_id
        ) AS t
        GROUP BY t.media_id
    ),
    counted AS MATERIALIZED (
        SELECT t.*, m.title, d.today, title_has_ended(m.end_year, m.status) AS has_ended,
               coalesce(m.release_date, e.first_air_date) > d.today AS is_to_come,
               m.release_date = d.today AS is_out_today,
               coalesce(e.aired - e.seen, 0) AS behind, coalesce(e.new_today, 0) AS new_today,
               CASE WHEN m.media_type = 'show' THEN e.next_air_date
                    WHEN m.release_date > d.today THEN m.release_date END AS next_air_date,
               watch_status(
                   t.chosen,
                   coalesce(CASE
                       WHEN t.chosen = 'completed' THEN e.newest_air_date > t.chosen_at::date
                       ELSE t.watched_at > t.chosen_at
                   END, false),
                   t.is_begun,
                   CASE WHEN e.aired > 0 THEN e.seen = e.aired ELSE t.seen END
               ) AS status
        FROM touched AS t
        JOIN media_items AS m ON m.id = t.media_id AND m.media_type = %(media_type)s
        CROSS JOIN LATERAL (
            SELECT title_today(m.countries, %(now)s) AS today OFFSET 0  -- once a title
        ) AS d
        LEFT JOIN LATERAL (
            SELECT count(*) FILTER (WHERE o.is_out) AS aired,
                   count(w.id) FILTER (WHERE o.is_out) AS seen,
                   count(*) FILTER (WHERE s.air_date = d.today AND w.id IS NULL) AS new_today,
                   max(s.air_date) FILTER (WHERE o.is_out) AS newest_air_date,
                   min(s.air_date) AS first_air_date,
                   min(s.air_date) FILTER (WHERE s.air_date > d.today) AS next_air_date
            FROM show_episodes AS s
            CROSS JOIN LATERAL (SELECT s.air_date IS NULL OR s.air_date <= d.today) AS o (is_out)
            LEFT JOIN user_watched AS w
                ON w.user_id = %(user_id)s AND w.media_id = s.media_id AND w.episode_id = s.id
            WHERE (t.has_begun OR t.chosen = 'completed')
              AND m.media_type = 'show'
              AND s.media_id = m.id
              AND s.season_number > 0
        ) AS e ON true
    ),
    own AS MATERIALIZED (
        SELECT c.*,
               CASE
                   WHEN c.status IN ('dropped', 'on_hold') THEN c.status
                   WHEN %(media_type)s = 'movie' THEN CASE
                       WHEN c.is_open THEN 'watching'
                       WHEN c.status = 'completed' THEN 'finished'
                       WHEN c.is_out_today THEN 'new_today'
                       WHEN c.is_to_come THEN 'waiting'
                       ELSE 'not_started'
                   END
                   WHEN c.status = 'planned' OR c.status IS NULL THEN 'not_started'
                   WHEN c.status = 'completed' OR c.behind = 0
                       THEN CASE WHEN c.has_ended THEN 'finished' ELSE 'waiting' END
                   WHEN c.behind = c.new_today THEN 'new_today'
                   WHEN c.watched_at > %(binge_since)s THEN 'watching'
                   ELSE 'behind'
               END AS standing
        FROM counted AS c
    )
"""

#: What a filter of the page selects.
FILTERS: dict[OwnTitlesFilter, LiteralString] = {
    OwnTitlesFilter.ALL: "true",
    OwnTitlesFilter.WATCHING: "o.status = 'watching'",
    OwnTitlesFilter.PLANNED: "o.status = 'planned'",
    OwnTitlesFilter.ON_HOLD: "o.status = 'on_hold'",
    OwnTitlesFilter.COMPLETED: "o.status = 'completed'",
    OwnTitlesFilter.DROPPED: "o.status = 'dropped'",
    OwnTitlesFilter.WATCH_LATER: "o.watch_later",
    OwnTitlesFilter.FOLLOWING: "o.following",
    OwnTitlesFilter.LIBRARY: "o.library",
}


@dataclass(frozen=True, slots=True)
class OwnTitlesOrder:
    """A key to order by, ascending, with its type; ties are broken by the title's id."""

    key: LiteralString
    type: LiteralString


#: The standing in hundreds of billions, then seconds: the newest first, what waits by its date.
SMART = """(
    1e11 * array_position(
        ARRAY['new_today', 'watching', 'behind', 'waiting', 'not_started', 'on_hold', 'finished',
              'dropped'],
        o.standing
    ) + CASE
        WHEN o.standing = 'waiting' THEN coalesce(extract(epoch FROM o.next_air_date), 5e10)
        ELSE -extract(epoch FROM o.active_at)
    END
)::float8"""
ORDERS = {
    OwnTitlesSort.SMART: OwnTitlesOrder(SMART, "float8"),
    OwnTitlesSort.RECENT: OwnTitlesOrder("-extract(epoch FROM o.active_at)", "numeric"),
    OwnTitlesSort.TITLE: OwnTitlesOrder('fold(o.title) COLLATE "C"', "text"),
}

PAGE = """
    WITH {own}
    SELECT page.media_id, page.standing, page.behind, page.sort_key, next.season_number,
           next.episode_number, coalesce(page.next_air_date, start.air_date) AS next_air_date
    FROM (
        SELECT o.*, {key} AS key, ({key})::text AS sort_key
        FROM own AS o
        WHERE {filter}
          AND (
              %(after_id)s::bigint IS NULL
              OR ({key}, o.media_id) > (%(after_key)s::{type}, %(after_id)s::bigint)
          )
        ORDER BY {key}, o.media_id
        LIMIT %(limit)s
    ) AS page
    LEFT JOIN LATERAL (
        SELECT e.season_number, e.episode_number
        FROM show_episodes AS e
        WHERE page.behind > 0
          AND e.media_id = page.media_id
          AND e.season_number > 0
          AND NOT EXISTS (
              SELECT
              FROM user_watched AS w
              WHERE w.user_id = %(user_id)s AND w.media_id = e.media_id AND w.episode_id = e.id
          )
        ORDER BY e.season_number, e.episode_number
        LIMIT 1
    ) AS next ON true
    LEFT JOIN LATERAL (
        SELECT min(e.air_date) AS air_date
        FROM show_episodes AS e
        WHERE page.standing = 'not_started' AND e.media_id = page.media_id AND e.season_number > 0
        HAVING min(e.air_date) > page.today
    ) AS start ON true
    ORDER BY page.key, page.media_id
"""

COUNTS = """
    WITH {own}
    SELECT {counts}
    FROM own AS o
"""


def page(
    conn: Connection,
    *,
    user_id: UUID,
    media_type: MediaType,
    filter: OwnTitlesFilter,
    sort: OwnTitlesSort,
    after: tuple[str, int] | None,
    limit: int,
    now: datetime,
) -> list[OwnTitleRow]:
    """
    The titles after a sort key and an id.

    Raises `InvalidInput` for a key that is none of this order.
    """
    order = ORDERS[sort]
    statement = sql.SQL(PAGE).format(
        own=sql.SQL(OWN),
        key=sql.SQL(order.key),
        type=sql.SQL(order.type),
        filter=sql.SQL(FILTERS[filter]),
    )
    after_key, after_id = after or (None, None)
    with conn.cursor(row_factory=class_row(OwnTitleRow)) as cur:
        try:
            cur.execute(
                statement,
                {
                    **_parameters(user_id, media_type, now),
                    "after_key": after_key,
                    "after_id": after_id,
                    "limit": limit,
                },
            )
        except DataError as error:
            raise InvalidInput("is not a cursor of this order", field="cursor") from error
        return cur.fetchall()


def counts(
    conn: Connection, *, user_id: UUID, media_type: MediaType, now: datetime
) -> dict[OwnTitlesFilter, int]:
    """How many titles each filter selects."""
    columns = sql.SQL(", ").join(
        sql.SQL("count(*) FILTER (WHERE {}) AS {}").format(sql.SQL(condition), sql.Identifier(name))
        for name, condition in FILTERS.items()
    )
    statement = sql.SQL(COUNTS).format(own=sql.SQL(OWN), counts=columns)
    with conn.cursor(row_factory=dict_row) as cur:
        cur.execute(statement, _parameters(user_id, media_type, now))
        row = cur.fetchall()[0]
    return {OwnTitlesFilter(name): count for name, count in row.items()}


def _parameters(user_id: UUID, media_type: MediaType, now: datetime) -> dict[str, object]:
    return {
        "user_id": user_id,
        "media_type": media_type,
        "now": now,
        "binge_since": now - BINGE_PERIOD,
    }
