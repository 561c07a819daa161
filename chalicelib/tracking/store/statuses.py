"""Statuses that users chose."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection


def set_status(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    status: str | None,
    now: datetime,
) -> str:
    """
    Choose the status of titles, or forget it (None).

    Returns what changed as JSON: the ids, the rows before, and when the new rows are from. Needs
    `plays.lock`. Raises `MediaNotFound` when a title was deleted concurrently.
    """
    parameters = {
        "user_id": user_id,
        "media_ids": list(media_ids),
        "status": status,
        "now": now,
    }
    try:
        row = conn.execute(
            """
            WITH before AS (
                SELECT c.media_id, s.status, s.updated_at
                FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
                LEFT JOIN user_statuses AS s
                    ON s.user_id = %(user_id)s AND s.media_id = c.media_id
                WHERE %(status)s::text IS NOT NULL OR s.status IS NOT NULL
            ),
            forgotten AS (
                DELETE FROM user_statuses AS s
                WHERE %(status)s::text IS NULL
                  AND s.user_id = %(user_id)s
                  AND s.media_id = ANY(%(media_ids)s::bigint[])
            ),
            chosen AS (
                INSERT INTO user_statuses (user_id, media_id, status, updated_at)
                SELECT %(user_id)s, b.media_id, %(status)s, %(now)s
                FROM before AS b
                WHERE %(status)s::text IS NOT NULL
                ON CONFLICT (user_id, media_id) DO UPDATE
                SET status = excluded.status, updated_at = excluded.updated_at
            )
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'media_id', b.media_id,
                       'status', b.status,
                       'updated_at', b.updated_at,
                       'changed_at',
                       CASE WHEN %(status)s::text IS NOT NULL THEN %(now)s::timestamptz END
                   )), '[]')::text
            FROM before AS b
            """,
            parameters,
        ).fetchone()
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return "[]" if row is None else row[0]


def revert(conn: Connection, *, user_id: UUID, statuses: str) -> None:
    """Put statuses back; one that was chosen since stays."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(statuses)s::jsonb) AS c (
                media_id bigint, status text, updated_at timestamptz, changed_at timestamptz
            )
            LEFT JOIN user_statuses AS s ON s.user_id = %(user_id)s AND s.media_id = c.media_id
            WHERE s.updated_at IS NOT DISTINCT FROM c.changed_at
        ),
        forgotten AS (
            DELETE FROM user_statuses AS s
            USING changed AS c
            WHERE c.status IS NULL AND s.user_id = %(user_id)s AND s.media_id = c.media_id
        )
        INSERT INTO user_statuses (user_id, media_id, status, updated_at)
        SELECT %(user_id)s, c.media_id, c.status, c.updated_at
        FROM changed AS c
        JOIN media_items AS m ON m.id = c.media_id
        WHERE c.status IS NOT NULL
        ON CONFLICT (user_id, media_id) DO UPDATE
        SET status = excluded.status, updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "statuses": statuses},
    )
