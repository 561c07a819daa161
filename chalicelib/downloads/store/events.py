"""The event log of jobs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.downloads.models import DownloadEvent, Status
from chalicelib.platform.db import Connection


def insert(
    conn: Connection,
    *,
    job_id: UUID,
    status: Status,
    message: str,
    progress_percent: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """`progress_percent` None: the progress that is stored for the job."""
    conn.execute(
        """
        INSERT INTO download_events (job_id, status, message, progress_percent, payload)
        SELECT job_id, %(status)s, %(message)s, coalesce(%(progress_percent)s, progress_percent),
               %(payload)s
        FROM download_progress
        WHERE job_id = %(job_id)s
        """,
        {
            "job_id": job_id,
            "status": status,
            "message": message,
            "progress_percent": progress_percent,
            "payload": Jsonb(dict(payload or {})),
        },
    )


def insert_many(
    conn: Connection, jobs: Sequence[tuple[UUID, int, int]], *, status: Status, message: str
) -> None:
    """The same event for many jobs, as (job, progress in percent, attempt)."""
    conn.execute(
        """
        INSERT INTO download_events (job_id, status, message, progress_percent, payload)
        SELECT n.job_id, %(status)s, %(message)s, n.percent,
               jsonb_build_object('attempt', n.attempt)
        FROM unnest(%(ids)s::uuid[], %(percents)s::integer[], %(attempts)s::integer[])
            AS n (job_id, percent, attempt)
        """,
        {
            "status": status,
            "message": message,
            "ids": [job_id for job_id, _, _ in jobs],
            "percents": [percent for _, percent, _ in jobs],
            "attempts": [attempt for _, _, attempt in jobs],
        },
    )


def page(
    conn: Connection, *, job_id: UUID, viewer: UUID | None, after: datetime | None, limit: int
) -> list[DownloadEvent]:
    """Oldest first. `viewer` None: an administrator, who sees every job's events."""
    with conn.cursor(row_factory=class_row(DownloadEvent)) as cur:
        cur.execute(
            """
            SELECT e.id, e.job_id, e.status, e.message, e.progress_percent, e.payload, e.created_at
            FROM download_events AS e
            JOIN download_jobs AS j ON j.id = e.job_id
            WHERE e.job_id = %(job_id)s
              AND (%(viewer)s::uuid IS NULL OR j.user_id = %(viewer)s)
              AND (%(after)s::timestamptz IS NULL OR e.created_at > %(after)s)
            ORDER BY e.created_at, e.id
            LIMIT %(limit)s
            """,
            {"job_id": job_id, "viewer": viewer, "after": after, "limit": limit},
        )
        return cur.fetchall()
