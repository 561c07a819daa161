"""
Leases: renewal, progress under a lease, and leases of workers that are gone.

Time is the database's, so that a worker with a wrong clock neither loses a lease early nor keeps
it too long.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import LEASED
from chalicelib.leases.models import WORTHWHILE_BYTES, Claim, DesiredState, OrphanedJob, Progress
from chalicelib.platform.db import Connection

LEASED_STATUSES = [str(status) for status in LEASED]


def renew(
    conn: Connection, *, worker_id: str, attempts: Sequence[tuple[UUID, int]], lease_s: float
) -> list[DesiredState]:
    """Renew the leases of (job, attempt) pairs; returns those this worker still holds."""
    with conn.cursor(row_factory=class_row(DesiredState)) as cur:
        cur.execute(
            """
            UPDATE download_jobs AS j
            SET lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s)
            FROM unnest(%(ids)s::uuid[], %(attempts)s::integer[]) AS n (id, attempt)
            WHERE j.id = n.id
              AND j.attempt = n.attempt
              AND j.worker_id = %(worker_id)s
              AND (j.status = ANY(%(leased)s) OR j.status = 'completed')
              AND j.removed_at IS NULL
            RETURNING j.id, j.paused_at IS NOT NULL AS is_paused, j.options, j.options_version,
                      j.is_forced, j.target_root,
                      coalesce(j.watched_until > clock_timestamp(), false) AS is_watched
            """,
            {
                "ids": [job_id for job_id, _ in attempts],
                "attempts": [attempt for _, attempt in attempts],
                "worker_id": worker_id,
                "leased": LEASED_STATUSES,
                "lease_s": lease_s,
            },
        )
        return cur.fetchall()


def record_progress(conn: Connection, *, worker_id: str, reports: Sequence[Progress]) -> set[UUID]:
    """
    Store the progress of many jobs; returns those this worker still holds.

    Progress falls only during a recheck, or when more is selected. The commit is asynchronous: a
    crash of the database may lose the last report, and the next one repeats it.
    """
    rows = conn.execute(
        """
        UPDATE download_progress AS p
        SET detail = n.detail,
            progress_percent = CASE WHEN n.detail = 'checking'
                                      OR n.total > p.bytes_total AND p.bytes_total > 0
                                    THEN n.percent
                                    ELSE greatest(p.progress_percent, n.percent) END,
            bytes_total = n.total,
            bytes_downloaded = CASE WHEN n.detail = 'checking' OR n.total < p.bytes_total
                                    THEN n.done
                                    ELSE greatest(p.bytes_downloaded, n.done) END,
            download_speed_mbps = n.speed,
            eta_seconds = n.eta,
            download_bytes_per_s = n.rate,
            upload_bytes_per_s = n.upload_rate,
            bytes_uploaded = greatest(p.bytes_uploaded, n.uploaded),
            peers_connected = n.peers,
            seeds_connected = n.seeds,
            peers_known = n.known,
            updated_at = clock_timestamp()
        FROM unnest(
            %(ids)s::uuid[], %(attempts)s::integer[], %(details)s::text[], %(percents)s::integer[],
            %(totals)s::bigint[], %(dones)s::bigint[], %(speeds)s::double precision[],
            %(etas)s::integer[], %(rates)s::bigint[], %(upload_rates)s::bigint[],
            %(uploads)s::bigint[], %(peers)s::integer[], %(seeds)s::integer[],
            %(known)s::integer[]
        ) AS n (
            id, attempt, detail, percent, total, done, speed, eta, rate, upload_rate, uploaded,
            peers, seeds, known
        )
        JOIN download_jobs AS j ON j.id = n.id AND j.attempt = n.attempt
        CROSS JOIN set_config('synchronous_commit', 'off', true)
        WHERE p.job_id = n.id
          AND p.attempt = n.attempt -- again: only this row is locked
          AND j.worker_id = %(worker_id)s
          AND j.status = ANY(%(leased)s)
        RETURNING p.job_id
        """,
        {
            "worker_id": worker_id,
            "leased": LEASED_STATUSES,
            "ids": [report.id for report in reports],
            "attempts": [report.attempt for report in reports],
            "details": [report.detail for report in reports],
            "percents": [report.progress_percent for report in reports],
            "totals": [report.bytes_total for report in reports],
            "dones": [report.bytes_downloaded for report in reports],
            "speeds": [report.download_speed_mbps for report in reports],
            "etas": [report.eta_seconds for report in reports],
            "rates": [report.download_bytes_per_s for report in reports],
            "upload_rates": [report.upload_bytes_per_s for report in reports],
            "uploads": [report.bytes_uploaded for report in reports],
            "peers": [report.peers for report in reports],
            "seeds": [report.seeds for report in reports],
            "known": [report.peers_known for report in reports],
        },
    ).fetchall()
    return {row[0] for row in rows}


def start_attempts(conn: Connection, claims: Sequence[Claim], *, detail: str) -> None:
    """Set the fencing token of progress reports, and clear what earlier attempts reported."""
    conn.execute(
        """
        UPDATE download_progress AS p
        SET attempt = n.attempt, detail = %(detail)s, bytes_at_claim = p.bytes_downloaded,
            download_speed_mbps = 0, download_bytes_per_s = 0, upload_bytes_per_s = 0,
            eta_seconds = NULL, peers_connected = 0, seeds_connected = 0
        FROM unnest(%(ids)s::uuid[], %(attempts)s::integer[]) AS n (id, attempt)
        WHERE p.job_id = n.id
        """,
        {
            "detail": detail,
            "ids": [claim.id for claim in claims],
            "attempts": [claim.attempt for claim in claims],
        },
    )


def orphaned(
    conn: Connection,
    *,
    dead_workers: Collection[str],
    kept: Collection[UUID],
    silent_for_s: float | None,
    counts_leases: bool,
    limit: int,
) -> list[OrphanedJob]:
    """
    Lock the leased jobs of workers that are gone; see `WorkerService.reap`.
    """
    with conn.cursor(row_factory=class_row(OrphanedJob)) as cur:
        cur.execute(
            """
            SELECT j.id, j.user_id, j.status, coalesce(j.worker_id, '') AS worker_id, j.attempt,
                   j.deaths AS crash_count, j.is_on_trial AS is_on_probation,
                   p.bytes_downloaded - p.bytes_at_claim >= %(worthwhile)s AS was_worthwhile,
                   NOT EXISTS (
                       SELECT
                       FROM download_jobs AS other
                       WHERE other.worker_id = j.worker_id AND other.id <> j.id
                         AND other.status IN ('preparing', 'downloading', 'stalled')
                   ) AS is_alone,
                   EXISTS (
                       SELECT
                       FROM download_jobs AS other
                       WHERE other.worker_id = j.worker_id AND other.id <> j.id
                         AND other.status IN ('preparing', 'downloading', 'stalled')
                         AND other.is_on_trial
                   ) AS is_beside_probation
            FROM download_jobs AS j
            JOIN download_progress AS p ON p.job_id = j.id
            WHERE j.status IN ('preparing', 'downloading', 'stalled')
              AND (j.worker_id IS NOT NULL OR j.paused_at IS NULL)
              AND (
                  j.worker_id IS NULL
                  OR (%(counts_leases)s AND j.lease_expires_at < clock_timestamp())
                  OR j.worker_id = ANY(%(dead)s)
                  OR j.worker_id IN (
                      SELECT w.id
                      FROM download_workers AS w
                      WHERE w.seen_at
                          < clock_timestamp() - make_interval(secs => %(silent_for_s)s)
                  )
              )
              AND NOT j.id = ANY(%(kept)s)
            ORDER BY j.lease_expires_at, j.id
            LIMIT %(limit)s
            FOR UPDATE OF j SKIP LOCKED
            """,
            {
                "worthwhile": WORTHWHILE_BYTES,
                "dead": list(dead_workers),
                "kept": list(kept),
                "silent_for_s": silent_for_s,
                "counts_leases": counts_leases,
                "limit": limit,
            },
        )
        return cur.fetchall()
