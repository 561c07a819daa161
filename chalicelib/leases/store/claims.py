"""
Claims: which jobs are next, under one lock.

Time is the database's, as for the leases that claims begin.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.leases.models import Claim
from chalicelib.platform.db import Connection

CLAIM_LOCK = 0x5EE2_C1A1  # one claim at a time: two could take the same last slot


@dataclass(frozen=True, slots=True)
class SlotBudget:
    """How many jobs may be taken, and where their folders are made."""

    root: str
    limit: int  # at once
    most_active: int  # of everybody's together
    most_active_per_user: int | None = None  # of one person's, who has no quota of their own


def seconds_until_due(conn: Connection) -> float | None:
    """Seconds until a job may be claimed (0 or less: now); None when none is waiting."""
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
    """Wait for the right to claim, until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})


def next_quarantined(conn: Connection) -> UUID | None:
    """The next job that is to be tried by itself."""
    row = conn.execute(
        """
        SELECT id
        FROM download_jobs
        WHERE deaths >= 2 -- QUARANTINE_CRASHES; written out for the index
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
    Take the next jobs; none when nobody waits or every place is taken.

    What a person forced begins whatever the house's places, as far as their own share goes. Then
    the person with the fewest jobs under way is next, then whoever was served longest ago, then
    the order of the queue. A job's folder is one below `root`, unless it has one from before.
    What must be tried by itself is not among them, unless it is the `only` one that is asked for.
    Call `lock_claims` first, in the same transaction.
    """
    its_turn = "j.deaths < 2" if quarantined is None else "j.id = %(quarantined)s"
    with conn.cursor(row_factory=class_row(Claim)) as cur:
        cur.execute(
            f"""
            WITH RECURSIVE people AS (
                -- Everybody who waits, without looking at everything they wait for.
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
                      AND j.user_id > people.user_id
                    ORDER BY j.user_id
                    LIMIT 1
                )
                FROM people
                WHERE people.user_id IS NOT NULL
            ),
            active AS (
                SELECT user_id, count(*) AS places
                FROM download_jobs
                WHERE takes_place
                GROUP BY user_id
            ),
            past_places AS (
                SELECT user_id, count(*) AS jobs
                FROM download_jobs
                WHERE is_forced AND status IN ('preparing', 'downloading')
                GROUP BY user_id
            ),
            person AS MATERIALIZED (
                -- Once for each who waits, not once for each job of theirs.
                SELECT p.user_id,
                       coalesce(a.places, 0) AS places,
                       coalesce(a.places, 0) + coalesce(f.jobs, 0) AS under_way,
                       coalesce(q.most_active, %(most_active_per_user)s) AS share,
                       (
                           SELECT j.started_at
                           FROM download_jobs AS j
                           WHERE j.user_id = p.user_id AND j.started_at IS NOT NULL
                           ORDER BY j.started_at DESC
                           LIMIT 1
                       ) AS last_at
                FROM people AS p
                LEFT JOIN active AS a ON a.user_id = p.user_id
                LEFT JOIN past_places AS f ON f.user_id = p.user_id
                LEFT JOIN download_quotas AS q ON q.user_id = p.user_id
                WHERE p.user_id IS NOT NULL
            ),
            forced AS (
                -- What goes past the house's places still keeps to a person's own share of them.
                SELECT j.id, j.user_id, j.queue_rank,
                       coalesce(
                           p.under_way
                               + row_number() OVER (PARTITION BY j.user_id ORDER BY j.queue_rank)
                               <= p.share,
                           true
                       ) AS may_begin
                FROM download_jobs AS j
                JOIN person AS p ON p.user_id = j.user_id
                WHERE j.is_forced AND {its_turn}
                  AND j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
                  AND (j.status = 'queued' OR j.next_retry_at <= clock_timestamp())
            ),
            offered AS (
                SELECT first.id, p.places + first.nth AS place, p.last_at, first.queue_rank
                FROM person AS p
                LEFT JOIN (
                    SELECT user_id, count(*) AS jobs FROM forced GROUP BY user_id
                ) AS before ON before.user_id = p.user_id
                CROSS JOIN LATERAL (
                    SELECT waiting.id, waiting.queue_rank,
                           row_number() OVER (ORDER BY waiting.queue_rank) AS nth
                    FROM (
                        SELECT j.id, j.queue_rank
                        FROM download_jobs AS j
                        WHERE j.user_id = p.user_id
                          AND j.status IN ('queued', 'retrying') AND j.paused_at IS NULL
                          AND (j.status = 'queued' OR j.next_retry_at <= clock_timestamp())
                          AND NOT j.is_forced AND {its_turn}
                        ORDER BY j.queue_rank
                        LIMIT %(limit)s
                    ) AS waiting
                ) AS first
                WHERE coalesce(
                    p.under_way + coalesce(before.jobs, 0) + first.nth <= p.share, true
                )
            ),
            chosen AS (
                (
                    SELECT id
                    FROM forced
                    WHERE may_begin
                    ORDER BY queue_rank
                    LIMIT %(limit)s
                )
                UNION ALL
                (
                    SELECT id
                    FROM offered
                    ORDER BY place, last_at NULLS FIRST, queue_rank, id
                    LIMIT greatest(least(
                        %(limit)s, %(most_active)s - (SELECT coalesce(sum(places), 0) FROM active)
                    ), 0)
                )
            )
            UPDATE download_jobs AS j
            SET status = 'preparing',
                detail = '', reason = NULL, error_message = '',
                worker_id = %(worker_id)s,
                lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s),
                attempt = j.attempt + 1,
                engine_job_id = j.id::text || '#' || (j.attempt + 1)::text,
                bytes_at_claim = j.bytes_downloaded,
                is_on_trial = %(is_on_trial)s,
                save_path = coalesce(j.save_path, %(root)s || '/' || j.id::text),
                next_retry_at = NULL,
                started_at = coalesce(j.started_at, clock_timestamp()),
                updated_at = clock_timestamp()
            WHERE j.id = ANY (ARRAY(SELECT id FROM chosen)) -- found by the index, however many wait
              AND j.status IN ('queued', 'retrying')
              AND j.paused_at IS NULL -- by a person who was just a moment faster
            RETURNING j.id, j.user_id, j.worker_id, j.attempt, j.source_type, j.source, j.title,
                      j.info_hash, j.save_path, j.resume_data, j.retry_count, j.progress_percent,
                      j.bytes_downloaded, j.bytes_uploaded, j.seeding_seconds, j.options,
                      j.options_version, j.target_root, j.is_forced, j.deaths AS crash_count,
                      j.is_on_trial AS is_on_probation,
                      j.moving_to,
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
            """,  # noqa: S608  # one of two constant texts
            {
                "quarantined": quarantined,
                "is_on_trial": quarantined is not None,
                "worker_id": worker_id,
                "root": budget.root,
                "limit": budget.limit,
                "most_active": budget.most_active,
                "most_active_per_user": budget.most_active_per_user,
                "lease_s": lease_s,
            },
        )
        return cur.fetchall()
