"""The story of each job."""

from collections.abc import Mapping
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


def page(
    conn: Connection, *, job_id: UUID, user_id: UUID, after: datetime | None, limit: int
) -> list[DownloadEvent]:
    """Oldest first; none for somebody else's job."""
    with conn.cursor(row_factory=class_row(DownloadEvent)) as cur:
        cur.execute(
            """
            SELECT e.id, e.job_id, e.status, e.message, e.progress_percent, e.payload, e.created_at
            FROM download_events AS e
            JOIN download_jobs AS j ON j.id = e.job_id
            WHERE e.job_id = %(job_id)s
              AND j.user_id = %(user_id)s
              AND (%(after)s::timestamptz IS NULL OR e.created_at > %(after)s)
            ORDER BY e.created_at, e.id
            LIMIT %(limit)s
            """,
            {"job_id": job_id, "user_id": user_id, "after": after, "limit": limit},
        )
        return cur.fetchall()
