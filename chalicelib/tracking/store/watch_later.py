"""
The watch later list.

Writers need `plays.lock`: a move reads the positions of two neighbours.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import sql
from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import IdPage
from chalicelib.platform.db import Connection
from chalicelib.tracking.models.watch_later import WatchLaterQuery, WatchLaterSort

#: A number between two others has one digit more; longer ones are replaced by short ones.
MAX_DIGITS = 60

ORDERS = {
    WatchLaterSort.OWN: sql.SQL("l.position"),
    WatchLaterSort.ADDED: sql.SQL("l.updated_at DESC"),
    WatchLaterSort.TITLE: sql.SQL("fold(m.title)"),
    WatchLaterSort.RELEASE: sql.SQL("m.release_date DESC NULLS LAST, m.year DESC NULLS LAST"),
    WatchLaterSort.SHORTEST: sql.SQL("m.runtime_minutes NULLS LAST"),
    WatchLaterSort.TOP_RATED: sql.SQL("s.rating DESC NULLS LAST"),
}

LISTED = """
    WITH listed AS MATERIALIZED (
        SELECT l.media_id, row_number() OVER (ORDER BY {order}, l.media_id) AS place
        FROM user_watch_later AS l
        JOIN media_items AS m ON m.id = l.media_id
        LEFT JOIN media_scores AS s ON s.media_id = l.media_id
        WHERE l.user_id = %(user_id)s
          AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
          AND (
              %(genre)s::text IS NULL
              OR EXISTS (
                  SELECT
                  FROM media_genres AS mg
                  JOIN genres AS g ON g.id = mg.genre_id
                  WHERE mg.media_id = l.media_id AND g.slug = %(genre)s
              )
          )
          AND (
              NOT %(available)s
              OR EXISTS (
                  SELECT
                  FROM library_items AS i
                  WHERE i.media_id = l.media_id AND i.match_state = 'matched'
                    AND is_at_hand(i, (SELECT library_away()))
              )
          )
    )
    SELECT ARRAY(
               SELECT media_id FROM listed ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
           ) AS ids,
           (SELECT count(*) FROM listed) AS total
