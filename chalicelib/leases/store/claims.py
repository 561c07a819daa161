"""
Claims: which jobs are next, under one lock.

Time is the database's, as for the leases that claims begin.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.leases.models import QUARANTINE_CRASHES, Claim
from chalicelib.leases.store.leases import start_attempts
from chalicelib.platform.db import Connection

CLAIM_LOCK = 0x5EE2_C1A1  # one claim at a time: two could take the same last slot


@dataclass(frozen=True, slots=True)
class SlotBudget:
    """How many jobs may be claimed, and where their folders are created."""

    root: str
    limit: int  # of this claim
    most_active: int  # of all users together
    most_active_per_user: int | None = None  # of a user without a limit of their own


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
    chosen = _choose(conn, budget, quarantined)
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


def _choose(conn: Connection, budget: SlotBudget, quarantined: UUID | None) -> list[UUID]:
    """
    The jobs to claim: forced jobs first, even without a free slot; then the user with the
    fewest occupied slots, then the one whose last start is longest ago, then the queue's order.

    A user's own limit of active jobs holds for forced jobs, too. Quarantined jobs are left out.
    """
    rows = conn.execute(
        """
        WITH RECURSIVE waiting_users AS (
            -- A loose index scan: one index lookup for each user, however many jobs are queued.
            (
                SELECT user_id
                FROM download_jobs
                WHERE status IN ('queued', 'retrying') AND paused_at IS NULL
                ORDER BY user_id
                LIMIT 1
            )
            UNION ALL
            SELECT (
                SELECT j.user_id
                FROM download_jobs AS j
                WHERE j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
                  AND j.user_id > waiting_users.user_id
                ORDER BY j.user_id
                LIMIT 1
            )
            FROM waiting_users
            WHERE waiting_users.user_id IS NOT NULL
        ),
        active AS (
            SELECT user_id,
                   count(*) FILTER (WHERE takes_place) AS slots,
                   count(*) FILTER (
                       WHERE takes_place OR (is_forced AND status <> 'stalled')
                   ) AS jobs
            FROM download_jobs
            WHERE status IN ('preparing', 'downloading', 'stalled')
            GROUP BY user_id
        ),
        users AS MATERIALIZED (
            SELECT w.user_id,
                   coalesce(a.slots, 0) AS slots,
                   coalesce(a.jobs, 0) AS active_jobs,
                   coalesce(q.most_active, %(most_active_per_user)s) AS max_active,
                   (
                       SELECT j.started_at
                       FROM download_jobs AS j
                       WHERE j.user_id = w.user_id AND j.started_at IS NOT NULL
                       ORDER BY j.started_at DESC
                       LIMIT 1
                   ) AS last_started_at
            FROM waiting_users AS w
            LEFT JOIN active AS a USING (user_id)
            LEFT JOIN download_quotas AS q USING (user_id)
            WHERE w.user_id IS NOT NULL
        ),
        forced AS (
            SELECT j.id, j.user_id, j.queue_rank,
                   u.active_jobs + row_number() OVER (
                       PARTITION BY j.user_id ORDER BY j.queue_rank
                   ) AS nth_of_user,
                   u.max_active
            FROM download_jobs AS j
            JOIN users AS u USING (user_id)
            WHERE j.is_forced
              AND j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
              AND (j.status = 'queued' OR j.next_retry_at <= clock_timestamp())
              AND CASE WHEN %(quarantined)s::uuid IS NULL THEN j.deaths < %(quarantine_crashes)s
                       ELSE j.id = %(quarantined)s END
        ),
        fair AS (
            SELECT due.id, u.slots + due.nth AS slot, u.last_started_at, due.queue_rank
            FROM users AS u
            CROSS JOIN LATERAL (
                SELECT first.id, first.queue_rank,
                       row_number() OVER (ORDER BY first.queue_rank) AS nth
                FROM (
                    SELECT j.id, j.queue_rank
                    FROM download_jobs AS j
                    WHERE j.user_id = u.user_id
                      AND NOT j.is_forced
                      AND j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
                      AND (j.status = 'queued' OR j.next_retry_at <= clock_timestamp())
                      AND CASE WHEN %(quarantined)s::uuid IS NULL
                               THEN j.deaths < %(quarantine_crashes)s
                               ELSE j.id = %(quarantined)s END
                    ORDER BY j.queue_rank
                    LIMIT %(limit)s
                ) AS first
            ) AS due
            WHERE u.max_active IS NULL
               OR u.active_jobs + due.nth
                  + (SELECT count(*) FROM forced AS f WHERE f.user_id = u.user_id)
                  <= u.max_active
        )
        (
            SELECT id
            FROM forced
            WHERE max_active IS NULL OR nth_of_user <= max_active
            ORDER BY queue_rank
            LIMIT %(limit)s
        )
        UNION ALL
        (
            SELECT id
            FROM fair
            ORDER BY slot, last_started_at NULLS FIRST, queue_rank, id
            LIMIT greatest(least(
                %(limit)s, %(most_active)s - (SELECT coalesce(sum(slots), 0) FROM active)
            ), 0)
        )
        """,
        {
            "quarantined": quarantined,
            "quarantine_crashes": QUARANTINE_CRASHES,
            "limit": budget.limit,
            "most_active": budget.most_active,
            "most_active_per_user": budget.most_active_per_user,
        },
    ).fetchall()
    return [row[0] for row in rows]
