"""Scans of the library: requested through the API, run by the worker."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.library.models import Scan


def insert(
    conn: Connection,
    *,
    id: UUID,
    user_id: UUID | None,
    paths: Sequence[str],
    now: datetime,
    confirms_missing: bool = False,
) -> None:
    conn.execute(
        """
        INSERT INTO library_scans (
            id, requested_by, paths, confirms_missing, status, created_at, updated_at
        )
        VALUES (%(id)s, %(user_id)s, %(paths)s, %(confirms)s, 'queued', %(now)s, %(now)s)
        """,
        {
            "id": id,
            "user_id": user_id,
            "paths": list(paths),
            "confirms": confirms_missing,
            "now": now,
        },
    )


def get(conn: Connection, *, id: UUID) -> Scan | None:
    with conn.cursor(row_factory=class_row(Scan)) as cur:
        cur.execute(
            """
            SELECT id, status, files_found, files_added, files_updated, files_missing, message,
                created_at, finished_at
            FROM library_scans
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def find_queued(
    conn: Connection, *, paths: Sequence[str], confirms_missing: bool = False
) -> UUID | None:
    """The id of a queued scan of the same folders."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM library_scans
            WHERE status = 'queued' AND paths = %(paths)s AND confirms_missing = %(confirms)s
            ORDER BY created_at, id
            LIMIT 1
            """,
            {"paths": list(paths), "confirms": confirms_missing},
        )
        return cur.fetchone()


def start(conn: Connection, *, id: UUID, now: datetime) -> tuple[list[str], bool] | None:
    """
    Start the scan; returns its folders and whether it confirms that missing files are gone.

    None if it is unknown or finished.
    """
    with conn.cursor() as cur:
        cur.execute(
            """
            UPDATE library_scans
            SET status = 'running', updated_at = %(now)s
            WHERE id = %(id)s AND status IN ('queued', 'running')
            RETURNING paths, confirms_missing
            """,
            {"id": id, "now": now},
        )
        return cur.fetchone()


def update_progress(
    conn: Connection, *, id: UUID, found: int, added: int, updated: int, now: datetime
) -> None:
    """Store the progress of the scan."""
    conn.execute(
        """
        UPDATE library_scans
        SET files_found = %(found)s, files_added = %(added)s, files_updated = %(updated)s,
            updated_at = %(now)s
        WHERE id = %(id)s AND status = 'running'
        """,
        {"id": id, "found": found, "added": added, "updated": updated, "now": now},
    )


def finish(
    conn: Connection, *, id: UUID, failed: bool, missing: int, message: str, now: datetime
) -> None:
    conn.execute(
        """
        UPDATE library_scans
        SET status = CASE WHEN %(failed)s THEN 'failed' ELSE 'completed' END,
            files_missing = %(missing)s, message = %(message)s, finished_at = %(now)s,
            updated_at = %(now)s
        WHERE id = %(id)s AND status = 'running'
        """,
        {"id": id, "failed": failed, "missing": missing, "message": message, "now": now},
    )
