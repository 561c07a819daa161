"""Notes and reviews."""

from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.notes.models import TitleNotes
from chalicelib.platform.db import Connection


def get(conn: Connection, *, user_id: UUID, media_id: int) -> TitleNotes:
    """What a user wrote about a title, with its tags."""
    with conn.cursor(row_factory=class_row(TitleNotes)) as cur:
        cur.execute(
            """
            SELECT coalesce(n.note, '') AS note, n.note_at, coalesce(n.review, '') AS review,
                   coalesce(n.review_has_spoilers, false) AS review_has_spoilers, n.review_at,
                   ARRAY(
                       SELECT t.name FROM user_tags AS t
                       WHERE t.user_id = %(user_id)s AND t.media_id = %(media_id)s
                       ORDER BY lower(t.name)
                   ) AS tags
            FROM (SELECT) AS always
            LEFT JOIN user_notes AS n ON n.user_id = %(user_id)s AND n.media_id = %(media_id)s
            """,
            {"user_id": user_id, "media_id": media_id},
        )
        return cur.fetchone() or TitleNotes()


def count(conn: Connection, *, user_id: UUID, without: int) -> int:
    """How many other titles a user wrote about."""
    row = conn.execute(
        "SELECT count(*) FROM user_notes WHERE user_id = %(user_id)s AND media_id <> %(without)s",
        {"user_id": user_id, "without": without},
    ).fetchone()
    return row[0] if row else 0


def write(
    conn: Connection, *, user_id: UUID, media_id: int, notes: TitleNotes, now: datetime
) -> str:
    """
    Store what is written about a title, or delete the row when nothing is.

    Returns what changed as JSON. Needs `plays.lock`. Raises `MediaNotFound` when the title was
    deleted concurrently.
    """
    parameters = {
        "user_id": user_id,
        "media_id": media_id,
        **notes.model_dump(by_alias=False, exclude={"tags"}),
        "now": now,
    }
    row = conn.execute(
        """
        SELECT jsonb_build_array(jsonb_build_object(
                   'media_id', %(media_id)s::bigint,
                   'before', (
                       SELECT to_jsonb(n) FROM user_notes AS n
                       WHERE n.user_id = %(user_id)s AND n.media_id = %(media_id)s
                   ),
                   'changed_at', %(now)s::timestamptz,
                   'is_gone', %(note)s = '' AND %(review)s = ''
               ))::text
        """,
        parameters,
    ).fetchone()
    try:
        if notes.note or notes.review:
            conn.execute(
                """
                INSERT INTO user_notes (
                    user_id, media_id, note, note_at, review, review_has_spoilers, review_at,
                    updated_at
                )
                VALUES (
                    %(user_id)s, %(media_id)s, %(note)s, %(note_at)s, %(review)s,
                    %(review_has_spoilers)s, %(review_at)s, %(now)s
                )
                ON CONFLICT (user_id, media_id) DO UPDATE
                SET note = excluded.note, note_at = excluded.note_at, review = excluded.review,
                    review_has_spoilers = excluded.review_has_spoilers,
                    review_at = excluded.review_at, updated_at = excluded.updated_at
                """,
                parameters,
            )
        else:
            conn.execute(
                """
                DELETE FROM user_notes
                WHERE user_id = %(user_id)s AND media_id = %(media_id)s
                """,
                parameters,
            )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return row[0] if row else "[]"


def revert(conn: Connection, user_id: UUID, changes: str) -> None:
    """Put back what was written before; what was written since stays."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(changes)s::jsonb) AS c (
                media_id bigint, before jsonb, changed_at timestamptz, is_gone boolean
            )
            LEFT JOIN user_notes AS n ON n.user_id = %(user_id)s AND n.media_id = c.media_id
            WHERE CASE WHEN c.is_gone THEN n.media_id IS NULL ELSE n.updated_at = c.changed_at END
        ),
        removed AS (
            DELETE FROM user_notes AS n
            USING changed AS c
            WHERE n.user_id = %(user_id)s
              AND n.media_id = c.media_id
              AND jsonb_typeof(c.before) IS DISTINCT FROM 'object'
        )
        INSERT INTO user_notes (
            user_id, media_id, note, note_at, review, review_has_spoilers, review_at, updated_at
        )
        SELECT %(user_id)s, c.media_id, b.note, b.note_at, b.review, b.review_has_spoilers,
               b.review_at, b.updated_at
        FROM changed AS c
        JOIN media_items AS m ON m.id = c.media_id
        CROSS JOIN LATERAL jsonb_populate_record(NULL::user_notes, c.before) AS b
        WHERE jsonb_typeof(c.before) = 'object'
        ON CONFLICT (user_id, media_id) DO UPDATE
        SET note = excluded.note, note_at = excluded.note_at, review = excluded.review,
            review_has_spoilers = excluded.review_has_spoilers, review_at = excluded.review_at,
            updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "changes": changes},
    )
