"""Lists of followed shows and people, and their episodes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.watchlist.models.follows import (
    FollowedPersonRow,
    FollowedShowRow,
    WatchlistCounts,
    WatchlistEpisodeRow,
    WatchlistSort,
)

SHOW_ORDERS = {
    WatchlistSort.NEXT: sql.SQL("n.air_date NULLS LAST, fold(m.title)"),
    WatchlistSort.TITLE: sql.SQL("fold(m.title)"),
    WatchlistSort.ADDED: sql.SQL("f.updated_at DESC"),
}
SHOWS = """
    WITH followed AS MATERIALIZED ({followed})
    SELECT f.media_id, f.is_default, count(*) OVER () AS total
    FROM followed AS f
    JOIN media_items AS m ON m.id = f.media_id
    LEFT JOIN LATERAL (
        SELECT min(e.air_date) AS air_date
        FROM show_episodes AS e
        WHERE e.media_id = f.media_id AND e.season_number > 0
          AND e.air_date >= title_today(m.countries, %(now)s)
    ) AS n ON true
    ORDER BY {order}, f.media_id
    LIMIT %(limit)s OFFSET %(offset)s
"""
FOLLOWED = sql.SQL(
    "SELECT s.media_id, s.is_default, s.updated_at FROM followed_shows(%(user_id)s) AS s"
)
MUTED = sql.SQL(
    "SELECT u.media_id, true AS is_default, u.updated_at FROM user_follows AS u"
    " WHERE u.user_id = %(user_id)s AND u.state = 'mute'"
)

PERSON_ORDERS = {
    WatchlistSort.NEXT: sql.SQL("t.released_on DESC NULLS LAST, p.name"),
    WatchlistSort.TITLE: sql.SQL("p.name"),
    WatchlistSort.ADDED: sql.SQL("f.updated_at DESC"),
}
PEOPLE = """
    SELECT f.person_id, coalesce(t.seen, 0) AS titles_seen, coalesce(t.total, 0) AS titles_total,
           t.newest_id, t.released_on, count(*) OVER () AS total
    FROM user_follows AS f
    JOIN people AS p ON p.id = f.person_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS total, count(*) FILTER (WHERE is_seen) AS seen,
               -- The next release, else the last one.
               (array_agg(made.id ORDER BY made.release_date < %(today)s,
                          CASE WHEN made.release_date >= %(today)s THEN made.release_date END,
                          made.release_date DESC NULLS LAST, made.id))[1] AS newest_id,
               coalesce(
                   min(made.release_date) FILTER (WHERE made.release_date >= %(today)s),
                   max(made.release_date)
               ) AS released_on
        FROM (
            SELECT m.id, m.release_date,
                   EXISTS (
                       SELECT
                       FROM user_watched AS w
                       WHERE w.user_id = f.user_id AND w.media_id = m.id
                   ) AS is_seen
            FROM (
                SELECT DISTINCT coalesce(c.movie_id, c.show_id) AS id
                FROM credits AS c
                WHERE c.person_id = f.person_id
            ) AS credited
            JOIN media_items AS m ON m.id = credited.id
        ) AS made
    ) AS t ON true
    WHERE f.user_id = %(user_id)s AND f.person_id IS NOT NULL
    ORDER BY {order}, f.person_id
    LIMIT %(limit)s OFFSET %(offset)s
