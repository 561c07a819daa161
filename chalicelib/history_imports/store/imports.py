"""Imports and their uploads."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row, scalar_row

from chalicelib.history_imports.errors import AnotherImportRuns
from chalicelib.history_imports.models.import_rows import ImportRow
from chalicelib.platform.db import Connection

ONE_AT_A_TIME = "Another import is running. It has to end first."


def insert(
    conn: Connection,
    *,
    id: UUID,
    user_id: UUID,
    file_name: str,
    size_bytes: int,
    time_zone: str,
    now: datetime,
) -> None:
    """Add an import; an upload of the user that never ended is deleted."""
    conn.execute(
        """
        WITH unfinished AS (
            DELETE FROM history_imports WHERE user_id = %(user_id)s AND state = 'uploading'
        )
        INSERT INTO history_imports (
            id, user_id, file_name, size_bytes, time_zone, state, state_since, created_at
        )
        VALUES (
            %(id)s, %(user_id)s, %(file_name)s, %(size_bytes)s, %(time_zone)s, 'uploading',
            %(now)s, %(now)s
        )
        """,
        {
            "id": id,
            "user_id": user_id,
            "file_name": file_name,
            "size_bytes": size_bytes,
            "time_zone": time_zone,
            "now": now,
        },
    )


def count(conn: Connection, *, user_id: UUID) -> int:
    """The user's imports, without an upload that never ended."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM history_imports
            WHERE user_id = %(user_id)s AND state <> 'uploading'
            """,
            {"user_id": user_id},
        )
        return int(cur.fetchall()[0])


def list_imports(
    conn: Connection, *, user_id: UUID, import_id: UUID | None = None
) -> list[ImportRow]:
    """The user's imports, or one of them; the newest first."""
    with conn.cursor(row_factory=class_row(ImportRow)) as cur:
        cur.execute(
            """
            SELECT i.id, i.user_id, i.file_name, i.size_bytes,
                   (
                       SELECT coalesce(sum(octet_length(p.content)), 0)::bigint
                       FROM history_import_parts AS p
                       WHERE p.import_id = i.id
                   ) AS received_bytes,
                   i.time_zone, i.format, i.state, i.message, i.rows_total, i.rows_done,
                   i.state_since, i.created_at, i.applied_at
            FROM history_imports AS i
            WHERE i.user_id = %(user_id)s
              AND (%(import_id)s::uuid IS NULL OR i.id = %(import_id)s)
            ORDER BY i.created_at DESC, i.id
            """,
            {"user_id": user_id, "import_id": import_id},
        )
        return cur.fetchall()


def lock(conn: Connection, *, import_id: UUID) -> None:
    """Let this transaction alone change an import: its state stays what it is read to be."""
    conn.execute(
        "SELECT FROM history_imports WHERE id = %(import_id)s FOR UPDATE", {"import_id": import_id}
    )


def owner(conn: Connection, *, import_id: UUID) -> UUID | None:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT user_id FROM history_imports WHERE id = %(import_id)s",
            {"import_id": import_id},
        )
        return cur.fetchone()


def move_state(
    conn: Connection,
    *,
    import_id: UUID,
    before: Collection[str],
    state: str,
    now: datetime,
    message: str = "",
) -> bool:
    """
    Change the state, and begin its count; whether the import was in one of `before`.

    Raises `AnotherImportRuns`.
    """
    try:
        moved = conn.execute(
            """
            UPDATE history_imports
            SET state = %(state)s, message = %(message)s, rows_done = 0, state_since = %(now)s,
                applied_at = CASE WHEN %(state)s = 'applied' THEN %(now)s ELSE applied_at END
            WHERE id = %(import_id)s AND state = ANY(%(before)s)
            """,
            {
                "import_id": import_id,
                "before": list(before),
                "state": state,
                "now": now,
                "message": message,
            },
        )
    except UniqueViolation as error:
        raise AnotherImportRuns(ONE_AT_A_TIME) from error
    return moved.rowcount == 1


def set_format(conn: Connection, *, import_id: UUID, format: str | None) -> None:
    conn.execute(
        "UPDATE history_imports SET format = %(format)s WHERE id = %(import_id)s",
        {"import_id": import_id, "format": format},
    )


def set_total(conn: Connection, *, import_id: UUID, rows_total: int | None) -> None:
    conn.execute(
        "UPDATE history_imports SET rows_total = %(rows_total)s WHERE id = %(import_id)s",
        {"import_id": import_id, "rows_total": rows_total},
    )


def set_done(conn: Connection, *, import_id: UUID, state: str, rows_done: int) -> bool:
    """Record progress; False when the import has left the state, such as by cancelling."""
    updated = conn.execute(
        """
        UPDATE history_imports
        SET rows_done = %(rows_done)s
        WHERE id = %(import_id)s AND state = %(state)s
        """,
        {"import_id": import_id, "state": state, "rows_done": rows_done},
    )
    return updated.rowcount == 1


def insert_part(conn: Connection, *, import_id: UUID, number: int, content: bytes) -> None:
    """Store a part; one that is sent again replaces itself."""
    conn.execute(
        """
        INSERT INTO history_import_parts (import_id, number, content)
        VALUES (%(import_id)s, %(number)s, %(content)s)
        ON CONFLICT (import_id, number) DO UPDATE SET content = excluded.content
        """,
        {"import_id": import_id, "number": number, "content": content},
    )


def read_upload(conn: Connection, *, import_id: UUID) -> bytes:
    """The uploaded file; empty when it was deleted."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT content
            FROM history_import_parts
            WHERE import_id = %(import_id)s
            ORDER BY number
            """,
            {"import_id": import_id},
        )
        return b"".join(cur)


def delete_upload(conn: Connection, *, import_id: UUID) -> None:
    conn.execute(
        "DELETE FROM history_import_parts WHERE import_id = %(import_id)s",
        {"import_id": import_id},
    )


def delete(conn: Connection, *, import_id: UUID) -> None:
    """Delete an import with its upload and rows; what it wrote stays."""
    conn.execute("DELETE FROM history_imports WHERE id = %(import_id)s", {"import_id": import_id})


def delete_old(conn: Connection, *, uploads_before: datetime, unapplied_before: datetime) -> None:
    """Delete old uploads, and old imports that wrote nothing."""
    conn.execute(
        """
        DELETE FROM history_import_parts AS p
        USING history_imports AS i
        WHERE i.id = p.import_id
          AND i.created_at < %(uploads_before)s
          AND i.state NOT IN ('reading', 'applying')
        """,
        {"uploads_before": uploads_before},
    )
    conn.execute(
        """
        DELETE FROM history_imports
        WHERE created_at < %(unapplied_before)s
          AND applied_at IS NULL
          AND state NOT IN ('reading', 'applying', 'undoing')
          AND NOT EXISTS (
              SELECT
              FROM history_import_rows AS r
              WHERE r.import_id = history_imports.id AND r.outcome = 'applied'
          )
        """,
        {"unapplied_before": unapplied_before},
    )
