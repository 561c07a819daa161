"""Titles similar to a title."""

from psycopg import sql
from psycopg.rows import scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.platform.db import Connection

#: How many of the most popular titles are compared. All titles with a common genre would be half
#: the catalogue for a drama.
MAX_COMPARED = 2_000

#: Each media type has an index of its own; only that of the title's media type is scanned.
POPULAR = sql.SQL(" UNION ALL ").join(
    sql.SQL(
        """(
                SELECT s.media_id, s.popularity
                FROM media_scores AS s
                WHERE s.media_type = {media_type}
                  AND (SELECT media_type FROM own) = {media_type}
                  AND s.media_id <> %(media_id)s
                ORDER BY s.popularity DESC, s.media_id
                LIMIT %(max_compared)s
            )"""
    ).format(media_type=sql.Literal(str(media_type)))
    for media_type in MediaType
)


def linked(conn: Connection, *, media_id: int, limit: int) -> list[int]:
    """Titles of the same media type that a provider links: similar first, then recommended."""
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
    """Popular titles of the same media type by the number of common genres."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            sql.SQL(
                """
            WITH own AS MATERIALIZED (
                SELECT s.media_type,
                       ARRAY(
                           SELECT genre_id FROM media_genres WHERE media_id = %(media_id)s
                       ) AS ids
                FROM media_scores AS s
                WHERE s.media_id = %(media_id)s
            ),
            popular AS MATERIALIZED ({popular})
            SELECT popular.media_id
            FROM popular
            CROSS JOIN LATERAL (
                -- One index scan for all genres of a title, not one per genre.
                SELECT count(*) FILTER (
                    WHERE g.genre_id = ANY((SELECT ids FROM own)::bigint[])
                ) AS shared
                FROM media_genres AS g
                WHERE g.media_id = popular.media_id
            ) AS overlap
            WHERE overlap.shared > 0
            ORDER BY overlap.shared DESC, popular.popularity DESC, popular.media_id
            LIMIT %(limit)s
            """
            ).format(popular=POPULAR),
            {"media_id": media_id, "max_compared": MAX_COMPARED, "limit": limit},
        )
        return cur.fetchall()
