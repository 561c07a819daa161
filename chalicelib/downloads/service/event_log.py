"""The event log of jobs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chalicelib.downloads.models import Status
from chalicelib.downloads.store import events
from chalicelib.platform.db import Connection


def record(
    conn: Connection,
    *,
    job_id: UUID,
    status: Status,
    message: str,
    progress_percent: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """`progress_percent` None: the progress that is stored for the job."""
    events.insert(
        conn,
        job_id=job_id,
        status=status,
        message=message,
        progress_percent=progress_percent,
        payload=payload,
    )


def record_claims(
    conn: Connection, claims: Sequence[tuple[UUID, int, int]], *, status: Status, message: str
) -> None:
    """The same event for many jobs, as (job, progress in percent, attempt)."""
    events.insert_many(conn, claims, status=status, message=message)
