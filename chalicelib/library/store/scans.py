"""Scans of the library: requested through the API, run by the worker."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, dict_row, scalar_row

from chalicelib.library.models.scans import RunningScan, Scan, ScanCounts, StartedScan


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


def get(conn: Connection, *, id: UUID, has_worker: bool, now: datetime) -> Scan | None:
    """A scan, the rate of its phase up to `now`, and what it waits for."""
    with conn.cursor(row_factory=dict_row) as cur:
        row = cur.execute(
            """
            SELECT id, status, phase, files_done, files_total, files_found, files_added,
                files_updated, files_moved, files_unmatched, files_not_found, files_missing,
                missing_in, message, created_at, finished_at,
                extract(epoch FROM %(now)s - phase_started_at)::float AS seconds
            FROM library_scans
            WHERE id = %(id)s
            """,
            {"id": id, "now": now},
        ).fetchone()
        if row is None:
            return None
        seconds = row.pop("seconds") or 0.0
        is_running = row["status"] == "running" and seconds > 0
        rate = row["files_done"] / seconds if is_running else 0.0
        left = max(0, row["files_total"] - row["files_done"])
        running = _running(conn) if row["status"] == "queued" else None
    return Scan(
        **row,
        files_per_second=round(rate, 1),
        seconds_left=round(left / rate) if rate and row["files_total"] else None,
        waits_for=running,
        has_worker=has_worker,
    )


def list_ids_in_progress(conn: Connection, *, limit: int) -> list[UUID]:
    """The scans that run or are queued, the running one first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM library_scans
            WHERE status IN ('running', 'queued')
            ORDER BY status = 'running' DESC, created_at, id
            LIMIT %(limit)s
            """,
            {"limit": limit},
        )
        return cur.fetchall()


def _running(conn: Connection) -> RunningScan | None:
    with conn.cursor(row_factory=class_row(RunningScan)) as cur:
        cur.execute(
            """
            SELECT id, paths, phase, files_done, files_total
            FROM library_scans
            WHERE status = 'running'
            ORDER BY updated_at DESC
            LIMIT 1
            """
        )
        return cur.fetchone()


def find_joinable(
    conn: Connection,
    *,
    paths: Sequence[str],
    is_requested: bool = False,
    confirms_missing: bool = False,
) -> UUID | None:
    """
    The id of a scan that covers these folders and has not looked at them yet, or is looking now.

    `is_requested`: by a person. An automatic scan does less, so that none is joined then.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT scan.id
            FROM library_scans AS scan
            WHERE (scan.status = 'queued' OR scan.status = 'running' AND scan.phase = 'looking')
                AND scan.confirms_missing = %(confirms)s
                AND (scan.requested_by IS NOT NULL OR NOT %(is_requested)s)
                AND NOT EXISTS (
                    SELECT
                    FROM unnest(%(paths)s::text[]) AS wanted (path)
                    WHERE NOT EXISTS (
                        SELECT
                        FROM unnest(scan.paths) AS covered (path)
                        WHERE wanted.path = covered.path
                            OR starts_with(wanted.path, covered.path || '/')
                    )
                )
            ORDER BY scan.status = 'running' DESC, scan.created_at, scan.id
            LIMIT 1
            """,
            {"paths": list(paths), "is_requested": is_requested, "confirms": confirms_missing},
        )
        return cur.fetchone()


def start(conn: Connection, *, id: UUID, now: datetime) -> StartedScan | None:
    """Start the scan; None if it is unknown or finished."""
    with conn.cursor(row_factory=class_row(StartedScan)) as cur:
        cur.execute(
            """
            UPDATE library_scans
            SET status = 'running', phase = 'looking', phase_started_at = %(now)s,
                updated_at = %(now)s
            WHERE id = %(id)s AND status IN ('queued', 'running')
            RETURNING paths, confirms_missing, requested_by IS NOT NULL AS is_requested
            """,
            {"id": id, "now": now},
        )
        return cur.fetchone()


def update_progress(conn: Connection, *, id: UUID, counts: ScanCounts, now: datetime) -> None:
    """Store the progress of the scan."""
    conn.execute(
        """
        UPDATE library_scans
        SET phase_started_at = CASE
                WHEN phase = %(phase)s THEN phase_started_at ELSE %(now)s
            END,
            phase = %(phase)s, files_done = %(done)s, files_total = %(total)s,
            files_found = %(found)s, files_added = %(added)s, files_updated = %(updated)s,
            files_moved = %(moved)s, files_unmatched = %(unmatched)s,
            files_not_found = %(not_found)s, updated_at = %(now)s
        WHERE id = %(id)s AND status = 'running'
        """,
        {"id": id, "now": now, **asdict(counts)},
    )


def finish(
    conn: Connection,
    *,
    id: UUID,
    failed: bool,
    paths: Sequence[str],
    missing: int,
    missing_in: Sequence[str],
    message: str,
    mark: str,
    now: datetime,
) -> None:
    """
    End a scan; `mark` is that of the catalogue when it began.

    `paths` are the folders that were there: the others were not scanned.
    """
    conn.execute(
        """
        UPDATE library_scans
        SET status = CASE WHEN %(failed)s THEN 'failed' ELSE 'completed' END,
            paths = %(paths)s, files_missing = %(missing)s, missing_in = %(missing_in)s,
            message = %(message)s, catalogue_mark = %(mark)s,
            finished_at = %(now)s, updated_at = %(now)s
        WHERE id = %(id)s AND status = 'running'
        """,
        {
            "id": id,
            "failed": failed,
            "paths": list(paths),
            "missing": missing,
            "missing_in": list(missing_in),
            "message": message,
            "mark": mark,
            "now": now,
        },
    )


def last_catalogue_mark(conn: Connection) -> str | None:
    """The mark of the last scan that looked at every folder by itself; see `catalogue_mark`."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT catalogue_mark
            FROM library_scans
            WHERE status = 'completed' AND requested_by IS NULL
            ORDER BY created_at DESC
            LIMIT 1
            """
        )
        return cur.fetchone()
