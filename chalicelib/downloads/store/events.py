"""The story of each job."""

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
    progress_percent: int,
    payload: Mapping[str, Any] | None = None,
) -> None:
    conn.execute(
        """
        INSERT INTO download_events (job_id, status, message, progress_percent, payload)
        VALUES (%(job_id)s, %(status)s, %(message)s, %(progress_percent)s, %(payload)s)
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
    conn: Connection, told: Sequence[tuple[UUID, Status, int, int]], *, message: str
) -> None:
    """The same words for many jobs: job, state, progress in percent, attempt."""
    conn.execute(
        """
        INSERT INTO download_events (job_id, status, message, progress_percent, payload)
        SELECT t.job_id, t.status, %(message)s, t.percent,
               jsonb_build_object('attempt', t.attempt)
        FROM unnest(
            %(ids)s::uuid[], %(statuses)s::text[], %(percents)s::integer[], %(attempts)s::integer[]
        ) AS t (job_id, status, percent, attempt)
        """,
        {
            "message": message,
            "ids": [job_id for job_id, _, _, _ in told],
            "statuses": [str(status) for _, status, _, _ in told],
            "percents": [percent for _, _, percent, _ in told],
            "attempts": [attempt for _, _, _, attempt in told],
        },
    )


def page(
    conn: Connection, *, job_id: UUID, viewer: UUID | None, after: datetime | None, limit: int
) -> list[DownloadEvent]:
    """Oldest first; none for a job the viewer (None: an admin) may not see."""
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


def insert_now(conn: Connection, *, job_id: UUID, status: Status, message: str) -> None:
    """With the progress the job has at this moment."""
    conn.execute(
        """
        INSERT INTO download_events (job_id, status, message, progress_percent)
        SELECT id, %(status)s, %(message)s, progress_percent
        FROM download_jobs
        WHERE id = %(job_id)s
        """,
        {"job_id": job_id, "status": status, "message": message},
    )
