"""Files that are kept in the object store only: which may be, and which are."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class FreeableFile:
    """A file with a verified copy, whose folder gives local files up."""

    id: UUID
    path: str
    object_key: str
    size_bytes: int
    modified_ns: int


#: Not while a download seeds it. A file that was given up before and is there again is one, too.
FREEABLE: LiteralString = """
    SELECT item.id, item.absolute_path AS path, item.object_key,
        item.file_size_bytes AS size_bytes, item.file_modified_ns AS modified_ns
    FROM library_items AS item
    CROSS JOIN LATERAL library_root_of(item.absolute_path) AS root
    WHERE (root).store_policy = 'free'
        AND item.stored_at IS NOT NULL AND item.object_sha256 IS NOT NULL
        AND item.object_key IS NOT NULL
        AND item.match_state NOT IN ('ignored', 'recycled')
        AND store_policy_chooses(
            item, (root).store_kinds, (root).store_min_bytes, (root).store_after_days, %(now)s
        )
        AND NOT EXISTS (
            SELECT
            FROM download_seeding AS seeding
            WHERE seeding.job_id = item.source_job_id AND seeding.ended_at IS NULL
        )
"""


def list_ids(conn: Connection, *, now: datetime) -> list[UUID]:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            sql.SQL("SELECT id FROM ({}) AS file ORDER BY id").format(sql.SQL(FREEABLE)),
            {"now": now},
        )
        return cur.fetchall()


def get(conn: Connection, *, id: UUID, now: datetime) -> FreeableFile | None:
    with conn.cursor(row_factory=class_row(FreeableFile)) as cur:
        cur.execute(sql.SQL(FREEABLE) + sql.SQL(" AND item.id = %(id)s"), {"id": id, "now": now})
        return cur.fetchone()


def mark_freed(conn: Connection, *, file: FreeableFile, now: datetime) -> bool:
    """Record that the local file is given up; False when it has changed, or its copy is gone."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET freed_at = %(now)s, missed_scans = 0, missing_since = NULL, updated_at = %(now)s
            WHERE id = %(id)s
                AND stored_at IS NOT NULL
                AND object_key = %(key)s
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": file.id,
                "key": file.object_key,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "now": now,
            },
        ).rowcount
        == 1
    )


def unmark_freed(conn: Connection, *, id: UUID) -> None:
    """The local file could not be removed."""
    conn.execute("UPDATE library_items SET freed_at = NULL WHERE id = %(id)s", {"id": id})
