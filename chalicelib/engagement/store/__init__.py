"""The two visit counters, and statements about collections that both need."""

from chalicelib.platform.db import Connection


def collection_id_of(conn: Connection, *, slug: str) -> int | None:
    """The id of an active collection, by its slug."""
    row = conn.execute(
        """
        SELECT id
        FROM collections
        WHERE user_id IS NULL AND slug = %(slug)s AND active
        """,
        {"slug": slug},
    ).fetchone()
    return None if row is None else int(row[0])


def rank_collections(conn: Connection, *, ids: list[int], clicks: list[int]) -> int:
    """Store the clicks of each collection, 0 for the others; the number of changed rows."""
    cur = conn.execute(
        """
        UPDATE collections AS c
        SET engagement_count = coalesce(n.clicks, 0)
        FROM collections AS ranked
        LEFT JOIN unnest(%(ids)s::bigint[], %(clicks)s::integer[]) AS n (id, clicks)
            ON n.id = ranked.id
        WHERE c.id = ranked.id
          AND c.user_id IS NULL
          AND c.engagement_count <> coalesce(n.clicks, 0)
        """,
        {"ids": ids, "clicks": clicks},
    )
    return cur.rowcount
