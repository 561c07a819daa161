"""Follows of shows and people."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg import sql
from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.watchlist.models.follows import (
    FollowedPersonRow,
    FollowedShowRow,
    FollowState,
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
        WHERE e.media_id = f.media_id AND e.season_number > 0 AND e.air_date >= %(today)s
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
    today: date,
    limit: int,
    offset: int,
) -> list[FollowedShowRow]:
    statement = sql.SQL(SHOWS).format(
        followed=MUTED if is_muted else FOLLOWED, order=SHOW_ORDERS[sort]
    )
    with conn.cursor(row_factory=class_row(FollowedShowRow)) as cur:
        cur.execute(
            statement, {"user_id": user_id, "today": today, "limit": limit, "offset": offset}
        )
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
    conn: Connection, *, media_ids: Sequence[int], today: date
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
            WHERE e.media_id = ANY(%(media_ids)s)
              AND e.season_number > 0
              AND e.air_date >= %(today)s
            ORDER BY e.media_id, e.air_date, e.season_number, e.episode_number
            """,
            {"media_ids": list(media_ids), "today": today},
        )
        return {row.media_id: row for row in cur}


def unseen_episodes(
    conn: Connection, *, user_id: UUID, media_ids: Sequence[int], today: date, limit: int
) -> list[WatchlistEpisodeRow]:
    """The first aired episodes of each show that the user has not seen, in order."""
    with conn.cursor(row_factory=class_row(WatchlistEpisodeRow)) as cur:
        cur.execute(
            """
            SELECT u.media_id, u.id, u.season_number, u.episode_number, u.title, u.air_date,
                   u.runtime_minutes, u.still_url, u.still_placeholder, u.unseen_count,
                   (
                       SELECT i.id
                       FROM library_items AS i
                       WHERE i.media_id = u.media_id
                         AND i.episode_id = u.id
                         AND i.match_state = 'matched'
                       ORDER BY i.discovered_at DESC, i.id
                       LIMIT 1
                   ) AS library_item_id
            FROM (
                SELECT e.*,
                       row_number() OVER (
                           PARTITION BY e.media_id ORDER BY e.season_number, e.episode_number
                       ) AS place,
                       count(*) OVER (PARTITION BY e.media_id) AS unseen_count
                FROM show_episodes AS e
                WHERE e.media_id = ANY(%(media_ids)s)
                  AND e.season_number > 0
                  AND (e.air_date < %(today)s OR e.air_date IS NULL
                       AND undated_episode_has_aired(e.id, %(today)s))
                  AND NOT EXISTS (
                      SELECT
                      FROM user_watched AS w
                      WHERE w.user_id = %(user_id)s
                        AND w.media_id = e.media_id
                        AND w.episode_id = e.id
                  )
            ) AS u
            WHERE u.place <= %(limit)s
            ORDER BY u.media_id, u.place
            """,
            {
                "user_id": user_id,
                "media_ids": list(media_ids),
                "today": today,
                "limit": limit,
            },
        )
        return cur.fetchall()