"""


def page(conn: Connection, *, user_id: UUID, query: WatchLaterQuery) -> IdPage:
    statement = sql.SQL(LISTED).format(order=ORDERS[query.sort])
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(
            statement,
            {
                "user_id": user_id,
                "media_type": query.media_type,
                "genre": query.genre,
                "available": query.available,
                "limit": query.page_size,
                "offset": query.offset,
            },
        )
        return cur.fetchall()[0]


def add(conn: Connection, *, user_id: UUID, media_ids: Sequence[int], now: datetime) -> str:
    """
    Add titles at the beginning, in this order; one already on the list keeps its place.

    Returns what changed as JSON, for `revert`. Raises `MediaNotFound` when a title was deleted
    concurrently.
    """
    parameters = {"user_id": user_id, "media_ids": list(media_ids), "now": now}
    try:
        row = conn.execute(
            """
            WITH added AS (
                INSERT INTO user_watch_later (user_id, media_id, updated_at, position)
                SELECT %(user_id)s, c.media_id, %(now)s,
                       (c.place - 1) * 0.0000001 - extract(epoch FROM %(now)s::timestamptz)
                FROM unnest(%(media_ids)s::bigint[]) WITH ORDINALITY AS c (media_id, place)
                ON CONFLICT (user_id, media_id) DO NOTHING
                RETURNING media_id, position
            )
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'media_id', media_id, 'after', position::text
                   )), '[]')::text
            FROM added
            """,
            parameters,
        ).fetchone()
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return "[]" if row is None else row[0]


def remove(conn: Connection, *, user_id: UUID, media_ids: Sequence[int]) -> str:
    """Returns what changed as JSON, for `revert`."""
    row = conn.execute(
        """
        WITH removed AS (
            DELETE FROM user_watch_later
            WHERE user_id = %(user_id)s AND media_id = ANY(%(media_ids)s::bigint[])
            RETURNING media_id, position, updated_at
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'media_id', media_id, 'before', position::text, 'updated_at', updated_at
               )), '[]')::text
        FROM removed
        """,
        {"user_id": user_id, "media_ids": list(media_ids)},
    ).fetchone()
    return "[]" if row is None else row[0]


def remove_watched(conn: Connection, *, user_id: UUID, media_id: int, now: datetime) -> str:
    """
    Take a title off the list when it was watched, a show when all aired episodes were.

    Not when the user wants such titles to stay. Returns what changed as JSON, for `revert`.
    """
    row = conn.execute(
        """
        WITH removed AS (
            DELETE FROM user_watch_later AS l
            WHERE l.user_id = %(user_id)s
              AND l.media_id = %(media_id)s
              AND NOT EXISTS (
                  SELECT
                  FROM user_preferences AS p
                  WHERE p.user_id = l.user_id AND NOT p.watched_leaves_watch_later
              )
              AND EXISTS (
                  SELECT
                  FROM user_watched AS w
                  WHERE w.user_id = l.user_id AND w.media_id = l.media_id
              )
              AND NOT EXISTS (
                  SELECT
                  FROM show_episodes AS e
                  WHERE e.media_id = l.media_id
                    AND e.season_number > 0
                    AND (
                        e.air_date IS NULL
                        OR e.air_date <= (SELECT person_today(%(user_id)s, %(now)s))
                    )
                    AND NOT EXISTS (
                        SELECT
                        FROM user_watched AS w
                        WHERE w.user_id = l.user_id
                          AND w.media_id = l.media_id
                          AND w.episode_id = e.id
                    )
              )
            RETURNING l.media_id, l.position, l.updated_at
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'media_id', media_id, 'before', position::text, 'updated_at', updated_at
               )), '[]')::text
        FROM removed
        """,
        {"user_id": user_id, "media_id": media_id, "now": now},
    ).fetchone()
    return "[]" if row is None else row[0]


def has(conn: Connection, *, user_id: UUID, media_id: int) -> bool:
    row = conn.execute(
        "SELECT FROM user_watch_later WHERE user_id = %(user_id)s AND media_id = %(media_id)s",
        {"user_id": user_id, "media_id": media_id},
    ).fetchone()
    return row is not None


def move(conn: Connection, *, user_id: UUID, media_id: int, anchor: int, is_before: bool) -> str:
    """
    Move a title next to another one on the list, which is the anchor.

    Returns what changed as JSON, for `revert`.
    """
    _spread(conn, user_id=user_id)
    row = conn.execute(
        """
        WITH anchor AS (
            SELECT position
            FROM user_watch_later
            WHERE user_id = %(user_id)s AND media_id = %(anchor)s
        ),
        neighbour AS (
            SELECT CASE WHEN %(is_before)s THEN max(l.position) ELSE min(l.position) END AS position
            FROM user_watch_later AS l, anchor AS a
            WHERE l.user_id = %(user_id)s
              AND l.media_id <> %(media_id)s
              AND CASE WHEN %(is_before)s THEN l.position < a.position
                       ELSE l.position > a.position END
        ),
        target AS (
            SELECT coalesce(
                       (a.position + n.position) * 0.5,
                       a.position + CASE WHEN %(is_before)s THEN -1 ELSE 1 END
                   ) AS position
            FROM anchor AS a, neighbour AS n
        ),
        before AS (
            SELECT media_id, position
            FROM user_watch_later
            WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        ),
        moved AS (
            UPDATE user_watch_later AS l
            SET position = t.position
            FROM target AS t
            WHERE l.user_id = %(user_id)s
              AND l.media_id = %(media_id)s
              AND l.position <> t.position
            RETURNING l.position
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'media_id', b.media_id, 'before', b.position::text, 'after', m.position::text
               )), '[]')::text
        FROM before AS b, moved AS m
        """,
        {"user_id": user_id, "media_id": media_id, "anchor": anchor, "is_before": is_before},
    ).fetchone()
    return "[]" if row is None else row[0]


def _spread(conn: Connection, *, user_id: UUID) -> None:
    """Number the list anew where two titles have one position, or a position is too long."""
    conn.execute(
        """
        WITH crowded AS (
            SELECT min(position) AS first
            FROM user_watch_later
            WHERE user_id = %(user_id)s
            HAVING count(*) > count(DISTINCT position) OR max(scale(position)) > %(max_digits)s
        )
        UPDATE user_watch_later AS l
        SET position = trunc(c.first) + n.place - 1
        FROM crowded AS c,
             (
                 SELECT media_id, row_number() OVER (ORDER BY position, media_id) AS place
                 FROM user_watch_later
                 WHERE user_id = %(user_id)s
             ) AS n
        WHERE l.user_id = %(user_id)s AND l.media_id = n.media_id
        """,
        {"user_id": user_id, "max_digits": MAX_DIGITS},
    )


def revert(conn: Connection, user_id: UUID, changes: str) -> None:
    """Undo `changes`, except where a title was moved, added or removed since."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(changes)s::jsonb) AS c (
                media_id bigint, before numeric, after numeric, updated_at timestamptz
            )
        ),
        removed AS (
            DELETE FROM user_watch_later AS l
            USING changed AS c
            WHERE c.before IS NULL
              AND l.user_id = %(user_id)s
              AND l.media_id = c.media_id
              AND l.position = c.after
        ),
        moved AS (
            UPDATE user_watch_later AS l
            SET position = c.before
            FROM changed AS c
            WHERE l.user_id = %(user_id)s
              AND l.media_id = c.media_id
              AND l.position = c.after
              AND c.before IS NOT NULL
        )
        INSERT INTO user_watch_later (user_id, media_id, updated_at, position)
        SELECT %(user_id)s, c.media_id, c.updated_at, c.before
        FROM changed AS c
        JOIN media_items AS m ON m.id = c.media_id
        WHERE c.after IS NULL
        ON CONFLICT (user_id, media_id) DO NOTHING
        """,
        {"user_id": user_id, "changes": changes},
    )
