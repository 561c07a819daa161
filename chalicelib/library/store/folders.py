"""Folders of the library that administrators added."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.library.models import FolderScan


def paths(conn: Connection) -> list[str]:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute("SELECT path FROM library_folders ORDER BY created_at, path").fetchall()


def lock(conn: Connection) -> None:
    """Serialise additions; the lock is held to the end of the transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(hashtext('library_folders'))")


def insert(conn: Connection, *, path: str, user_id: UUID, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO library_folders (path, added_by, created_at)
        VALUES (%(path)s, %(user_id)s, %(now)s)
        ON CONFLICT (path) DO NOTHING
        """,
        {"path": path, "user_id": user_id, "now": now},
    )


def delete(conn: Connection, *, path: str) -> bool:
    """False when it was not added."""
    deleted = conn.execute("DELETE FROM library_folders WHERE path = %(path)s", {"path": path})
    return deleted.rowcount == 1


def scans_of(conn: Connection, *, paths: Sequence[str]) -> dict[str, FolderScan]:
    """How many files each folder has in the library, and its scans."""
    with conn.cursor(row_factory=class_row(FolderScan)) as cur:
        cur.execute(
            """
            SELECT folder.path,
                (
                    SELECT count(*)
                    FROM library_items AS item
                    WHERE starts_with(item.absolute_path, folder.path || '/')
                ) AS files,
                (
                    SELECT max(scan.finished_at)
                    FROM library_scans AS scan
                    WHERE scan.status = 'completed' AND folder.path = ANY(scan.paths)
                ) AS scanned_at,
                (
                    SELECT scan.id
                    FROM library_scans AS scan
                    WHERE scan.status IN ('queued', 'running') AND folder.path = ANY(scan.paths)
                    ORDER BY scan.created_at DESC
                    LIMIT 1
                ) AS scan_id
            FROM unnest(%(paths)s::text[]) AS folder (path)
            """,
            {"paths": list(paths)},
        )
        return {row.path: row for row in cur}
