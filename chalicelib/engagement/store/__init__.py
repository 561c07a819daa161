"""The two places that count, and what both need of the collections."""

from chalicelib.platform.db import Connection


def collection_called(conn: Connection, *, slug: str) -> int | None:
    """The id of an active collection of the catalogue."""
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
    """Write how often each collection was clicked on, the others' 0; how many changed."""
    cur = conn.execute(
        """
        UPDATE collections AS c
        SET engagement_count = coalesce(n.clicks, 0)
        FROM collections AS every
        LEFT JOIN unnest(%(ids)s::bigint[], %(clicks)s::integer[]) AS n (id, clicks)
            ON n.id = every.id
        WHERE c.id = every.id
          AND c.user_id IS NULL
          AND c.engagement_count <> coalesce(n.clicks, 0)
        """,
        {"ids": ids, "clicks": clicks},
    )
    return cur.rowcount
