"""Whether the files of library items are where they were."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection

MISSING_AFTER_SCANS = 2


def mark_found(conn: Connection, *, folder: str, except_ids: Sequence[UUID]) -> int:
    """The other files of a folder are there, again or still; returns how many were missing."""
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = 0, missing_since = NULL
        WHERE missed_scans > 0
            AND id <> ALL(%(except_ids)s)
            AND starts_with(absolute_path, %(folder)s || '/')
        """,
        {"folder": folder, "except_ids": list(except_ids)},
    ).rowcount


def mark_missed(conn: Connection, *, ids: Sequence[UUID], is_confirmed: bool, now: datetime) -> int:
    """
    A scan did not find these files. They are missing after a second one, or when confirmed.

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
