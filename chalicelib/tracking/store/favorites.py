"""Favorites."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import IdPage
from chalicelib.platform.db import Connection


def set_favorite(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    is_favorite: bool,
    now: datetime,
) -> str:
    """
    Add titles to the favorites, or remove them; one that is there keeps its place.

    Returns what changed as JSON: the ids, when they were added, and whether they are favorites now.
    Raises `MediaNotFound` when a title was deleted concurrently.
    """
    parameters = {
        "user_id": user_id,
        "media_ids": list(media_ids),
        "is_favorite": is_favorite,
        "now": now,
    }
    try:
        row = conn.execute(
            """
            WITH added AS (
                INSERT INTO user_favorites (user_id, media_id, updated_at)
                SELECT %(user_id)s, c.media_id, %(now)s
                FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
                WHERE %(is_favorite)s
                ON CONFLICT (user_id, media_id) DO NOTHING
                RETURNING media_id, updated_at
            ),
            removed AS (
                DELETE FROM user_favorites AS f
                WHERE NOT %(is_favorite)s
                  AND f.user_id = %(user_id)s
                  AND f.media_id = ANY(%(media_ids)s::bigint[])
                RETURNING f.media_id, f.updated_at
            )
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'media_id', c.media_id,
                       'updated_at', c.updated_at,
                       'is_favorite', %(is_favorite)s::boolean
                   )), '[]')::text
            FROM (SELECT * FROM added UNION ALL SELECT * FROM removed) AS c
            """,
            parameters,
        ).fetchone()
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return "[]" if row is None else row[0]


def count(conn: Connection, *, user_id: UUID) -> int:
    row = conn.execute(
        "SELECT count(*) FROM user_favorites WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else 0


def revert(conn: Connection, *, user_id: UUID, favorites: str) -> None:
    """Remove added favorites, and put removed ones back in their place."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(favorites)s::jsonb) AS c (
                media_id bigint, updated_at timestamptz, is_favorite boolean
            )
        ),
        removed AS (
            DELETE FROM user_favorites AS f
            USING changed AS c
            WHERE c.is_favorite
              AND f.user_id = %(user_id)s
              AND f.media_id = c.media_id
              AND f.updated_at = c.updated_at
        )
        INSERT INTO user_favorites (user_id, media_id, updated_at)
        SELECT %(user_id)s, c.media_id, c.updated_at
        FROM changed AS c
        JOIN media_items AS m ON m.id = c.media_id
        WHERE NOT c.is_favorite
        ON CONFLICT (user_id, media_id) DO NOTHING
        """,
        {"user_id": user_id, "favorites": favorites},
    )


def page(conn: Connection, *, user_id: UUID, limit: int, offset: int) -> IdPage:
    """Favorites, the newest first."""
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(
            """
            SELECT ARRAY(
                       SELECT media_id
                       FROM user_favorites
                       WHERE user_id = %(user_id)s
                       ORDER BY updated_at DESC, media_id
                       LIMIT %(limit)s OFFSET %(offset)s
                   ) AS ids,
                   (SELECT count(*) FROM user_favorites WHERE user_id = %(user_id)s) AS total
            """,
            {"user_id": user_id, "limit": limit, "offset": offset},
        )
        return cur.fetchall()[0]