"""


def shows(
    conn: Connection,
    *,
    user_id: UUID,
    is_muted: bool,
    sort: WatchlistSort,
    now: datetime,
    limit: int,
    offset: int,
) -> list[FollowedShowRow]:
    statement = sql.SQL(SHOWS).format(
        followed=MUTED if is_muted else FOLLOWED, order=SHOW_ORDERS[sort]
    )
    with conn.cursor(row_factory=class_row(FollowedShowRow)) as cur:
        cur.execute(statement, {"user_id": user_id, "now": now, "limit": limit, "offset": offset})
        return cur.fetchall()


def people(
    conn: Connection, *, user_id: UUID, sort: WatchlistSort, today: date, limit: int, offset: int
) -> list[FollowedPersonRow]:
    statement = sql.SQL(PEOPLE).format(order=PERSON_ORDERS[sort])
    with conn.cursor(row_factory=class_row(FollowedPersonRow)) as cur:
        cur.execute(
            statement, {"user_id": user_id, "today": today, "limit": limit, "offset": offset}
        )
        return cur.fetchall()


def next_episodes(
    conn: Connection, *, media_ids: Sequence[int], now: datetime
) -> dict[int, WatchlistEpisodeRow]:
    """The first episode of each show that airs today or later."""
    with conn.cursor(row_factory=class_row(WatchlistEpisodeRow)) as cur:
        cur.execute(
            """
            SELECT DISTINCT ON (e.media_id)
                   e.media_id, e.id, e.season_number, e.episode_number, e.title, e.air_date,
                   e.runtime_minutes, e.still_url, e.still_placeholder,
                   NULL AS library_item_id, 0 AS unseen_count
            FROM show_episodes AS e
            JOIN media_items AS m ON m.id = e.media_id
            WHERE e.media_id = ANY(%(media_ids)s)
              AND e.season_number > 0
              AND e.air_date >= title_today(m.countries, %(now)s)
            ORDER BY e.media_id, e.air_date, e.season_number, e.episode_number
            """,
            {"media_ids": list(media_ids), "now": now},
        )
        return {row.media_id: row for row in cur}


def unseen_episodes(
    conn: Connection, *, user_id: UUID, media_ids: Sequence[int], now: datetime, limit: int
) -> list[WatchlistEpisodeRow]:
    """The first aired episodes of each show that the user has not seen, in order."""
    with conn.cursor(row_factory=class_row(WatchlistEpisodeRow)) as cur:
        cur.execute(
            """
            SELECT u.media_id, u.id, u.season_number, u.episode_number, u.title, u.air_date,
                   u.runtime_minutes,
                   coalesce(own.url, u.still_url) AS still_url,
                   CASE WHEN own.url IS NULL THEN u.still_placeholder END AS still_placeholder,
                   u.unseen_count, file.id AS library_item_id
            FROM (
                SELECT e.*,
                       row_number() OVER (
                           PARTITION BY e.media_id ORDER BY e.season_number, e.episode_number
                       ) AS place,
                       count(*) OVER (PARTITION BY e.media_id) AS unseen_count
                FROM show_episodes AS e
                JOIN media_items AS m ON m.id = e.media_id
                CROSS JOIN LATERAL (
                    SELECT title_today(m.countries, %(now)s) AS today OFFSET 0
                ) AS d
                WHERE e.media_id = ANY(%(media_ids)s)
                  AND e.season_number > 0
                  AND (e.air_date < d.today OR e.air_date IS NULL
                       AND undated_episode_has_aired(e.id, d.today))
                  AND NOT EXISTS (
                      SELECT
                      FROM user_watched AS w
                      WHERE w.user_id = %(user_id)s
                        AND w.media_id = e.media_id
                        AND w.episode_id = e.id
                  )
            ) AS u
            LEFT JOIN LATERAL (
                SELECT i.id
                FROM library_shelf AS i
                WHERE i.media_id = u.media_id AND i.episode_id = u.id
                  AND is_at_hand(i.file, (SELECT library_away()))
                ORDER BY i.discovered_at DESC, i.id
                LIMIT 1
            ) AS file ON true
            LEFT JOIN LATERAL local_still(file.id) AS own ON true
            WHERE u.place <= %(limit)s
            ORDER BY u.media_id, u.place
            """,
            {
                "user_id": user_id,
                "media_ids": list(media_ids),
                "now": now,
                "limit": limit,
            },
        )
        return cur.fetchall()


def counts(conn: Connection, *, user_id: UUID, now: datetime) -> WatchlistCounts:
    with conn.cursor(row_factory=class_row(WatchlistCounts)) as cur:
        cur.execute(
            """
            SELECT (SELECT count(*) FROM followed_shows(%(user_id)s)) AS shows,
                   count(person_id) AS people,
                   count(*) FILTER (WHERE state = 'mute') AS muted,
                   (
                       SELECT count(*) FROM user_watch_later WHERE user_id = %(user_id)s
                   ) AS watch_later,
                   (
                       SELECT count(*)
                       FROM wanted_parts(%(user_id)s, %(now)s)
                       WHERE is_out AND NOT is_had
                   ) AS wanted
            FROM user_follows
            WHERE user_id = %(user_id)s
            """,
            {"user_id": user_id, "now": now},
        )
        return cur.fetchall()[0]
