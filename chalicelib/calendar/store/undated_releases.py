"""What concerns a user and has no day yet."""

from datetime import date
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.calendar.models import ReleaseFilter
from chalicelib.calendar.models.release_rows import UndatedRow
from chalicelib.calendar.store.user_title_queries import MINE
from chalicelib.platform.db import Connection

#: Releases that are known by their month, quarter or year, and titles of which only a year ahead is
#: known, or that is in production. Of several times of one title it is the first.
UNDATED = """
    WITH mine AS MATERIALIZED ({mine}),
    undated AS (
        SELECT r.media_id, r.precision, r.released_on AS latest_on
        FROM mine
        JOIN media_releases AS r ON r.media_id = mine.media_id
        WHERE r.precision <> 'day'
          AND (r.released_on IS NULL OR r.released_on >= %(today)s)
          AND (%(platform)s::text IS NULL OR r.platform = %(platform)s)
          AND (%(region)s::text IS NULL OR r.region IN (%(region)s, ''))
          AND NOT EXISTS (
              SELECT
              FROM media_releases AS d
              WHERE d.media_id = r.media_id
                AND d.precision = 'day'
          )
        UNION ALL
        SELECT m.id,
               CASE WHEN m.year IS NULL THEN 'tba' ELSE 'year' END,
               make_date(m.year, 12, 31)
        FROM mine
        JOIN media_items AS m ON m.id = mine.media_id
        WHERE m.release_date IS NULL
          AND (m.year > extract(year FROM %(today)s::date)
               OR coalesce(m.year, 9999) >= extract(year FROM %(today)s::date)
               AND m.status = ANY (%(in_the_making)s))
          AND (%(platform)s::text IS NULL OR %(platform)s = ANY (m.platforms))
          AND NOT EXISTS (SELECT FROM media_releases AS r WHERE r.media_id = m.id)
          AND NOT EXISTS (
              SELECT FROM show_episodes AS e WHERE e.media_id = m.id AND e.air_date IS NOT NULL
          )
    )
    SELECT * FROM (
        SELECT DISTINCT ON (u.media_id) u.media_id, u.precision, u.latest_on
        FROM undated AS u
        JOIN media_items AS m ON m.id = u.media_id
        WHERE (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
          AND (NOT %(add_ons)s OR EXISTS (
                  SELECT
                  FROM media_links AS l
                  WHERE l.linked_id = u.media_id AND l.kind IN ('dlc', 'expansion')
              ))
          AND (NOT %(only_watchlist)s OR u.media_id IN (
                  SELECT media_id FROM user_watch_later WHERE user_id = %(user_id)s
                  UNION SELECT media_id FROM followed_shows(%(user_id)s)
              ))
          AND (%(genre)s::text IS NULL OR EXISTS (
                  SELECT
                  FROM media_genres AS mg
                  JOIN genres AS g ON g.id = mg.genre_id
                  WHERE mg.media_id = u.media_id AND g.slug = %(genre)s
              ))
        ORDER BY u.media_id, u.latest_on NULLS LAST
    ) AS first
    ORDER BY first.latest_on NULLS LAST, first.media_id
    LIMIT %(limit)s
"""
STATEMENT = sql.SQL(UNDATED).format(mine=MINE).as_string()
#: What providers call a title that is not out.
IN_THE_MAKING = ["Rumored", "Planned", "Announced", "In Production", "Post Production"]


def undated(
    conn: Connection, *, user_id: UUID, wanted: ReleaseFilter, today: date, limit: int
) -> list[UndatedRow]:
    """The nearest first."""
    with conn.cursor(row_factory=class_row(UndatedRow)) as cur:
        cur.execute(
            STATEMENT,
            {
                "user_id": user_id,
                "today": today,
                "only_watchlist": wanted.scope == "watchlist",
                "media_type": wanted.media_type,
                "genre": wanted.genre,
                "platform": wanted.platform,
                "region": wanted.region,
                "add_ons": wanted.add_ons,
                "in_the_making": IN_THE_MAKING,
                "limit": limit,
            },
        )
        return cur.fetchall()
