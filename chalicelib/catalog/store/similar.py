"""Titles beside a title."""

from psycopg.rows import scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.platform.db import Connection

#: How many of the most popular titles are compared. Going through everything that shares a genre
#: would be half the catalogue for a drama.
MAX_COMPARED = 2_000

#: Each kind has an index of its own; only that of the title's kind is looked at.
POPULAR = " UNION ALL ".join(
    f"""(
                SELECT s.media_id, s.popularity
                FROM media_scores AS s
                WHERE s.media_type = '{kind}'
                  AND (SELECT media_type FROM own) = '{kind}'
                  AND s.media_id <> %(media_id)s
                ORDER BY s.popularity DESC, s.media_id
                LIMIT %(most)s
            )"""  # noqa: S608  # constants of this product
    for kind in MediaType
)


def linked(conn: Connection, *, media_id: int, limit: int) -> list[int]:
    """What a provider names beside it, of the same kind: alike first, then recommended."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT l.linked_id
            FROM media_links AS l
            JOIN media_scores AS s ON s.media_id = l.linked_id
            JOIN media_scores AS own ON own.media_id = l.media_id
            WHERE l.media_id = %(media_id)s
              AND l.kind IN ('similar', 'recommended')
              AND s.media_type = own.media_type
            GROUP BY l.linked_id
            ORDER BY max((l.kind = 'similar')::integer) DESC, min(l.position), l.linked_id
            LIMIT %(limit)s
            """,
            {"media_id": media_id, "limit": limit},
        )
        return cur.fetchall()


def of_genres(conn: Connection, *, media_id: int, limit: int) -> list[int]:
    """Popular titles of the same kind that share genres, those that share most first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            f"""
            WITH own AS MATERIALIZED (
                SELECT s.media_type,
                       ARRAY(
                           SELECT genre_id FROM media_genres WHERE media_id = %(media_id)s
                       ) AS ids
                FROM media_scores AS s
                WHERE s.media_id = %(media_id)s
            ),
            popular AS MATERIALIZED ({POPULAR})
            SELECT popular.media_id
            FROM popular
            CROSS JOIN LATERAL (
                -- One look into the index for all genres of a title, not one for each.
                SELECT count(*) FILTER (
                    WHERE g.genre_id = ANY((SELECT ids FROM own)::bigint[])
                ) AS shared
                FROM media_genres AS g
                WHERE g.media_id = popular.media_id
            ) AS near
            WHERE near.shared > 0
            ORDER BY near.shared DESC, popular.popularity DESC, popular.media_id
            LIMIT %(limit)s
            """,  # noqa: S608  # constants of this product
            {"media_id": media_id, "most": MAX_COMPARED, "limit": limit},
        )
        return cur.fetchall()
