"""Custom genres, which administrators assign by hand, and the titles already reviewed for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class UnreviewedTitle:
    id: int
    media_type: str
    title: str
    year: int | None
    genres: list[str]
    custom: list[str]


def unreviewed(conn: Connection, *, pattern: str | None, limit: int) -> list[UnreviewedTitle]:
    """
    Titles not reviewed yet, those with most votes first.

    With a LIKE pattern only those whose title, or one of whose genres, matches it.
    """
    with conn.cursor(row_factory=class_row(UnreviewedTitle)) as cur:
        cur.execute(
            """
            WITH unreviewed AS MATERIALIZED (
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
            FROM unreviewed AS w
            ORDER BY w.votes DESC, w.id
            """,
            {"pattern": pattern, "limit": limit},
        )
        return cur.fetchall()


def custom_genres(conn: Connection) -> dict[str, int]:
    """Ids of the custom genres by name."""
    rows = conn.execute("SELECT name, id FROM genres WHERE is_custom ORDER BY name").fetchall()
    return dict(rows)


def lock_existing(conn: Connection, *, ids: Sequence[int]) -> set[int]:
    """Those of these titles that exist, locked against deletion until the transaction ends."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT id FROM media_items WHERE id = ANY(%(ids)s::bigint[]) FOR KEY SHARE",
            {"ids": list(ids)},
        )
        return set(cur.fetchall())


def assign(conn: Connection, *, media_ids: Sequence[int], pairs: Sequence[tuple[int, int]]) -> int:
    """
    Replace the custom genres of these titles; the number of rows removed and added.

    `pairs` are titles and genres. Custom genres come after the other genres of a title.
    """
    cur = conn.execute(
        """
        WITH assigned AS (
            SELECT media_id, genre_id
            FROM unnest(%(titles)s::bigint[], %(genres)s::bigint[]) AS p (media_id, genre_id)
        ),
        removed AS (
            DELETE FROM media_genres AS mg
            USING genres AS g
            WHERE g.id = mg.genre_id
              AND g.is_custom
              AND mg.media_id = ANY(%(media_ids)s::bigint[])
              AND (mg.media_id, mg.genre_id) NOT IN (SELECT media_id, genre_id FROM assigned)
            RETURNING mg.media_id
        ),
        added AS (
            INSERT INTO media_genres (media_id, genre_id, position)
            SELECT w.media_id, w.genre_id,
                   coalesce(
                       (SELECT max(o.position) FROM media_genres AS o
                        WHERE o.media_id = w.media_id) + 1,
                       0
                   )
            FROM assigned AS w
            ON CONFLICT (media_id, genre_id) DO NOTHING
            RETURNING media_id
        )
        SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM added)
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
    """Mark titles as reviewed; the number of those that were not yet."""
    cur = conn.execute(
        """
        INSERT INTO custom_genre_reviews (media_id, reviewed_at)
        SELECT media_id, %(now)s FROM unnest(%(ids)s::bigint[]) AS t (media_id)
        ON CONFLICT (media_id) DO NOTHING
        """,
        {"ids": list(ids), "now": now},
    )
    return cur.rowcount
