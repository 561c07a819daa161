"""Folders of the library: those administrators added, and the options of all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row

from chalicelib.library.models.folders import (
    FolderKind,
    FolderScan,
    FolderSource,
    LibraryRoot,
    StorePolicy,
)
from chalicelib.library.models.path_text import path_to_text, text_to_path


def list_all(conn: Connection) -> list[LibraryRoot]:
    """Every row; one of the environment is in force only while the variable names it."""
    rows = conn.execute(
        """
        SELECT path, source, kind, marker, mounts, away
        FROM library_roots
        ORDER BY created_at, path
        """
    )
    return [
        LibraryRoot(
            text_to_path(path),
            source,
            kind,
            marker,
            tuple(map(text_to_path, mounts)),
            tuple(map(text_to_path, away)),
        )
        for path, source, kind, marker, mounts, away in rows
    ]


def lock(conn: Connection) -> None:
    """Serialise additions; the lock is held to the end of the transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(hashtext('library_roots'))")


def insert(
    conn: Connection,
    *,
    path: str,
    source: FolderSource,
    kind: FolderKind = "mixed",
    user_id: UUID | None,
    now: datetime,
) -> None:
    """Add a folder, or a row for the options of one; an existing row keeps its options."""
    conn.execute(
        """
        INSERT INTO library_roots (path, source, kind, added_by, created_at)
        VALUES (%(path)s, %(source)s, %(kind)s, %(user_id)s, %(now)s)
        ON CONFLICT (path) DO UPDATE SET source = excluded.source
        WHERE library_roots.source <> excluded.source
        """,
        {"path": path, "source": source, "kind": kind, "user_id": user_id, "now": now},
    )


def update(
    conn: Connection,
    *,
    path: str,
    kind: FolderKind | None,
    marker: str | None,
    prepares_copies: bool | None,
) -> None:
    """Change the options that are given."""
    conn.execute(
        """
        UPDATE library_roots
        SET kind = coalesce(%(kind)s, kind), marker = coalesce(%(marker)s, marker),
            prepares_copies = coalesce(%(prepares_copies)s, prepares_copies)
        WHERE path = %(path)s
        """,
        {"path": path, "kind": kind, "marker": marker, "prepares_copies": prepares_copies},
    )


def set_store(conn: Connection, *, path: str, policy: StorePolicy) -> None:
    conn.execute(
        """
        UPDATE library_roots
        SET store_policy = %(action)s, store_kinds = %(kinds)s, store_min_bytes = %(min_bytes)s,
            store_after_days = %(after_days)s, store_quota_bytes = %(quota_bytes)s
        WHERE path = %(path)s
        """,
        {"path": path, **policy.model_dump(by_alias=False), "kinds": list(policy.kinds)},
    )


def set_mounts(
    conn: Connection, *, root: LibraryRoot, mounts: Sequence[str], now: datetime
) -> None:
    """Record the mount points in and above a folder."""
    insert(conn, path=path_to_text(root.key), source=root.source, user_id=None, now=now)
    conn.execute(
        """
        UPDATE library_roots
        SET mounts = %(mounts)s
        WHERE path = %(path)s AND mounts <> %(mounts)s
        """,
        {"path": path_to_text(root.key), "mounts": list(map(path_to_text, mounts))},
    )


def set_away(conn: Connection, *, root: LibraryRoot, away: Sequence[str], now: datetime) -> None:
    """Record what of a folder is away: itself, or mount points in and above it."""
    if root.source == "environment":  # one that was added may have been removed meanwhile
        insert(conn, path=path_to_text(root.key), source=root.source, user_id=None, now=now)
    conn.execute(
        """
        UPDATE library_roots
        SET away = %(away)s
        WHERE path = %(path)s AND away <> %(away)s
        """,
        {"path": path_to_text(root.key), "away": list(map(path_to_text, away))},
    )


def forget_away(conn: Connection, *, except_paths: Sequence[str]) -> bool:
    """Forget what is away of other folders than these; returns whether anything was."""
    forgotten = conn.execute(
        "UPDATE library_roots SET away = '{}' WHERE away <> '{}' AND path <> ALL(%(paths)s)",
        {"paths": list(except_paths)},
    )
    return forgotten.rowcount > 0


def delete(conn: Connection, *, path: str) -> bool:
    """False when it was not added."""
    deleted = conn.execute(
        "DELETE FROM library_roots WHERE path = %(path)s AND source = 'stored'", {"path": path}
    )
    return deleted.rowcount == 1


def scans_of(conn: Connection, *, paths: Sequence[str]) -> dict[str, FolderScan]:
    """How many files each folder has in the library, and its scans."""
    with conn.cursor(row_factory=dict_row) as cur:
        cur.execute(
            """
            SELECT folder.path, item.files, item.missing, item.away, item.only_in_store,
                coalesce(
                    (
                        SELECT jsonb_build_object(
                            'action', root.store_policy, 'kinds', root.store_kinds,
                            'minBytes', root.store_min_bytes,
                            'afterDays', root.store_after_days,
                            'quotaBytes', root.store_quota_bytes
                        )
                        FROM library_roots AS root
                        WHERE root.path = folder.path
                    ),
                    '{}'
                ) AS store,
                EXISTS (
                    SELECT
                    FROM library_roots AS root
                    WHERE root.path = folder.path AND root.prepares_copies
                ) AS prepares_copies,
                (
                    SELECT max(scan.finished_at)
                    FROM library_scans AS scan
                    CROSS JOIN LATERAL unnest(scan.paths) AS scanned (path)
                    WHERE scan.status = 'completed'
                        AND (
                            scanned.path = folder.path
                            OR starts_with(folder.path, scanned.path || '/')
                        )
                ) AS scanned_at,
                (
                    SELECT scan.id
                    FROM library_scans AS scan
                    CROSS JOIN LATERAL unnest(scan.paths) AS scanned (path)
                    WHERE scan.status IN ('queued', 'running')
                        AND (
                            scanned.path = folder.path
                            OR starts_with(folder.path, scanned.path || '/')
                        )
                    ORDER BY scan.status = 'running' DESC, scan.created_at DESC
                    LIMIT 1
                ) AS scan_id
            FROM unnest(%(paths)s::text[]) AS folder (path)
            CROSS JOIN library_away() AS away (points)
            CROSS JOIN LATERAL (
                SELECT count(*) AS files, count(missing_since) AS missing,
                    count(*) FILTER (
                        WHERE stored_at IS NULL AND absolute_path ^@ ANY (away.points)
                    ) AS away,
                    count(freed_at) AS only_in_store
                FROM library_items
                WHERE starts_with(absolute_path, folder.path || '/')
                    AND match_state <> 'recycled'
            ) AS item
            """,
            {"paths": list(paths)},
        )
        return {
            row["path"]: FolderScan(**{**row, "store": StorePolicy.model_validate(row["store"])})
            for row in cur
        }
