"""
Who works on what: claims, leases, and the fencing token in every write of a worker.

Time is the database's: a worker whose clock is wrong neither loses a job early nor keeps one
for ever.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import HELD, Abandoned, Advance, Claim
from chalicelib.platform.db import Connection

CLAIM_LOCK = 0x5EE2_C1A1  # one claim at a time, or two could both take the last free place
HELD_STATUSES = [str(status) for status in HELD]


def next_turn_in_s(conn: Connection) -> float | None:
    """Seconds until a job may be claimed (0 or less: now); None when none is waiting."""
    row = conn.execute(
        """
        SELECT extract(epoch FROM min(
            CASE WHEN status = 'queued' THEN created_at ELSE next_retry_at END
        ) - clock_timestamp())
        FROM download_jobs
        WHERE status IN ('queued', 'retrying')
        """
    ).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def lock_claims(conn: Connection) -> None:
    """Wait for the right to claim, until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})


def claim(
    conn: Connection, *, worker_id: str, root: str, max_active: int, lease_s: float
) -> Claim | None:
    """
    Take the next job; None when none is waiting or every place is taken.

    The person with the fewest jobs under way is next, then whoever was served longest ago,
    then the oldest job. Its folder is one below `root`, unless it has one from before. Call
    `lock_claims` first, in the same transaction.
    """
    with conn.cursor(row_factory=class_row(Claim)) as cur:
        cur.execute(
            """
            WITH active AS (
                SELECT user_id, count(*) AS places
                FROM download_jobs
                WHERE status IN ('preparing', 'downloading', 'stalled')
                GROUP BY user_id
            ),
            waiting AS (
                SELECT id, user_id, created_at
                FROM download_jobs
                WHERE status = 'queued'
                   OR (status = 'retrying' AND next_retry_at <= clock_timestamp())
            ),
            turns AS (
                SELECT user_id, max(started_at) AS last_at
                FROM download_jobs
                WHERE user_id IN (SELECT user_id FROM waiting)
                GROUP BY user_id
            ),
            chosen AS (
                SELECT w.id
                FROM waiting AS w
                JOIN turns AS t ON t.user_id = w.user_id
                LEFT JOIN active AS a ON a.user_id = w.user_id
                WHERE (SELECT coalesce(sum(places), 0) FROM active) < %(max_active)s
                ORDER BY coalesce(a.places, 0), t.last_at NULLS FIRST, w.created_at, w.id
                LIMIT 1
            )
            UPDATE download_jobs AS j
            SET status = 'preparing',
                detail = '', reason = NULL, error_message = '',
                worker_id = %(worker_id)s,
                lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s),
                attempt = j.attempt + 1,
                engine_job_id = j.id::text || '#' || (j.attempt + 1)::text,
                bytes_at_claim = j.bytes_downloaded,
                save_path = coalesce(j.save_path, %(root)s || '/' || j.id::text),
                next_retry_at = NULL,
                started_at = coalesce(j.started_at, clock_timestamp()),
                updated_at = clock_timestamp()
            FROM chosen
            WHERE j.id = chosen.id
              AND j.status IN ('queued', 'retrying')
            RETURNING j.id, j.user_id, j.worker_id, j.attempt, j.source_type, j.source, j.title,
                      j.info_hash, j.save_path, j.resume_data, j.retry_count, j.progress_percent,
                      j.bytes_downloaded
            """,
            {
                "worker_id": worker_id,
                "root": root,
                "max_active": max_active,
                "lease_s": lease_s,
            },
        )
        return cur.fetchone()


def renew(
    conn: Connection, *, worker_id: str, held: Sequence[tuple[UUID, int]], lease_s: float
) -> set[UUID]:
    """Keep the leases on (job, attempt) pairs; which of them are still this worker's."""
    rows = conn.execute(
        """
        UPDATE download_jobs AS j
        SET lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s)
        FROM unnest(%(ids)s::uuid[], %(attempts)s::integer[]) AS held (id, attempt)
        WHERE j.id = held.id
          AND j.attempt = held.attempt
          AND j.worker_id = %(worker_id)s
          AND j.status = ANY(%(held)s)
        RETURNING j.id
        """,
        {
            "ids": [job_id for job_id, _ in held],
            "attempts": [attempt for _, attempt in held],
            "worker_id": worker_id,
            "held": HELD_STATUSES,
            "lease_s": lease_s,
        },
    ).fetchall()
    return {row[0] for row in rows}


def advance(conn: Connection, *, worker_id: str, steps: Sequence[Advance]) -> set[UUID]:
    """
    Write how far jobs are, all in one statement; which of them are still this worker's.

    Progress does not fall, except while what is on disk is being checked.
    """
    rows = conn.execute(
        """
        UPDATE download_jobs AS j
        SET detail = n.detail,
            progress_percent = CASE WHEN n.detail = 'checking' THEN n.percent
                                    ELSE greatest(j.progress_percent, n.percent) END,
            bytes_total = n.total,
            bytes_downloaded = CASE WHEN n.detail = 'checking' THEN n.done
                                    ELSE greatest(j.bytes_downloaded, n.done) END,
            download_speed_mbps = n.speed,
            eta_seconds = n.eta,
            updated_at = clock_timestamp()
        FROM unnest(
            %(ids)s::uuid[], %(attempts)s::integer[], %(details)s::text[], %(percents)s::integer[],
            %(totals)s::bigint[], %(dones)s::bigint[], %(speeds)s::double precision[],
            %(etas)s::integer[]
        ) AS n (id, attempt, detail, percent, total, done, speed, eta)
        WHERE j.id = n.id
          AND j.attempt = n.attempt
          AND j.worker_id = %(worker_id)s
          AND j.status = ANY(%(held)s)
        RETURNING j.id
        """,
        {
            "worker_id": worker_id,
            "held": HELD_STATUSES,
            "ids": [step.id for step in steps],
            "attempts": [step.attempt for step in steps],
            "details": [step.detail for step in steps],
            "percents": [step.progress_percent for step in steps],
            "totals": [step.bytes_total for step in steps],
            "dones": [step.bytes_downloaded for step in steps],
            "speeds": [step.download_speed_mbps for step in steps],
            "etas": [step.eta_seconds for step in steps],
        },
    ).fetchall()
    return {row[0] for row in rows}


def abandoned(
    conn: Connection, *, dead_workers: Collection[str], kept: Collection[UUID], most: int
) -> list[Abandoned]:
    """Held jobs whose lease is over or whose worker is known to be dead, but not `kept`; locked."""
    with conn.cursor(row_factory=class_row(Abandoned)) as cur:
        cur.execute(
            """
            SELECT id, user_id, status, worker_id, attempt
            FROM download_jobs
            WHERE status IN ('preparing', 'downloading', 'stalled')
              AND (lease_expires_at < clock_timestamp() OR worker_id = ANY(%(dead)s))
              AND NOT id = ANY(%(kept)s)
            ORDER BY lease_expires_at, id
            LIMIT %(most)s
            FOR UPDATE SKIP LOCKED
            """,
            {"dead": list(dead_workers), "kept": list(kept), "most": most},
        )
        return cur.fetchall()