def counts(conn: Connection, *, user_id: UUID, today: date) -> WatchlistCounts:
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
                       FROM wanted_parts(%(user_id)s, %(today)s)
                       WHERE is_out AND NOT is_had
                   ) AS wanted
            FROM user_follows
            WHERE user_id = %(user_id)s
            """,
            {"user_id": user_id, "today": today},
        )
        return cur.fetchall()[0]


def show_states(conn: Connection, *, user_id: UUID, ids: Sequence[int]) -> list[FollowState]:
    """In the order of `ids`."""
    with conn.cursor(row_factory=class_row(FollowState)) as cur:
        cur.execute(
            """
            SELECT r.id, f.media_id IS NOT NULL AS is_followed,
                   coalesce(f.is_default, false) AS is_default,
                   u.media_id IS NOT NULL AS is_muted
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS r (id, place)
            LEFT JOIN followed_shows(%(user_id)s) AS f ON f.media_id = r.id
            LEFT JOIN user_follows AS u
                ON u.user_id = %(user_id)s AND u.media_id = r.id AND u.state = 'mute'
            ORDER BY r.place
            """,
            {"user_id": user_id, "ids": list(ids)},
        )
        return cur.fetchall()


def person_states(conn: Connection, *, user_id: UUID, ids: Sequence[int]) -> list[FollowState]:
    """In the order of `ids`."""
    with conn.cursor(row_factory=class_row(FollowState)) as cur:
        cur.execute(
            """
            SELECT r.id, f.person_id IS NOT NULL AS is_followed, false AS is_default,
                   false AS is_muted
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS r (id, place)
            LEFT JOIN user_follows AS f ON f.user_id = %(user_id)s AND f.person_id = r.id
            ORDER BY r.place
            """,
            {"user_id": user_id, "ids": list(ids)},
        )
        return cur.fetchall()


def resolve_people(conn: Connection, *, ids: Sequence[int]) -> dict[int, int]:
    """The present id of each person that exists; ids change by merging."""
    found = conn.execute(
        """
        SELECT id, id FROM people WHERE id = ANY(%(ids)s)
        UNION ALL
        SELECT old_id, person_id FROM merged_people WHERE old_id = ANY(%(ids)s)
        """,
        {"ids": list(ids)},
    ).fetchall()
    return dict(found)


def follow(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    person_ids: Sequence[int],
    now: datetime,
) -> str:
    """
    Follow shows and people, also those that were muted.

    Returns what changed as JSON, for `revert`. Raises `MediaNotFound` when a title was deleted
    concurrently.
    """
    try:
        return _set(
            conn, user_id=user_id, media_ids=media_ids, person_ids=person_ids, follows=True, now=now
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def unfollow(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    person_ids: Sequence[int],
    now: datetime,
) -> str:
    """
    Stop following shows and people; a running show of the library is muted.

    Returns what changed as JSON, for `revert`.
    """
    return _set(
        conn, user_id=user_id, media_ids=media_ids, person_ids=person_ids, follows=False, now=now
    )


def _set(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    person_ids: Sequence[int],
    follows: bool,
    now: datetime,
) -> str:
    row = conn.execute(
        """
        WITH chosen AS (
            SELECT c.media_id, NULL::bigint AS person_id,
                   CASE
                       WHEN %(follows)s THEN 'follow'
                       WHEN EXISTS (
                           SELECT
                           FROM library_items AS i
                           JOIN media_items AS m ON m.id = i.media_id
                           WHERE i.media_id = c.media_id
                             AND i.match_state = 'matched'
                             AND NOT title_has_ended(m.end_year, m.status)
                       ) THEN 'mute'
                   END AS state
            FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
            UNION ALL
            SELECT NULL, c.person_id, CASE WHEN %(follows)s THEN 'follow' END
            FROM unnest(%(person_ids)s::bigint[]) AS c (person_id)
        ),
        before AS (
            SELECT c.media_id, c.person_id, c.state AS after, f.state AS before, f.updated_at
            FROM chosen AS c
            LEFT JOIN user_follows AS f
                ON f.user_id = %(user_id)s
                AND f.media_id IS NOT DISTINCT FROM c.media_id
                AND f.person_id IS NOT DISTINCT FROM c.person_id
            -- A muted show stays muted, also when it has ended since.
            WHERE f.state IS DISTINCT FROM c.state AND NOT (f.state = 'mute' AND c.state IS NULL)
        ),
        removed AS (
            DELETE FROM user_follows AS f
            USING before AS b
            WHERE b.after IS NULL
              AND f.user_id = %(user_id)s
              AND f.media_id IS NOT DISTINCT FROM b.media_id
              AND f.person_id IS NOT DISTINCT FROM b.person_id
        ),
        stored AS (
            INSERT INTO user_follows (user_id, media_id, person_id, state, updated_at)
            SELECT %(user_id)s, b.media_id, b.person_id, b.after, %(now)s
            FROM before AS b
            WHERE b.after IS NOT NULL
            ON CONFLICT ON CONSTRAINT user_follows_once DO UPDATE
            SET state = excluded.state, updated_at = excluded.updated_at
        )
        SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]')::text FROM before AS b
        """,
        {
            "user_id": user_id,
            "media_ids": list(media_ids),
            "person_ids": list(person_ids),
            "follows": follows,
            "now": now,
        },
    ).fetchone()
    return "[]" if row is None else row[0]


def revert(conn: Connection, user_id: UUID, changes: str) -> None:
    """Undo `changes`, except where something else was chosen since."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(changes)s::jsonb) AS c (
                media_id bigint, person_id bigint, after text, before text, updated_at timestamptz
            )
            LEFT JOIN user_follows AS f
                ON f.user_id = %(user_id)s
                AND f.media_id IS NOT DISTINCT FROM c.media_id
                AND f.person_id IS NOT DISTINCT FROM c.person_id
            WHERE f.state IS NOT DISTINCT FROM c.after
        ),
        removed AS (
            DELETE FROM user_follows AS f
            USING changed AS c
            WHERE c.before IS NULL
              AND f.user_id = %(user_id)s
              AND f.media_id IS NOT DISTINCT FROM c.media_id
              AND f.person_id IS NOT DISTINCT FROM c.person_id
        )
        INSERT INTO user_follows (user_id, media_id, person_id, state, updated_at)
        SELECT %(user_id)s, c.media_id, c.person_id, c.before, c.updated_at
        FROM changed AS c
        WHERE c.before IS NOT NULL
          AND (
              EXISTS (SELECT FROM media_items AS m WHERE m.id = c.media_id)
              OR EXISTS (SELECT FROM people AS p WHERE p.id = c.person_id)
          )
        ON CONFLICT ON CONSTRAINT user_follows_once DO UPDATE
        SET state = excluded.state, updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "changes": changes},
    )
