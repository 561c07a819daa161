"""Records which files of library items exist on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A library item whose file is missing, and the key of its copy in the object store."""

    id: UUID
    path: str
    object_key: str | None


@dataclass(frozen=True, slots=True)
class MissedFile:
    """A file that was not found once."""

    id: UUID
    path: str


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


def mark_found_at(conn: Connection, *, paths: Sequence[str]) -> int:
    """Clear the mark of the videos at these paths; returns how many had it."""
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = 0, missing_since = NULL
        WHERE missed_scans > 0 AND content = 'video' AND absolute_path = ANY(%(paths)s)
        """,
        {"paths": list(paths)},
    ).rowcount


def mark_missed(conn: Connection, *, ids: Sequence[UUID], before: datetime, now: datetime) -> int:
    """
    Record that files were not found. They are missing when they were first missed by `before`.

    Returns how many are missing from now on: in between, nothing is written.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            UPDATE library_items
            SET missed_scans = missed_scans + 1,
                missed_at = CASE WHEN missed_scans > 0 THEN missed_at ELSE %(now)s END,
                missing_since = CASE
                    WHEN missed_scans > 0 AND missed_at <= %(before)s THEN %(now)s
                END
            WHERE id = ANY(%(ids)s) AND missing_since IS NULL
                AND (missed_scans = 0 OR missed_at <= %(before)s)
            RETURNING missing_since IS NOT NULL
            """,
            {"ids": list(ids), "before": before, "now": now},
        )
        return sum(cur.fetchall())


def mark_missing(conn: Connection, *, ids: Sequence[UUID], now: datetime) -> int:
    """Record that files are missing, after one look; returns how many were not yet."""
    return conn.execute(
        """
        UPDATE library_items
        SET missed_scans = missed_scans + 1, missed_at = %(now)s, missing_since = %(now)s
        WHERE id = ANY(%(ids)s) AND missing_since IS NULL
        """,
        {"ids": list(ids), "now": now},
    ).rowcount


def list_missed(conn: Connection, *, before: datetime) -> list[MissedFile]:
    """The files that were first missed by `before` and are not missing yet."""
    with conn.cursor(row_factory=class_row(MissedFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path
            FROM library_items
            WHERE missed_scans > 0 AND missing_since IS NULL AND missed_at <= %(before)s
                AND match_state <> 'recycled' AND freed_at IS NULL
            """,
            {"before": before},
        )
        return cur.fetchall()


def forget_missed(conn: Connection, *, ids: Sequence[UUID]) -> None:
    """Take back that these files were missed, where they are not missing yet."""
    conn.execute(
        """
        UPDATE library_items
        SET missed_scans = 0
        WHERE id = ANY(%(ids)s) AND missing_since IS NULL
        """,
        {"ids": list(ids)},
    )
