"""Moves what people set by hand on a title that is merged into another."""

from typing import Any

from psycopg.types.json import Jsonb

from chalicelib.platform.db import Connection


def move(conn: Connection, ids: dict[str, int]) -> None:
    """
    Give the kept title the locked values of the removed one, where it has no lock of its own.

    The way back leads to what the kept title said. Requires a transaction.
    """
    moved = conn.execute(
        """
        SELECT l.field,
               CASE l.field
                   WHEN 'genres' THEN (
                       SELECT coalesce(jsonb_agg(g.name ORDER BY mg.position, g.name), '[]')
                       FROM media_genres AS mg
                       JOIN genres AS g ON g.id = mg.genre_id
                       WHERE mg.media_id = m.id
                   )
                   ELSE to_jsonb(m) -> l.field
               END AS before
        FROM title_locks AS l
        JOIN media_items AS m ON m.id = %(kept)s
        WHERE l.media_id = %(removed)s
          AND NOT EXISTS (
              SELECT FROM title_locks AS own WHERE own.media_id = m.id AND own.field = l.field
          )
        """,
        ids,
    ).fetchall()
    if not moved:
        return
    before: dict[str, Any] = dict(moved)
    _move_values(conn, ids, before)
    with conn.cursor() as cur:
        cur.executemany(
            """
            INSERT INTO title_locks (media_id, field, before, set_at, set_by)
            SELECT %(kept)s, field, %(before)s, set_at, set_by
            FROM title_locks
            WHERE media_id = %(removed)s AND field = %(field)s
            """,
            [{**ids, "field": field, "before": Jsonb(value)} for field, value in before.items()],
        )


def _move_values(conn: Connection, ids: dict[str, int], before: dict[str, Any]) -> None:
    """Before the locks, which protect the values from then on."""
    parameters = {**ids, "fields": list(before)}
    conn.execute(
        """
        UPDATE media_items AS m
        SET title = CASE WHEN 'title' = ANY(f.locked) THEN gone.title ELSE m.title END,
            overview = CASE WHEN 'overview' = ANY(f.locked) THEN gone.overview ELSE m.overview END,
            release_date = CASE
                WHEN 'release_date' = ANY(f.locked) THEN gone.release_date ELSE m.release_date
            END,
            year = CASE WHEN 'release_date' = ANY(f.locked) THEN gone.year ELSE m.year END,
            runtime_minutes = CASE
                WHEN 'runtime_minutes' = ANY(f.locked) THEN gone.runtime_minutes
                ELSE m.runtime_minutes
            END,
            poster_url = CASE
                WHEN 'poster_url' = ANY(f.locked) THEN gone.poster_url ELSE m.poster_url
            END,
            backdrop_url = CASE
                WHEN 'backdrop_url' = ANY(f.locked) THEN gone.backdrop_url ELSE m.backdrop_url
            END
        FROM media_items AS gone, (SELECT %(fields)s::text[] AS locked) AS f
        WHERE m.id = %(kept)s AND gone.id = %(removed)s
        """,
        parameters,
    )
    conn.execute(
        """
        UPDATE media_scores AS s
        SET year = m.year,
            released_on = coalesce(m.release_date, make_date(nullif(m.year, 0), 1, 1))
        FROM media_items AS m
        WHERE m.id = %(kept)s AND s.media_id = m.id AND 'release_date' = ANY(%(fields)s)
        """,
        parameters,
    )
    if "genres" in before:
        conn.execute("DELETE FROM media_genres WHERE media_id = %(kept)s", ids)
        conn.execute(
            """
            INSERT INTO media_genres (media_id, genre_id, position)
            SELECT %(kept)s, genre_id, position
            FROM media_genres
            WHERE media_id = %(removed)s
            """,
            ids,
        )
