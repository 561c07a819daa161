"""
Changes a worker makes to a job it holds.

Each statement names the attempt it belongs to; when it changes no row, somebody else has the
job (or its owner cancelled it), and the worker must let go.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from chalicelib.downloads.models import MAX_RETRIES, WORTHWHILE_BYTES, Claim, Status
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class Moved:
    """A job after a step."""

    progress_percent: int
    retry_count: int
    next_retry_at: datetime | None


#: What every statement about a held job names.
OURS = sql.SQL("id = %(id)s AND worker_id = %(worker_id)s AND attempt = %(attempt)s")


def status_of(conn: Connection, claim: Claim) -> Status | None:
    """The state of a job as long as it belongs to this attempt; locked until the end."""
    row = conn.execute(
        sql.SQL("SELECT status FROM download_jobs WHERE {ours} FOR UPDATE").format(ours=OURS),
        _named(claim),
    ).fetchone()
    return Status(row[0]) if row else None


def change(conn: Connection, claim: Claim, columns: LiteralString, /, **values: object) -> bool:
    """Set columns of a job as long as it belongs to this attempt; False when it does not."""
    found = conn.execute(
        sql.SQL("UPDATE download_jobs SET {columns} WHERE {ours}").format(
            columns=sql.SQL(columns), ours=OURS
        ),
        {**values, **_named(claim)},
    )
    return found.rowcount > 0


def _named(claim: Claim) -> dict[str, object]:
    return {"id": claim.id, "worker_id": claim.worker_id, "attempt": claim.attempt}


def reached(conn: Connection, claim: Claim, *, percent: int) -> bool:
    """It is this far at least; False when it is not ours."""
    return change(
        conn, claim, "progress_percent = greatest(progress_percent, %(percent)s)", percent=percent
    )


def move(
    conn: Connection,
    *,
    id: UUID,
    attempt: int,
    expected: Status,
    to: Status,
    reason: str | None = None,
    error_message: str = "",
) -> Moved | None:
    """A step between states in which the worker keeps the job; None when it is not ours."""
    with conn.cursor(row_factory=class_row(Moved)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = %(to)s, reason = %(reason)s, error_message = %(error_message)s,
                detail = '', next_retry_at = NULL,
                download_speed_mbps = CASE WHEN %(to)s::text = 'stalled' THEN 0
                                           ELSE download_speed_mbps END,
                eta_seconds = CASE WHEN %(to)s::text = 'stalled' THEN NULL ELSE eta_seconds END,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = %(expected)s
            RETURNING progress_percent, retry_count, next_retry_at
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


def waits_until(conn: Connection, *, id: UUID, attempt: int, in_s: float) -> None:
    """A stalled job is tried anew then, unless something arrives before."""
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


def is_worth_another_try(conn: Connection, *, id: UUID) -> bool:
    """Whether retries are left, or the attempt that just ended brought something."""
    row = conn.execute(
        """
        SELECT retry_count < %(most)s OR bytes_downloaded - bytes_at_claim >= %(worthwhile)s
        FROM download_jobs
        WHERE id = %(id)s
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
    counts: bool,
    deaths: int = 0,
) -> Moved | None:
    """
    Give a stalled job back, to be tried again after `backoff_s`·2ⁿ.

    With `counts` false it was not the job's fault: nothing is counted, and the pause does not
    grow. What a person paused meanwhile is not tried again before they say so. `deaths` is how
    many workers in a row died with it by now.
    """
    with conn.cursor(row_factory=class_row(Moved)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'retrying',
                detail = CASE WHEN paused_at IS NULL THEN '' ELSE 'paused' END,
                next_retry_at = CASE WHEN paused_at IS NULL THEN clock_timestamp()
                    + make_interval(secs => %(backoff_s)s
                        * CASE WHEN %(counts)s THEN power(2, retry_count) ELSE 1 END) END,
                retry_count = least(
                    retry_count + CASE WHEN %(counts)s THEN 1 ELSE 0 END, %(most)s
                ),
                worker_id = NULL, lease_expires_at = NULL,
                deaths = %(deaths)s, is_on_trial = false,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = 'stalled'
            RETURNING progress_percent, retry_count, next_retry_at
            """,
            {
                "id": id,
                "attempt": attempt,
                "deaths": deaths,
                "backoff_s": backoff_s,
                "counts": counts,
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
) -> Moved | None:
    with conn.cursor(row_factory=class_row(Moved)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'failed', reason = %(reason)s, error_message = %(error_message)s,
                detail = '', download_speed_mbps = 0, eta_seconds = NULL, next_retry_at = NULL,
                worker_id = NULL, lease_expires_at = NULL, resume_data = NULL,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = %(expected)s
            RETURNING progress_percent, retry_count, next_retry_at
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
    conn: Connection, *, id: UUID, attempt: int, bytes_total: int, seeds: bool
) -> Moved | None:
    """With `seeds`, the worker keeps it to give it to others."""
    with conn.cursor(row_factory=class_row(Moved)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'completed', progress_percent = 100,
                bytes_total = %(bytes_total)s, bytes_downloaded = %(bytes_total)s,
                reason = NULL, error_message = '',
                detail = CASE WHEN %(seeds)s THEN 'seeding' ELSE '' END, moving_to = NULL,
                download_speed_mbps = 0, download_bytes_per_s = 0, upload_bytes_per_s = 0,
                eta_seconds = NULL, next_retry_at = NULL, paused_at = NULL,
                worker_id = CASE WHEN %(seeds)s THEN worker_id END,
                lease_expires_at = CASE WHEN %(seeds)s THEN lease_expires_at END,
                resume_data = CASE WHEN %(seeds)s THEN resume_data END,
                seeding_since = CASE WHEN %(seeds)s THEN clock_timestamp() END,
                completed_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = 'downloading'
            RETURNING progress_percent, retry_count, next_retry_at
            """,
            {"id": id, "attempt": attempt, "bytes_total": bytes_total, "seeds": seeds},
        )
        return cur.fetchone()


