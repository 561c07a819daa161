"""
Claims: which jobs are next, under one lock.

Time is the database's, as for the leases that claims begin.
"""

from uuid import UUID

from psycopg.rows import class_row

from chalicelib.leases.models import Claim
from chalicelib.leases.store.claim_choice import SlotBudget, choose_jobs
from chalicelib.leases.store.leases import start_attempts
from chalicelib.platform.db import Connection

CLAIM_LOCK = 0x5EE2_C1A1  # one claim at a time: two could take the same last slot


def seconds_until_due(conn: Connection) -> float | None:
    """Until the next job can be claimed (0 or less: now); None when no job is queued."""
    row = conn.execute(
        """
        SELECT CASE
            WHEN EXISTS (
                SELECT FROM download_jobs WHERE status = 'queued' AND paused_at IS NULL
            ) THEN 0
            ELSE (
                SELECT extract(epoch FROM min(next_retry_at) - clock_timestamp())
                FROM download_jobs
                WHERE status = 'retrying' AND paused_at IS NULL
            )
        END
        """
    ).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def lock(conn: Connection) -> None:
    """Serialise claims until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})


def next_quarantined(conn: Connection) -> UUID | None:
    """The next job that is to be claimed alone."""
    row = conn.execute(
        """
        SELECT id
        FROM download_jobs
        WHERE deaths >= 2 -- QUARANTINE_CRASHES, as in the predicate of the index
          AND status IN ('queued', 'retrying') AND paused_at IS NULL
          AND (status = 'queued' OR next_retry_at <= clock_timestamp())
        ORDER BY deaths DESC, queue_rank
        LIMIT 1
        """
    ).fetchone()
    return row[0] if row else None


def claim(
    conn: Connection,
    *,
    worker_id: str,
    budget: SlotBudget,
    lease_s: float,
    quarantined: UUID | None = None,
) -> list[Claim]:
    """
    Claim the next jobs, as far as slots are free; or only the `quarantined` one, on probation.

    A job without a folder gets one below `budget.root`. Call `lock` first, in the same
    transaction.
    """
    chosen = choose_jobs(conn, budget, quarantined=quarantined)
    with conn.cursor(row_factory=class_row(Claim)) as cur:
        cur.execute(
            """
            UPDATE download_jobs AS j
            SET status = 'preparing',
                detail = '', reason = NULL, error_message = '',
                worker_id = %(worker_id)s,
                lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s),
                attempt = j.attempt + 1,
                engine_job_id = j.id::text || '#' || (j.attempt + 1)::text,
                is_on_trial = %(is_on_probation)s,
                save_path = coalesce(j.save_path, %(root)s || '/' || j.id::text),
                next_retry_at = NULL,
                started_at = coalesce(j.started_at, clock_timestamp()),
                updated_at = clock_timestamp()
            FROM download_progress AS p
            WHERE j.id = ANY(%(ids)s)
              AND p.job_id = j.id
              AND j.status IN ('queued', 'retrying') -- not cancelled since they were chosen
              AND j.paused_at IS NULL -- nor paused
            RETURNING j.id, j.user_id, j.worker_id, j.attempt, j.source_type, j.source, j.title,
                      j.info_hash, j.save_path, j.resume_data, j.retry_count, p.progress_percent,
                      p.bytes_downloaded, p.bytes_uploaded, j.options,
                      j.options_version, j.target_root, j.is_forced, j.deaths AS crash_count,
                      j.is_on_trial AS is_on_probation, j.moving_to,
                      (
                          SELECT old.recycled_to
                          FROM download_jobs AS old
                          WHERE old.id = j.retry_of
                      ) AS trashed_to,
                      (
                          SELECT i.metadata
                          FROM download_inspections AS i
                          WHERE i.id = j.inspection_id
                      ) AS metadata
            """,
            {
                "ids": chosen,
                "is_on_probation": quarantined is not None,
                "worker_id": worker_id,
                "root": budget.root,
                "lease_s": lease_s,
            },
        )
        claims = cur.fetchall()
    start_attempts(conn, claims, detail="")
    return claims
