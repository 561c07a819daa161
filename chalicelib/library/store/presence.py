"""Records which files of library items exist on disk."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection

MISSING_AFTER_SCANS = 2


def mark_found(conn: Connection, *, folder: str, except_ids: Sequence[UUID]) -> int:
    """Clear the missing mark of a folder's other files; returns how many had it."""
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = 0, missing_since = NULL
        WHERE missed_scans > 0
            AND id <> ALL(%(except_ids)s)
            AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
        """,
        {"folder": folder, "except_ids": list(except_ids)},
    ).rowcount


def mark_missed(conn: Connection, *, ids: Sequence[UUID], is_confirmed: bool, now: datetime) -> int:
    """
    Record that a scan did not find these files: missing after a second one, or when confirmed.

    Returns how many rows changed: nothing is written for files that are missing already.
    """
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = CASE WHEN %(is_confirmed)s THEN %(enough)s ELSE missed_scans + 1 END,
            missing_since = CASE
                WHEN %(is_confirmed)s OR missed_scans + 1 >= %(enough)s THEN %(now)s
            END
        WHERE id = ANY(%(ids)s) AND missing_since IS NULL
        """,
        {
            "ids": list(ids),
            "is_confirmed": is_confirmed,
            "enough": MISSING_AFTER_SCANS,
            "now": now,
        },
    ).rowcount