def wait(conn: Connection, *, id: UUID, attempt: int, detail: StatusDetail) -> Moved | None:
    """
    A stalled job waits, and leaves its place to others.

    What waits for a person is let go of; for everything else its worker keeps an eye on it.
    """
    with conn.cursor(row_factory=class_row(Moved)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET detail = %(detail)s::text,
                download_speed_mbps = 0, download_bytes_per_s = 0, upload_bytes_per_s = 0,
                eta_seconds = NULL, peers_connected = 0, seeds_connected = 0,
                room_on = NULL,
                reason = CASE WHEN NOT %(lets_go)s THEN reason END,
                error_message = CASE WHEN NOT %(lets_go)s THEN error_message ELSE '' END,
                worker_id = CASE WHEN NOT %(lets_go)s THEN worker_id END,
                lease_expires_at = CASE WHEN NOT %(lets_go)s THEN lease_expires_at END,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND attempt = %(attempt)s
              AND status = 'stalled'
            RETURNING progress_percent, retry_count, next_retry_at
            """,
            {
                "id": id,
                "attempt": attempt,
                "detail": detail,
                "lets_go": detail is StatusDetail.PAUSED,
            },
        )
        return cur.fetchone()


def acquit(conn: Connection, claim: Claim) -> None:
    """Its worker has lived with it for long enough."""
    change(conn, claim, "is_on_trial = false")


def moves(conn: Connection, claim: Claim, *, to: str | None) -> bool:
    """Where its files are on their way to; None: nowhere. False when it is not ours."""
    return change(conn, claim, "moving_to = %(to)s", to=to)


def is_paused(conn: Connection, *, id: UUID) -> bool:
    """Whether a person wants it so, still."""
    row = conn.execute(
        "SELECT paused_at IS NOT NULL FROM download_jobs WHERE id = %(id)s", {"id": id}
    ).fetchone()
    return bool(row and row[0])


def is_place_free(conn: Connection, *, id: UUID, most_active: int) -> bool:
    """Whether this job may go on among the others. Call `leases.lock_claims` first."""
    row = conn.execute(
        """
        SELECT is_forced OR %(most_active)s > (
            SELECT count(*) FROM download_jobs WHERE takes_place
        )
        FROM download_jobs
        WHERE id = %(id)s
        """,
        {"id": id, "most_active": most_active},
    ).fetchone()
    return bool(row and row[0])


def is_shared(conn: Connection, *, id: UUID, folder: str) -> bool:
    """Whether a job that is not over without success, other than this one, has its files there."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM download_jobs
            WHERE save_path = %(folder)s
              AND id <> %(id)s
              AND status NOT IN ('cancelled', 'failed')
        )
        """,
        {"id": id, "folder": folder},
    ).fetchone()
    return bool(row and row[0])


def describe(
    conn: Connection,
    claim: Claim,
    *,
    title: str,
    save_path: str,
    info_hash: str | None,
    is_private: bool,
) -> bool | None:
    """
    Write what was learned of a job; None when it is not ours.

    False: the same person has another job for the same torrent, found out only now.
    """
    try:
        with conn.transaction():
            is_ours = change(
                conn,
                claim,
                """
                title = CASE WHEN title = '' THEN %(title)s ELSE title END,
                save_path = %(save_path)s,
                moving_to = CASE WHEN moving_to <> %(save_path)s THEN moving_to END,
                info_hash = coalesce(info_hash, %(info_hash)s),
                is_private = %(is_private)s,
                updated_at = clock_timestamp()
                """,
                title=title,
                save_path=save_path,
                info_hash=info_hash,
                is_private=is_private,
            )
    except UniqueViolation as error:
        if error.diag.constraint_name == "download_jobs_one_open_per_info_hash":
            return False
        raise
    return True if is_ours else None


def keep_resume_data(conn: Connection, claim: Claim, *, data: bytes) -> bool:
    return change(conn, claim, "resume_data = %(data)s", data=data)
