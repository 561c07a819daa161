"""The index of converted copies: which there are, asking for one and removing one."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import class_row, scalar_row

from chalicelib.converted_copies.models import CopiedFile, CopyRow

COLUMNS: LiteralString = """
    copy.id, copy.library_item_id, copy.rendition, copy.file_size_bytes, copy.file_fingerprint,
    copy.state, copy.reason, copy.waits_for, copy.progress, copy.size_bytes, copy.durations,
    copy.created_at
"""
#: Of the file as it is now.
CURRENT: LiteralString = """
    converted_copies AS copy
    JOIN library_items AS item ON item.id = copy.library_item_id
        AND item.file_size_bytes = copy.file_size_bytes
        AND item.fingerprint = copy.file_fingerprint
"""


def file_of(conn: Connection, *, item_id: UUID) -> CopiedFile | None:
    """What identifies a file; without a fingerprint until it is probed. None: there is none."""
    with conn.cursor(row_factory=class_row(CopiedFile)) as cur:
        cur.execute(
            """
            SELECT file_size_bytes AS size_bytes, coalesce(fingerprint, '') AS fingerprint,
                duration_seconds
            FROM library_items
            WHERE id = %(item_id)s AND match_state <> 'recycled' AND content = 'video'
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def list_of_item(conn: Connection, *, item_id: UUID) -> Sequence[CopyRow]:
    """The copies of a file, the oldest first."""
    with conn.cursor(row_factory=class_row(CopyRow)) as cur:
        cur.execute(
            sql.SQL(
                """
                SELECT {columns}
                FROM {current}
                WHERE copy.library_item_id = %(item_id)s AND copy.removed_at IS NULL
                ORDER BY copy.created_at, copy.id
                """
            ).format(columns=sql.SQL(COLUMNS), current=sql.SQL(CURRENT)),
            {"item_id": item_id},
        )
        return cur.fetchall()


def list_ready(conn: Connection, *, item_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """The file and the rendition of each copy that can be played."""
    return conn.execute(
        sql.SQL(
            """
            SELECT copy.library_item_id, copy.rendition
            FROM {current}
            WHERE copy.library_item_id = ANY(%(ids)s) AND copy.removed_at IS NULL
                AND copy.state = 'ready'
            ORDER BY copy.rendition
            """
        ).format(current=sql.SQL(CURRENT)),
        {"ids": list(item_ids)},
    ).fetchall()


def get(conn: Connection, *, id: UUID) -> CopyRow | None:
    """A copy that was not removed, of the file as it is now."""
    with conn.cursor(row_factory=class_row(CopyRow)) as cur:
        cur.execute(
            sql.SQL(
                "SELECT {columns} FROM {current} WHERE copy.id = %(id)s AND copy.removed_at IS NULL"
            ).format(columns=sql.SQL(COLUMNS), current=sql.SQL(CURRENT)),
            {"id": id},
        )
        return cur.fetchone()


def find_ready(conn: Connection, *, item_id: UUID, rendition: str) -> CopyRow | None:
    with conn.cursor(row_factory=class_row(CopyRow)) as cur:
        cur.execute(
            sql.SQL(
                """
                SELECT {columns}
                FROM {current}
                WHERE copy.library_item_id = %(item_id)s AND copy.rendition = %(rendition)s
                    AND copy.removed_at IS NULL AND copy.state = 'ready'
                """
            ).format(columns=sql.SQL(COLUMNS), current=sql.SQL(CURRENT)),
            {"item_id": item_id, "rendition": rendition},
        )
        return cur.fetchone()


def replace_unusable(
    conn: Connection, *, item_id: UUID, rendition: str, file: CopiedFile, now: datetime
) -> list[UUID]:
    """Remove the copy if it failed or its file changed: another one takes its place."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            UPDATE converted_copies
            SET removed_at = %(now)s, updated_at = %(now)s
            WHERE library_item_id = %(item_id)s AND rendition = %(rendition)s
                AND removed_at IS NULL
                AND (
                    state = 'failed'
                    OR (file_size_bytes, file_fingerprint) <> (%(size)s, %(fingerprint)s)
                )
            RETURNING id
            """,
            {
                "item_id": item_id,
                "rendition": rendition,
                "size": file.size_bytes,
                "fingerprint": file.fingerprint,
                "now": now,
            },
        )
        return cur.fetchall()


def put(
    conn: Connection, *, id: UUID, item_id: UUID, rendition: str, file: CopiedFile, now: datetime
) -> UUID:
    """
    The copy in this rendition: the one that is there, or a new one with this id.

    It is locked, so that its last request is not withdrawn before another is added.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            INSERT INTO converted_copies (
                id, library_item_id, rendition, file_size_bytes, file_fingerprint,
                created_at, updated_at
            )
            VALUES (
                %(id)s, %(item_id)s, %(rendition)s, %(size)s, %(fingerprint)s, %(now)s, %(now)s
            )
            ON CONFLICT (library_item_id, rendition) WHERE removed_at IS NULL DO UPDATE
            SET updated_at = excluded.updated_at
            RETURNING id
            """,
            {
                "id": id,
                "item_id": item_id,
                "rendition": rendition,
                "size": file.size_bytes,
                "fingerprint": file.fingerprint,
                "now": now,
            },
        )
        copy_id: UUID = next(cur)
        return copy_id


def lock(conn: Connection, *, id: UUID) -> None:
    """Let one transaction at a time change who asked for it."""
    conn.execute("SELECT FROM converted_copies WHERE id = %(id)s FOR UPDATE", {"id": id})


def remove(conn: Connection, *, id: UUID, for_all: bool, now: datetime) -> None:
    """
    Its objects stay until it cannot be undone. `for_all`: also for users who asked for it.
    """
    conn.execute(
        """
        UPDATE converted_copies
        SET removed_at = %(now)s, updated_at = %(now)s, removed_for_all = %(for_all)s
        WHERE id = %(id)s AND removed_at IS NULL
        """,
        {"id": id, "for_all": for_all, "now": now},
    )


def restore(conn: Connection, *, id: UUID, for_all: bool, now: datetime) -> None:
    """
    Undo a removal, unless the file has such a copy again, or it was removed for all since.

    `for_all`: the removal was one for all users.
    """
    conn.execute(
        """
        UPDATE converted_copies AS copy
        SET removed_at = NULL, updated_at = %(now)s, removed_for_all = false
        WHERE copy.id = %(id)s AND (%(for_all)s OR NOT copy.removed_for_all) AND NOT EXISTS (
            SELECT
            FROM converted_copies AS other
            WHERE other.library_item_id = copy.library_item_id
                AND other.rendition = copy.rendition
                AND (
                    other.removed_at IS NULL
                    OR (
                        other.removed_for_all AND other.id <> copy.id
                        AND other.removed_at >= copy.removed_at
                    )
                )
        )
        """,
        {"id": id, "for_all": for_all, "now": now},
    )


def total_bytes(conn: Connection) -> int:
    """What all copies take, also those whose objects are still to be removed."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT coalesce(sum(size_bytes), 0)::bigint FROM converted_copies")
        return int(next(cur))
