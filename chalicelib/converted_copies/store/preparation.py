"""Files of folders whose copies are prepared, and which of them are done."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import scalar_row

from chalicelib.converted_copies.models import CopiedFile

#: Probed videos that are there.
ELIGIBLE: LiteralString = """
    item.fingerprint IS NOT NULL AND item.scanned_at IS NOT NULL AND item.probe_error = ''
    AND item.container_format <> '' AND item.video_codec <> '' AND item.extra_kind = ''
    AND item.missing_since IS NULL AND item.match_state NOT IN ('ignored', 'recycled')
"""


def list_of_folder(conn: Connection, *, folder: str) -> list[tuple[UUID, CopiedFile]]:
    """The files below a folder that a copy could be made of."""
    rows = conn.execute(
        sql.SQL(
            """
            SELECT item.id, item.file_size_bytes, item.fingerprint, item.duration_seconds
            FROM library_items AS item
            WHERE starts_with(item.absolute_path, %(folder)s || '/') AND {eligible}
            """
        ).format(eligible=sql.SQL(ELIGIBLE)),
        {"folder": folder},
    )
    return [(item_id, CopiedFile(*facts)) for item_id, *facts in rows]


def list_unprepared(conn: Connection, *, limit: int) -> list[tuple[UUID, CopiedFile]]:
    """Files of folders that prepare copies, without those that are done; the oldest first."""
    rows = conn.execute(
        sql.SQL(
            """
            SELECT item.id, item.file_size_bytes, item.fingerprint, item.duration_seconds
            FROM library_roots AS chosen
            JOIN library_items AS item ON starts_with(item.absolute_path, chosen.path || '/')
            CROSS JOIN LATERAL library_root_of(item.absolute_path) AS root
            WHERE chosen.prepares_copies AND root.path = chosen.path AND {eligible}
                AND NOT EXISTS (
                    SELECT
                    FROM prepared_copies AS done
                    WHERE done.library_item_id = item.id
                        AND done.file_size_bytes = item.file_size_bytes
                        AND done.file_fingerprint = item.fingerprint
                )
            ORDER BY item.discovered_at, item.id
            LIMIT %(limit)s
            """
        ).format(eligible=sql.SQL(ELIGIBLE)),
        {"limit": limit},
    )
    return [(item_id, CopiedFile(*facts)) for item_id, *facts in rows]


def has_pending(conn: Connection) -> bool:
    """Whether a copy is being made, or waits for it; not one whose file cannot be read."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM converted_copies
                WHERE state IN ('waiting', 'running') AND removed_at IS NULL
                    AND waits_for <> 'file'
            )
            """
        )
        return bool(cur.fetchone())


def mark_prepared(
    conn: Connection, *, files: Sequence[tuple[UUID, CopiedFile]], now: datetime
) -> None:
    with conn.cursor() as cur:
        cur.executemany(
            """
            INSERT INTO prepared_copies (
                library_item_id, file_size_bytes, file_fingerprint, prepared_at
            )
            VALUES (%(item_id)s, %(size)s, %(fingerprint)s, %(now)s)
            ON CONFLICT (library_item_id) DO UPDATE
            SET file_size_bytes = excluded.file_size_bytes,
                file_fingerprint = excluded.file_fingerprint, prepared_at = excluded.prepared_at
            """,
            [
                {
                    "item_id": item_id,
                    "size": file.size_bytes,
                    "fingerprint": file.fingerprint,
                    "now": now,
                }
                for item_id, file in files
            ],
        )
