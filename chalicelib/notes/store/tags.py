"""Tags that users give titles."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import IdPage
from chalicelib.notes.models import Tag
from chalicelib.platform.db import Connection


def all_of_user(conn: Connection, *, user_id: UUID) -> list[Tag]:
    with conn.cursor(row_factory=class_row(Tag)) as cur:
        cur.execute(
            """
            SELECT min(name) AS name, count(*) AS titles
            FROM user_tags
            WHERE user_id = %(user_id)s
            GROUP BY lower(name)
            ORDER BY lower(name)
            """,
            {"user_id": user_id},
        )
        return cur.fetchall()


def most_of_one_title(conn: Connection, *, user_id: UUID, media_ids: Sequence[int]) -> int:
    """The number of tags of the title that has the most."""
    row = conn.execute(
        """
        SELECT coalesce(max(n), 0)
        FROM (
            SELECT count(*) AS n
            FROM user_tags
            WHERE user_id = %(user_id)s AND media_id = ANY(%(media_ids)s)
            GROUP BY media_id
        ) AS counted
        """,
        {"user_id": user_id, "media_ids": list(media_ids)},
    ).fetchone()
    return row[0] if row else 0


def titles(conn: Connection, *, user_id: UUID, name: str, limit: int, offset: int) -> IdPage:
    """The titles with a tag, the newest first."""
    parameters = {"user_id": user_id, "name": name, "limit": limit, "offset": offset}
    rows = conn.execute(
        """
        SELECT media_id
        FROM user_tags
        WHERE user_id = %(user_id)s AND lower(name) = lower(%(name)s)
        ORDER BY added_at DESC, media_id
        LIMIT %(limit)s OFFSET %(offset)s
        """,
        parameters,
    ).fetchall()
    total = conn.execute(
        """
        SELECT count(*)
        FROM user_tags
        WHERE user_id = %(user_id)s AND lower(name) = lower(%(name)s)
        """,
        parameters,
    ).fetchone()
    return IdPage([row[0] for row in rows], total[0] if total else 0)


def change(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    add: Sequence[str],
    remove: Sequence[str],
    now: datetime,
) -> str:
    """
    Add tags to titles and remove others; a tag keeps the spelling it has.

    Returns what changed as JSON. Needs `plays.lock`. Raises `MediaNotFound` when a title was
    deleted concurrently.
    """
    try:
        row = conn.execute(
            """
            WITH removed AS (
                DELETE FROM user_tags
                WHERE user_id = %(user_id)s
                  AND media_id = ANY(%(media_ids)s)
                  AND lower(name) IN (SELECT lower(n) FROM unnest(%(remove)s::text[]) AS n)
                RETURNING media_id, name, added_at
            ),
            spelled AS (
                SELECT DISTINCT ON (lower(n)) coalesce(known.name, n) AS name
                FROM unnest(%(add)s::text[]) AS n
                LEFT JOIN LATERAL (
                    SELECT t.name FROM user_tags AS t
                    WHERE t.user_id = %(user_id)s AND lower(t.name) = lower(n)
                    LIMIT 1
                ) AS known ON true
            ),
            added AS (
                INSERT INTO user_tags (user_id, media_id, name, added_at)
                SELECT %(user_id)s, m.id, s.name, %(now)s
                FROM unnest(%(media_ids)s::bigint[]) AS m (id)
                CROSS JOIN spelled AS s
                ON CONFLICT (user_id, media_id, name) DO NOTHING
                RETURNING media_id, name, added_at
            )
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'media_id', media_id, 'name', name, 'added_at', added_at,
                       'is_added', is_added
                   )), '[]')::text
            FROM (
                SELECT *, false AS is_added FROM removed
                UNION ALL
                SELECT *, true FROM added
            ) AS changed
            """,
            {
                "user_id": user_id,
                "media_ids": list(media_ids),
                "add": list(add),
                "remove": list(remove),
                "now": now,
            },
        ).fetchone()
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return row[0] if row else "[]"


def rename(conn: Connection, *, user_id: UUID, name: str, to: str) -> str:
    """
    Give a tag another name, or make one of two. Returns what changed as JSON.

    Needs `plays.lock`.
    """
    row = conn.execute(
        """
        WITH removed AS (
            DELETE FROM user_tags
            WHERE user_id = %(user_id)s
              AND lower(name) IN (lower(%(name)s), lower(%(to)s))
              AND name <> %(to)s
            RETURNING media_id, name, added_at
        ),
        added AS (
            INSERT INTO user_tags (user_id, media_id, name, added_at)
            SELECT %(user_id)s, media_id, %(to)s, min(added_at) FROM removed GROUP BY media_id
            ON CONFLICT (user_id, media_id, name) DO NOTHING
            RETURNING media_id, name, added_at
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'media_id', media_id, 'name', name, 'added_at', added_at, 'is_added', is_added
               )), '[]')::text
        FROM (
            SELECT *, false AS is_added FROM removed
            UNION ALL
            SELECT *, true FROM added
        ) AS changed
        """,
        {"user_id": user_id, "name": name, "to": to},
    ).fetchone()
    return row[0] if row else "[]"


def delete(conn: Connection, *, user_id: UUID, name: str) -> str:
    """Take a tag from every title. Returns what changed as JSON. Needs `plays.lock`."""
    row = conn.execute(
        """
        WITH removed AS (
            DELETE FROM user_tags
            WHERE user_id = %(user_id)s AND lower(name) = lower(%(name)s)
            RETURNING media_id, name, added_at
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'media_id', media_id, 'name', name, 'added_at', added_at, 'is_added', false
               )), '[]')::text
        FROM removed
        """,
        {"user_id": user_id, "name": name},
    ).fetchone()
    return row[0] if row else "[]"


def revert(conn: Connection, user_id: UUID, changes: str) -> None:
    """Remove what was added, unless it was added again since; put back what was removed."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(changes)s::jsonb) AS c (
                media_id bigint, name text, added_at timestamptz, is_added boolean
            )
        ),
        removed AS (
            DELETE FROM user_tags AS t
            USING changed AS c
            WHERE c.is_added
              AND t.user_id = %(user_id)s
              AND t.media_id = c.media_id
              AND t.name = c.name
              AND t.added_at = c.added_at
        )
        INSERT INTO user_tags (user_id, media_id, name, added_at)
        SELECT %(user_id)s, c.media_id, c.name, c.added_at
        FROM changed AS c
        JOIN media_items AS m ON m.id = c.media_id
        WHERE NOT c.is_added
        ON CONFLICT (user_id, media_id, name) DO NOTHING
        """,
        {"user_id": user_id, "changes": changes},
    )
