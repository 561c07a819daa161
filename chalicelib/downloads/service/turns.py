"""
The turns of a held job, each told in its story.

Every statement names the attempt it belongs to; when it changes no row, the job is somebody
else's by now (`LeaseLost`).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chalicelib.downloads.models import (
    DEATHS_OF_A_SUSPECT,
    Abandoned,
    Claim,
    FailureReason,
    Status,
    route,
)
from chalicelib.downloads.store import events, held
from chalicelib.platform.db import Connection

#: What the story says when nothing more special happened.
MESSAGES = {
    Status.PREPARING: "Getting ready.",
    Status.DOWNLOADING: "Downloading.",
    Status.STALLED: "Nothing arrives at the moment.",
    Status.RETRYING: "Will be tried again.",
    Status.COMPLETED: "Completed.",
    Status.FAILED: "Failed.",
}

WORKER_DIED = FailureReason("worker_died", "The worker died while working on this.")


class LeaseLost(Exception):
    """The job was cancelled, or belongs to another attempt by now. Let go of it."""


def walk(
    conn: Connection,
    job: Claim | Abandoned,
    status: Status,
    way: Sequence[Status],
    setback: FailureReason | None = None,
) -> Status:
    """Take each step of the way and tell it; where it ended."""
    for to in way:
        moved = held.move(
            conn,
            id=job.id,
            attempt=job.attempt,
            expected=status,
            to=to,
            reason=setback.reason if setback else None,
            error_message=setback.message if setback else "",
        )
        if moved is None:
            raise LeaseLost
        tell(conn, job.id, to, moved.progress_percent, setback=setback)
        status = to
    return status


def stall(conn: Connection, job: Claim | Abandoned, status: Status, setback: FailureReason) -> None:
    if status is not Status.STALLED:
        walk(conn, job, status, route(status, Status.STALLED), setback)


def let_go(
    conn: Connection,
    job: Claim | Abandoned,
    status: Status,
    setback: FailureReason,
    backoff_s: float,
) -> Status:
    """Retry with a growing pause; a job whose retries are used up has failed."""
    deaths = job.deaths_now if isinstance(job, Abandoned) else 0
    if not held.is_worth_another_try(conn, id=job.id):
        if deaths > 1:
            message = f"The worker died {deaths} times while working on this."
            setback = FailureReason(setback.reason, message)
        fail(conn, job, status, setback)
        return Status.FAILED
    stall(conn, job, status, setback)
    moved = held.retry(
        conn, id=job.id, attempt=job.attempt, backoff_s=backoff_s, counts=True, deaths=deaths
    )
    if moved is None:
        raise LeaseLost
    tell(
        conn,
        job.id,
        Status.RETRYING,
        moved.progress_percent,
        f"Try {moved.retry_count + 1} follows.",
        payload={
            "retryCount": moved.retry_count,
            "nextRetryAt": moved.next_retry_at.isoformat() if moved.next_retry_at else None,
        },
    )
    return Status.RETRYING


def spare(conn: Connection, job: Abandoned) -> None:
    """
    Its worker died, and it was one of several: nothing is counted against it.

    When that happens to the same ones again and again, they are tried one at a time.
    """
    stall(conn, job, job.status, WORKER_DIED)
    deaths = job.deaths_now
    moved = held.retry(
        conn, id=job.id, attempt=job.attempt, backoff_s=0, counts=False, deaths=deaths
    )
    if moved is None:
        raise LeaseLost
    is_suspect = deaths >= DEATHS_OF_A_SUSPECT
    message = "Goes on by itself, one at a time." if is_suspect else "Goes on soon."
    tell(conn, job.id, Status.RETRYING, moved.progress_percent, message)


def fail(conn: Connection, job: Claim | Abandoned, status: Status, setback: FailureReason) -> None:
    way = route(status, Status.FAILED)
    status = walk(conn, job, status, way[:-1], setback)
    moved = held.fail(
        conn,
        id=job.id,
        attempt=job.attempt,
        expected=status,
        reason=setback.reason,
        error_message=setback.message,
    )
    if moved is None:
        raise LeaseLost
    tell(conn, job.id, Status.FAILED, moved.progress_percent, setback=setback)


def tell(
    conn: Connection,
    job_id: UUID,
    status: Status,
    progress_percent: int,
    message: str = "",
    *,
    setback: FailureReason | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    story = dict(payload or {})
    if setback is not None:
        message = message or setback.message
        story |= {"reason": setback.reason, **setback.payload}
    events.insert(
        conn,
        job_id=job_id,
        status=status,
        message=message or MESSAGES[status],
        progress_percent=progress_percent,
        payload=story,
    )
