"""The watch later list."""

from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import IdPage
from chalicelib.platform.db import Connection


def insert(conn: Connection, *, user_id: UUID, media_id: int, now: datetime) -> None:
    """Add a title; one already on the list keeps its position. Raises `MediaNotFound`."""
    try:
        conn.execute(
            """
            INSERT INTO user_watch_later (user_id, media_id, updated_at)
            VALUES (%(user_id)s, %(media_id)s, %(now)s)
            ON CONFLICT (user_id, media_id) DO NOTHING
            """,
            {"user_id": user_id, "media_id": media_id, "now": now},
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def delete(conn: Connection, *, user_id: UUID, media_id: int) -> None:
    conn.execute(
        """
        DELETE FROM user_watch_later
        WHERE user_id = %(user_id)s AND media_id = %(media_id)s
        """,
        {"user_id": user_id, "media_id": media_id},
    )


def page(conn: Connection, *, user_id: UUID, limit: int, offset: int) -> IdPage:
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(
            """
            SELECT ARRAY(
                       SELECT media_id
                       FROM user_watch_later
                       WHERE user_id = %(user_id)s
                       ORDER BY updated_at DESC, media_id
                       LIMIT %(limit)s OFFSET %(offset)s
                   ) AS ids,
                   (SELECT count(*) FROM user_watch_later WHERE user_id = %(user_id)s) AS total
            """,
            {"user_id": user_id, "limit": limit, "offset": offset},
        )
        return cur.fetchall()[0]
