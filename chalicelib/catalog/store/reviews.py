"""Genres that people assign by hand, and which titles they have looked at for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class Unreviewed:
    id: int
    media_type: str
    title: str
    year: int | None
    genres: list[str]
    custom: list[str]


def unreviewed(conn: Connection, *, pattern: str | None, limit: int) -> list[Unreviewed]:
    """
    Titles nobody has reviewed, those that most people rated first.

    With a LIKE pattern only those whose title, or one of whose genres, matches it.
    """
    with conn.cursor(row_factory=class_row(Unreviewed)) as cur:
        cur.execute(
            """
            WITH wanted AS MATERIALIZED (
                SELECT m.id, m.media_type, m.title, m.year, s.votes
                FROM media_scores AS s
                JOIN media_items AS m ON m.id = s.media_id
                WHERE NOT EXISTS (
                        SELECT FROM custom_genre_reviews AS r WHERE r.media_id = s.media_id
                    )
                  AND (
                        %(pattern)s::text IS NULL
                        OR fold(m.title) LIKE fold(%(pattern)s)
                        OR EXISTS (
                            SELECT
                            FROM media_genres AS mg
                            JOIN genres AS g ON g.id = mg.genre_id
                            WHERE mg.media_id = m.id AND fold(g.name) LIKE fold(%(pattern)s)
                        )
                    )
                ORDER BY s.votes DESC, m.id
                LIMIT %(limit)s
            )
            SELECT w.id, w.media_type, w.title, w.year,
                   ARRAY(
                       SELECT g.name
                       FROM media_genres AS mg
                       JOIN genres AS g ON g.id = mg.genre_id
                       WHERE mg.media_id = w.id AND NOT g.is_custom
                       ORDER BY mg.position, g.name
                   ) AS genres,
                   ARRAY(
                       SELECT g.name
                       FROM media_genres AS mg
                       JOIN genres AS g ON g.id = mg.genre_id
                       WHERE mg.media_id = w.id AND g.is_custom
                       ORDER BY g.name
                   ) AS custom
            FROM wanted AS w
            ORDER BY w.votes DESC, w.id
            """,
            {"pattern": pattern, "limit": limit},
        )
        return cur.fetchall()


def custom_genres(conn: Connection) -> dict[str, int]:
    """Names and ids."""
    rows = conn.execute("SELECT name, id FROM genres WHERE is_custom ORDER BY name").fetchall()
    return dict(rows)


def known(conn: Connection, *, ids: Sequence[int]) -> set[int]:
    """Which of these titles there are; they cannot go before the transaction ends."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT id FROM media_items WHERE id = ANY(%(ids)s::bigint[]) FOR KEY SHARE",
            {"ids": list(ids)},
        )
        return set(cur.fetchall())


def assign(conn: Connection, *, media_ids: Sequence[int], pairs: Sequence[tuple[int, int]]) -> int:
    """
    Let these titles have exactly these custom genres; how many rows were another way before.

    `pairs` are titles and genres. A custom genre stands behind the others of its title.
    """
    cur = conn.execute(
        """
        WITH wanted AS (
            SELECT media_id, genre_id
            FROM unnest(%(titles)s::bigint[], %(genres)s::bigint[]) AS p (media_id, genre_id)
        ),
        gone AS (
            DELETE FROM media_genres AS mg
            USING genres AS g
            WHERE g.id = mg.genre_id
              AND g.is_custom
              AND mg.media_id = ANY(%(media_ids)s::bigint[])
              AND (mg.media_id, mg.genre_id) NOT IN (SELECT media_id, genre_id FROM wanted)
            RETURNING mg.media_id
        ),
        come AS (
            INSERT INTO media_genres (media_id, genre_id, position)
            SELECT w.media_id, w.genre_id,
                   coalesce(
                       (SELECT max(o.position) FROM media_genres AS o
                        WHERE o.media_id = w.media_id) + 1,
                       0
                   )
            FROM wanted AS w
            ON CONFLICT (media_id, genre_id) DO NOTHING
            RETURNING media_id
        )
        SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come)
        """,
        {
            "media_ids": list(media_ids),
            "titles": [media_id for media_id, _ in pairs],
            "genres": [genre_id for _, genre_id in pairs],
        },
    )
    row = cur.fetchone()
    return 0 if row is None else int(row[0])


def mark(conn: Connection, *, ids: Sequence[int], now: datetime) -> int:
    """Remember that somebody looked at these titles; how many were new."""
    cur = conn.execute(
        """
        INSERT INTO custom_genre_reviews (media_id, reviewed_at)
        SELECT media_id, %(now)s FROM unnest(%(ids)s::bigint[]) AS t (media_id)
        ON CONFLICT (media_id) DO NOTHING
        """,
        {"ids": list(ids), "now": now},
    )
    return cur.rowcount
