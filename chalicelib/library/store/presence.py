"""Records which files of library items exist on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A library item whose file is missing, and the key of its copy in the object store."""

    id: UUID
    path: str
    object_key: str | None


def list_missing(
    conn: Connection, *, folder: str, before: datetime | None = None
) -> list[MissingFile]:
    """The missing files of a folder; `before`: only those that are missing since then."""
    with conn.cursor(row_factory=class_row(MissingFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, object_key
            FROM library_items
            WHERE missed_scans > 0 AND missing_since IS NOT NULL
                AND starts_with(absolute_path, %(folder)s || '/')
                AND (%(before)s::timestamptz IS NULL OR missing_since < %(before)s)
            """,
            {"folder": folder, "before": before},
        )
        return cur.fetchall()


def mark_found(
    conn: Connection, *, folder: str, except_ids: Sequence[UUID], is_games: bool = False
) -> int:
    """Clear the missing mark of a folder's other videos or games; returns how many had it."""
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = 0, missing_since = NULL
        WHERE missed_scans > 0 AND (content <> 'video') = %(is_games)s
            AND id <> ALL(%(except_ids)s)
            AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
        """,
        {"folder": folder, "except_ids": list(except_ids), "is_games": is_games},
    ).rowcount


def mark_missed(conn: Connection, *, ids: Sequence[UUID], after_scans: int, now: datetime) -> int:
    """
    Record that a scan did not find these files: they are missing after so many.

    Returns how many rows changed: nothing is written for files that are missing already.
    """
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = missed_scans + 1,
            missing_since = CASE WHEN missed_scans + 1 >= %(after_scans)s THEN %(now)s END
        WHERE id = ANY(%(ids)s) AND missing_since IS NULL
        """,
        {"ids": list(ids), "after_scans": after_scans, "now": now},
    ).rowcount
