"""Watched titles."""

from uuid import UUID

from psycopg.rows import class_row

from chalicelib.catalog.models import IdPage
from chalicelib.platform.db import Connection


def page(conn: Connection, *, user_id: UUID, limit: int, offset: int) -> IdPage:
    """Titles with any watched part, the most recently watched first."""
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(
            """
            WITH watched AS MATERIALIZED (
                SELECT media_id, max(last_watched_at) AS last_watched_at
                FROM user_watched
                WHERE user_id = %(user_id)s
                GROUP BY media_id
            )
            SELECT ARRAY(
                       SELECT media_id
                       FROM watched
                       ORDER BY last_watched_at DESC, media_id
                       LIMIT %(limit)s OFFSET %(offset)s
                   ) AS ids,
                   (SELECT count(*) FROM watched) AS total
            """,
            {"user_id": user_id, "limit": limit, "offset": offset},
        )
        return cur.fetchall()[0]
