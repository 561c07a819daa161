"""How far the copies are that a worker makes and deletes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import class_row, scalar_row

from chalicelib.converted_copies.models import CopyFailure, CopyRow, CopyWait
from chalicelib.converted_copies.store.copies import COLUMNS


def begin(conn: Connection, *, id: UUID, now: datetime) -> bool:
    """Whether it is still to be made: also after a worker that was killed."""
    cur = conn.execute(
        """
        UPDATE converted_copies
        SET state = 'running', waits_for = '', updated_at = %(now)s
        WHERE id = %(id)s AND state IN ('waiting', 'running') AND removed_at IS NULL
        """,
        {"id": id, "now": now},
    )
    return cur.rowcount == 1


def set_progress(
    conn: Connection,
    *,
    id: UUID,
    progress: int,
    size_bytes: int,
    waits_for: CopyWait,
    now: datetime,
) -> bool:
    """Whether the copy is still wanted."""
    cur = conn.execute(
        """
        UPDATE converted_copies
        SET progress = %(progress)s, size_bytes = %(size)s, waits_for = %(waits_for)s,
            updated_at = %(now)s
        WHERE id = %(id)s AND state = 'running' AND removed_at IS NULL
        """,
        {
            "id": id,
            "progress": progress,
            "size": size_bytes,
            "waits_for": waits_for,
            "now": now,
        },
    )
    return cur.rowcount == 1


def mark_ready(
    conn: Connection, *, id: UUID, durations: Sequence[float], size_bytes: int, now: datetime
) -> None:
    conn.execute(
        """
        UPDATE converted_copies
        SET state = 'ready', waits_for = '', progress = 100, durations = %(durations)s,
            size_bytes = %(size)s, updated_at = %(now)s
        WHERE id = %(id)s AND state = 'running'
        """,
        {"id": id, "durations": list(durations), "size": size_bytes, "now": now},
    )


def fail(conn: Connection, *, id: UUID, reason: CopyFailure, now: datetime) -> None:
    conn.execute(
        """
        UPDATE converted_copies
        SET state = 'failed', waits_for = '', reason = %(reason)s, updated_at = %(now)s
        WHERE id = %(id)s
        """,
        {"id": id, "reason": reason, "now": now},
    )


def list_waiting(conn: Connection) -> list[UUID]:
    """Copies that are to be made, of which no task is queued or runs."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT copy.id
            FROM converted_copies AS copy
            WHERE copy.state IN ('waiting', 'running') AND copy.removed_at IS NULL
                AND NOT EXISTS (
                    SELECT
                    FROM procrastinate_jobs AS job
                    WHERE job.lock = 'copy:' || copy.id AND job.status IN ('todo', 'doing')
                )
            ORDER BY copy.created_at, copy.id
            """
        )
        return cur.fetchall()


def remove_outdated(conn: Connection, *, now: datetime) -> None:
    """Copies of files that have changed since."""
    conn.execute(
        """
        UPDATE converted_copies AS copy
        SET removed_at = %(now)s, updated_at = %(now)s
        FROM library_items AS item
        WHERE item.id = copy.library_item_id AND copy.removed_at IS NULL
            AND item.fingerprint IS NOT NULL
            AND (item.file_size_bytes, item.fingerprint)
                <> (copy.file_size_bytes, copy.file_fingerprint)
        """,
        {"now": now},
    )


def list_removed(conn: Connection, *, before: datetime) -> Sequence[CopyRow]:
    with conn.cursor(row_factory=class_row(CopyRow)) as cur:
        cur.execute(
            sql.SQL(
                "SELECT {} FROM converted_copies AS copy WHERE copy.removed_at < %(before)s"
            ).format(sql.SQL(COLUMNS)),
            {"before": before},
        )
        return cur.fetchall()


def list_failed(conn: Connection) -> Sequence[CopyRow]:
    """Copies that failed after objects of them were stored. They are made anew, never resumed."""
    with conn.cursor(row_factory=class_row(CopyRow)) as cur:
        cur.execute(
            sql.SQL(
                "SELECT {} FROM converted_copies AS copy"
                " WHERE copy.state = 'failed' AND copy.size_bytes > 0"
            ).format(sql.SQL(COLUMNS))
        )
        return cur.fetchall()


def clear_size(conn: Connection, *, ids: Collection[UUID]) -> None:
    conn.execute(
        "UPDATE converted_copies SET size_bytes = 0 WHERE id = ANY(%(ids)s) AND state = 'failed'",
        {"ids": list(ids)},
    )


def list_all(conn: Connection) -> Sequence[CopyRow]:
    with conn.cursor(row_factory=class_row(CopyRow)) as cur:
        cur.execute(sql.SQL("SELECT {} FROM converted_copies AS copy").format(sql.SQL(COLUMNS)))
        return cur.fetchall()


def delete(conn: Connection, *, ids: Collection[UUID]) -> None:
    conn.execute("DELETE FROM converted_copies WHERE id = ANY(%(ids)s)", {"ids": list(ids)})
