"""Lists of wanted films and episodes, grouped and counted, as `wanted_parts` computes them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.watchlist.models.wanted import (
    WantedCounts,
    WantedEpisodeRow,
    WantedKind,
    WantedTitleRow,
)


def titles(
    conn: Connection,
    *,
    user_id: UUID,
    kind: WantedKind,
    search: str,
    now: datetime,
    limit: int,
    offset: int,
) -> list[WantedTitleRow]:
    """Films, or shows with episodes, that are wanted now or once they are out; the newest first."""
    with conn.cursor(row_factory=class_row(WantedTitleRow)) as cur:
        cur.execute(
            """
            SELECT w.media_id, NOT bool_or(w.is_out) AS is_upcoming, count(*) OVER () AS total
            FROM (
                SELECT p.media_id, p.is_out, p.added_at
                FROM wanted_parts(%(user_id)s, %(now)s) AS p
                WHERE NOT p.is_had
                UNION ALL
                SELECT u.media_id, false, u.added_at
                FROM user_wanted_upcoming AS u
                WHERE u.user_id = %(user_id)s
            ) AS w
            JOIN media_items AS m ON m.id = w.media_id
            WHERE m.media_type = %(kind)s
              AND (
                  %(search)s = ''
                  OR strpos(fold(m.title), fold(%(search)s)) > 0
                  OR EXISTS (
                      SELECT
                      FROM media_translations AS t
                      WHERE t.media_id = m.id AND strpos(fold(t.title), fold(%(search)s)) > 0
                  )
              )
            GROUP BY w.media_id
            ORDER BY max(w.added_at) DESC, w.media_id
            LIMIT %(limit)s OFFSET %(offset)s
            """,
            {
                "user_id": user_id,
                "kind": kind,
                "search": search,
                "now": now,
                "limit": limit,
                "offset": offset,
            },
        )
        return cur.fetchall()


def episodes(
    conn: Connection, *, user_id: UUID, media_ids: Sequence[int], now: datetime
) -> list[WantedEpisodeRow]:
    """Every episode of the shows with its state, in order; specials only if they are wanted."""
    with conn.cursor(row_factory=class_row(WantedEpisodeRow)) as cur:
        cur.execute(
            """
            WITH parts AS MATERIALIZED (
                SELECT p.episode_id, p.is_out
                FROM wanted_parts(%(user_id)s, %(now)s) AS p
                WHERE p.media_id = ANY(%(media_ids)s::bigint[])
            )
            SELECT e.media_id, e.id, e.season_number, e.episode_number, e.title, e.air_date,
                   a.has_aired, p.episode_id IS NOT NULL AS is_wanted,
                   CASE
                       WHEN EXISTS (
                           SELECT
                           FROM library_shelf AS i
                           WHERE i.media_id = e.media_id AND i.episode_id = e.id
                       ) THEN 'have'
                       WHEN EXISTS (
                           SELECT
                           FROM download_jobs AS j
                           WHERE j.media_id = e.media_id
                             AND j.user_id = %(user_id)s
                             AND j.season_number = e.season_number
                             AND coalesce(j.episode_number, e.episode_number) = e.episode_number
                             AND j.status IN (
                                 'queued', 'preparing', 'downloading', 'stalled', 'retrying'
                             )
                       ) THEN 'downloading'
                       WHEN p.is_out THEN 'wanted'
                       WHEN p.episode_id IS NOT NULL OR NOT a.has_aired THEN 'upcoming'
                       ELSE 'open'
                   END AS state
            FROM show_episodes AS e
            JOIN media_items AS m ON m.id = e.media_id
            CROSS JOIN LATERAL (SELECT title_today(m.countries, %(now)s) AS today OFFSET 0) AS d
            LEFT JOIN parts AS p ON p.episode_id = e.id
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN e.air_date IS NULL THEN undated_episode_has_aired(e.id, d.today)
                    ELSE e.air_date <= d.today
                END AS has_aired
            ) AS a
            WHERE e.media_id = ANY(%(media_ids)s::bigint[])
              AND (e.season_number > 0 OR p.episode_id IS NOT NULL)
            ORDER BY e.media_id, e.season_number, e.episode_number
            """,
            {"user_id": user_id, "media_ids": list(media_ids), "now": now},
        )
        return cur.fetchall()


def counts(conn: Connection, *, user_id: UUID, now: datetime) -> WantedCounts:
    with conn.cursor(row_factory=class_row(WantedCounts)) as cur:
        cur.execute(
            """
            SELECT count(*) FILTER (WHERE is_out AND episode_id IS NULL) AS movies,
                   count(*) FILTER (WHERE is_out AND episode_id IS NOT NULL) AS episodes,
                   count(DISTINCT media_id) FILTER (
                       WHERE is_out AND episode_id IS NOT NULL
                   ) AS shows,
                   count(*) FILTER (WHERE NOT is_out) AS upcoming
            FROM wanted_parts(%(user_id)s, %(now)s)
            WHERE NOT is_had
            """,
            {"user_id": user_id, "now": now},
        )
        return cur.fetchall()[0]


def count_parts(conn: Connection, *, user_id: UUID) -> int:
    """The films and episodes that a user wants or has taken out of a wanted show."""
    row = conn.execute(
        "SELECT count(*) FROM user_wanted WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else 0
