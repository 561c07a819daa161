"""The comparison of the object store with the library."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """
    Objects in the store, those of no file, and files whose object is lost.

    `is_mended` is false when so much is lost that nothing was changed.
    """

    checked_at: datetime
    objects: int
    size_bytes: int
    orphans: int
    orphan_bytes: int
    lost: int
    is_mended: bool


def list_stored(conn: Connection) -> dict[str, UUID]:
    """The files with a copy, by its key."""
    rows = conn.execute(
        """
        SELECT object_key, id
        FROM library_items
        WHERE stored_at IS NOT NULL AND object_key IS NOT NULL
        """
    )
    return dict(rows.fetchall())


def list_keys(conn: Connection) -> set[str]:
    """The keys of all files and of uploads in progress: a file whose copy was lost keeps its."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT object_key
            FROM library_items
            WHERE object_key IS NOT NULL
            UNION
            SELECT object_key
            FROM object_uploads
            """
        )
        return set(cur)


def list_lost(conn: Connection) -> list[tuple[UUID, str, int]]:
    """Files that were only in the store when their copy was lost: id, key and size."""
    return conn.execute(
        """
        SELECT id, object_key, file_size_bytes
        FROM library_items
        WHERE missing_since IS NOT NULL AND stored_at IS NULL
            AND object_sha256 IS NOT NULL AND object_key IS NOT NULL
        """
    ).fetchall()


def restore_objects(conn: Connection, *, ids: Sequence[UUID], now: datetime) -> None:
    """The copies of these lost files are there again."""
    conn.execute(
        """
        UPDATE library_items
        SET stored_at = %(now)s, freed_at = %(now)s, missing_since = NULL, missed_scans = 0,
            updated_at = %(now)s
        WHERE id = ANY(%(ids)s) AND missing_since IS NOT NULL AND stored_at IS NULL
        """,
        {"ids": list(ids), "now": now},
    )


def forget_objects(conn: Connection, *, ids: Sequence[UUID], now: datetime) -> None:
    """
    The copies of these files are gone; one without a local file is missing.

    Such a file keeps its checksum, by which it is known when its copy is there again.
    """
    conn.execute(
        """
        UPDATE library_items
        SET stored_at = NULL,
            object_sha256 = CASE WHEN freed_at IS NULL THEN NULL ELSE object_sha256 END,
            missing_since = CASE WHEN freed_at IS NULL THEN missing_since ELSE %(now)s END,
            missed_scans = CASE WHEN freed_at IS NULL THEN missed_scans ELSE 2 END,
            freed_at = NULL, updated_at = %(now)s
        WHERE id = ANY(%(ids)s)
        """,
        {"ids": list(ids), "now": now},
    )


def put(conn: Connection, check: StoreCheck) -> None:
    """Store what the last comparison found."""
    conn.execute(
        """
        INSERT INTO object_store_checks (
            checked_at, objects, size_bytes, orphans, orphan_bytes, lost, is_mended
        )
        VALUES (
            %(checked_at)s, %(objects)s, %(size_bytes)s, %(orphans)s, %(orphan_bytes)s, %(lost)s,
            %(is_mended)s
        )
        ON CONFLICT (is_only) DO UPDATE
        SET checked_at = excluded.checked_at, objects = excluded.objects,
            size_bytes = excluded.size_bytes, orphans = excluded.orphans,
            orphan_bytes = excluded.orphan_bytes, lost = excluded.lost,
            is_mended = excluded.is_mended
        """,
        asdict(check),
    )
