"""
Transitions between states, and how a lease ends.

Every statement carries the attempt; None when it changed no row, because the lease is lost.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import MAX_RETRIES, WORTHWHILE_BYTES
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class AfterTransition:
    retry_count: int
    next_retry_at: datetime | None


def move(
    conn: Connection,
    *,
    id: UUID,
    attempt: int,
    expected: Status,
    to: Status,
    reason: str | None = None,
    error_message: str = "",
) -> AfterTransition | None:
    """To a state in which the worker keeps the lease."""
    with conn.cursor(row_factory=class_row(AfterTransition)) as cur:
        cur.execute(
            """
            WITH moved AS (
                UPDATE download_jobs
                SET status = %(to)s, reason = %(reason)s, error_message = %(error_message)s,
                    detail = '', next_retry_at = NULL, updated_at = clock_timestamp()
                WHERE id = %(id)s
                  AND attempt = %(attempt)s
                  AND status = %(expected)s
                RETURNING id, status, retry_count, next_retry_at
            ),
            progress AS (
                UPDATE download_progress AS p
                SET detail = '',
                    download_speed_mbps = CASE WHEN moved.status = 'stalled' THEN 0
                                               ELSE p.download_speed_mbps END,
                    eta_seconds = CASE WHEN moved.status <> 'stalled' THEN p.eta_seconds END
                FROM moved
                WHERE p.job_id = moved.id
            )
            SELECT retry_count, next_retry_at
            FROM moved
            """,
            {
                "id": id,
                "attempt": attempt,
                "expected": expected,
                "to": to,
                "reason": reason,
                "error_message": error_message,
            },
        )
        return cur.fetchone()


def set_stalled_timeout(conn: Connection, *, id: UUID, attempt: int, in_s: float) -> None:
    """Store when a stalled job is going to be retried, unless it resumes."""
    conn.execute(
        """
        UPDATE download_jobs
        SET next_retry_at = clock_timestamp() + make_interval(secs => %(in_s)s)
        WHERE id = %(id)s
          AND attempt = %(attempt)s
          AND status = 'stalled'
        """,
        {"id": id, "attempt": attempt, "in_s": in_s},
    )


def has_retries_left(conn: Connection, *, id: UUID) -> bool:
    """Also when the last attempt downloaded `WORTHWHILE_BYTES`."""
    row = conn.execute(
        """
        SELECT j.retry_count < %(most)s
            OR p.bytes_downloaded - p.bytes_at_claim >= %(worthwhile)s
        FROM download_jobs AS j
        JOIN download_progress AS p ON p.job_id = j.id
        WHERE j.id = %(id)s
        """,
        {"id": id, "most": MAX_RETRIES, "worthwhile": WORTHWHILE_BYTES},
    ).fetchone()
    return bool(row and row[0])


def retry(
    conn: Connection,
    *,
    id: UUID,
    attempt: int,
    backoff_s: float,
    is_counted: bool,
    crash_count: int = 0,
) -> AfterTransition | None:
    """
    Release a stalled job for a retry after `backoff_s`·2ⁿ.

    Unless `is_counted`, no retry is counted and the backoff does not grow. A job that was paused
    meanwhile is not retried before the user resumes it. `crash_count`: of workers in a row.
    """
    with conn.cursor(row_factory=class_row(AfterTransition)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'retrying',
                detail = CASE WHEN paused_at IS NULL THEN '' ELSE 'paused' END,
                next_retry_at = CASE WHEN paused_at IS NULL THEN clock_timestamp()
                    + make_interval(secs => %(backoff_s)s
                        * CASE WHEN %(is_counted)s THEN power(2, retry_count) ELSE 1 END) END,
                retry_count = least(
                    retry_count + CASE WHEN %(is_counted)s THEN 1 ELSE 0 END, %(most)s
                ),
                worker_id = NULL, lease_expires_at = NULL,
                deaths = %(crash_count)s, is_on_trial = false,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = 'stalled'
            RETURNING retry_count, next_retry_at
            """,
            {
                "id": id,
                "attempt": attempt,
                "crash_count": crash_count,
                "backoff_s": backoff_s,
                "is_counted": is_counted,
                "most": MAX_RETRIES,
            },
        )
        return cur.fetchone()


