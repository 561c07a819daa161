"""
State transitions of a leased job, each recorded in its event log.

Every statement carries the job's attempt; when it changes no row, the lease is lost.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chalicelib.downloads.models import Status, transition_path
from chalicelib.downloads.models.job_options import MESSAGES
from chalicelib.downloads.service import event_log
from chalicelib.leases.models import QUARANTINE_CRASHES, Claim, FailureReason, OrphanedJob
from chalicelib.leases.store import source_fallback, transitions
from chalicelib.platform.db import Connection

#: Failures of a source, after which another one may do.
SOURCE_FAULTS = frozenset(
    {
        "blocked_address",
        "checksum_mismatch",
        "insecure_redirect",
        "no_metadata",
        "no_peers",
        "not_a_file",
        "not_found",
        "packed",
        "refused",
        "size_mismatch",
        "too_many_redirects",
        "too_slow",
        "torrents_off",
        "unreachable",
    }
)
WORKER_DIED = FailureReason("worker_died", "The worker died while working on this.")


class LeaseLost(Exception):
    """The job was cancelled, or is leased to another attempt: the worker must release it."""


def apply_transitions(
    conn: Connection,
    job: Claim | OrphanedJob,
    status: Status,
    path: Sequence[Status],
    failure: FailureReason | None = None,
) -> Status:
    """Apply and record each transition of `path`; returns the last state. Raises `LeaseLost`."""
    for to in path:
        after = transitions.move(
            conn,
            id=job.id,
            attempt=job.attempt,
            expected=status,
            to=to,
            reason=failure.reason if failure else None,
            error_message=failure.message if failure else "",
        )
        if after is None:
            raise LeaseLost
        record_event(conn, job.id, to, failure=failure)
        status = to
    return status


def stall(
    conn: Connection, job: Claim | OrphanedJob, status: Status, failure: FailureReason
) -> None:
    if status is not Status.STALLED:
        path = transition_path(status, Status.STALLED)
        apply_transitions(conn, job, status, path, failure)


def retry_or_fail(
    conn: Connection,
    job: Claim | OrphanedJob,
    status: Status,
    failure: FailureReason,
    backoff_s: float,
) -> Status:
    """Release for a retry with exponential backoff; fail when no retries are left."""
    crash_count = job.new_crash_count if isinstance(job, OrphanedJob) else 0
    if not transitions.has_retries_left(conn, id=job.id):
        if crash_count > 1:
            message = f"The worker died {crash_count} times while working on this."
            failure = FailureReason(failure.reason, message)
        return fail(conn, job, status, failure)
    stall(conn, job, status, failure)
    after = transitions.retry(
        conn,
        id=job.id,
        attempt=job.attempt,
        backoff_s=backoff_s,
        is_counted=True,
        crash_count=crash_count,
    )
    if after is None:
        raise LeaseLost
    record_event(
        conn,
        job.id,
        Status.RETRYING,
        message=f"Try {after.retry_count + 1} follows.",
        payload={
            "retryCount": after.retry_count,
            "nextRetryAt": after.next_retry_at.isoformat() if after.next_retry_at else None,
        },
    )
    return Status.RETRYING


def requeue_uncounted(conn: Connection, job: OrphanedJob) -> None:
    """
    Requeue a job that was one of several when its worker crashed: no retry is counted.

    After `QUARANTINE_CRASHES` in a row, it is claimed alone.
    """
    stall(conn, job, job.status, WORKER_DIED)
    crash_count = job.new_crash_count
    after = transitions.retry(
        conn,
        id=job.id,
        attempt=job.attempt,
        backoff_s=0,
        is_counted=False,
        crash_count=crash_count,
    )
    if after is None:
        raise LeaseLost
    is_quarantined = crash_count >= QUARANTINE_CRASHES
    message = "Goes on by itself, one at a time." if is_quarantined else "Goes on soon."
    record_event(conn, job.id, Status.RETRYING, message=message)


def fail(
    conn: Connection, job: Claim | OrphanedJob, status: Status, failure: FailureReason
) -> Status:
    """Fail a job, or go on with the next free source of its title; returns its state."""
    if _switch_source(conn, job, status, failure):
        return Status.RETRYING
    path = transition_path(status, Status.FAILED)
    status = apply_transitions(conn, job, status, path[:-1], failure)
    after = transitions.fail(
        conn,
        id=job.id,
        attempt=job.attempt,
        expected=status,
        reason=failure.reason,
        error_message=failure.message,
    )
    if after is None:
        raise LeaseLost
    record_event(conn, job.id, Status.FAILED, failure=failure)
    return Status.FAILED


def _switch_source(
    conn: Connection, job: Claim | OrphanedJob, status: Status, failure: FailureReason
) -> bool:
    """False when the source is not at fault, or the title has no other free source."""
    if failure.reason not in SOURCE_FAULTS:
        return False
    following = source_fallback.next_of(conn, job_id=job.id)
    if following is None:
        return False
    stall(conn, job, status, failure)
    if not source_fallback.switch(conn, id=job.id, attempt=job.attempt, source_id=following.id):
        raise LeaseLost
    message = f"Trying another source: {following.publisher}."
    record_event(conn, job.id, Status.RETRYING, message=message)
    return True


def record_event(
    conn: Connection,
    job_id: UUID,
    status: Status,
    *,
    message: str = "",
    failure: FailureReason | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """With the message of `failure`, otherwise of the state, when there is no other."""
    details = dict(payload or {})
    if failure is not None:
        message = message or failure.message
        details |= {"reason": failure.reason, **failure.payload}
    event_log.record(
        conn,
        job_id=job_id,
        status=status,
        message=message or MESSAGES[status],
        payload=details,
    )