def fail(
    conn: Connection,
    *,
    id: UUID,
    attempt: int,
    expected: Status,
    reason: str,
    error_message: str,
) -> AfterTransition | None:
    with conn.cursor(row_factory=class_row(AfterTransition)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'failed', reason = %(reason)s, error_message = %(error_message)s,
                detail = '', next_retry_at = NULL,
                worker_id = NULL, lease_expires_at = NULL, resume_data = NULL,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = %(expected)s
            RETURNING retry_count, next_retry_at
            """,
            {
                "id": id,
                "attempt": attempt,
                "expected": expected,
                "reason": reason,
                "error_message": error_message,
            },
        )
        return cur.fetchone()


def complete(
    conn: Connection, *, id: UUID, attempt: int, bytes_total: int, is_seeded: bool
) -> AfterTransition | None:
    """With `is_seeded`, the worker keeps the lease to seed the torrent."""
    conn.execute(
        """
        UPDATE download_progress
        SET progress_percent = 100,
            bytes_total = %(bytes_total)s, bytes_downloaded = %(bytes_total)s,
            detail = CASE WHEN %(is_seeded)s THEN 'seeding' ELSE '' END,
            download_speed_mbps = 0, download_bytes_per_s = 0, upload_bytes_per_s = 0,
            eta_seconds = NULL
        WHERE job_id = %(id)s
          AND attempt = %(attempt)s
        """,
        {"id": id, "attempt": attempt, "bytes_total": bytes_total, "is_seeded": is_seeded},
    )
    with conn.cursor(row_factory=class_row(AfterTransition)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'completed', reason = NULL, error_message = '',
                detail = CASE WHEN %(is_seeded)s THEN 'seeding' ELSE '' END, moving_to = NULL,
                next_retry_at = NULL, paused_at = NULL,
                worker_id = CASE WHEN %(is_seeded)s THEN worker_id END,
                lease_expires_at = CASE WHEN %(is_seeded)s THEN lease_expires_at END,
                resume_data = CASE WHEN %(is_seeded)s THEN resume_data END,
                completed_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = 'downloading'
            RETURNING retry_count, next_retry_at
            """,
            {"id": id, "attempt": attempt, "is_seeded": is_seeded},
        )
        after = cur.fetchone()
    if after is not None and is_seeded:
        conn.execute(
            """
            INSERT INTO download_seeding (job_id, since)
            VALUES (%(id)s, clock_timestamp())
            ON CONFLICT (job_id) DO UPDATE
            SET since = excluded.since, ended_at = NULL
            """,
            {"id": id},
        )
    return after


def suspend(
    conn: Connection, *, id: UUID, attempt: int, detail: StatusDetail
) -> AfterTransition | None:
    """
    Mark a stalled job so that it occupies no slot.

    The lease of a paused job is released; in all other cases the worker checks when to resume.
    """
    with conn.cursor(row_factory=class_row(AfterTransition)) as cur:
        cur.execute(
            """
            WITH suspended AS (
                UPDATE download_jobs
                SET detail = %(detail)s::text,
                    room_on = NULL,
                    reason = CASE WHEN NOT %(is_released)s THEN reason END,
                    error_message = CASE WHEN NOT %(is_released)s THEN error_message ELSE '' END,
                    worker_id = CASE WHEN NOT %(is_released)s THEN worker_id END,
                    lease_expires_at = CASE WHEN NOT %(is_released)s THEN lease_expires_at END,
                    updated_at = clock_timestamp()
                WHERE id = %(id)s
                  AND attempt = %(attempt)s
                  AND status = 'stalled'
                RETURNING id, detail, retry_count, next_retry_at
            ),
            progress AS (
                UPDATE download_progress AS p
                SET detail = suspended.detail,
                    download_speed_mbps = 0, download_bytes_per_s = 0, upload_bytes_per_s = 0,
                    eta_seconds = NULL, peers_connected = 0, seeds_connected = 0
                FROM suspended
                WHERE p.job_id = suspended.id
            )
            SELECT retry_count, next_retry_at
            FROM suspended
            """,
            {
                "id": id,
                "attempt": attempt,
                "detail": detail,
                "is_released": detail is StatusDetail.PAUSED,
            },
        )
        return cur.fetchone()
