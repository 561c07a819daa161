"""
Seeding of completed torrents.

The lease columns hold the worker that seeds, although the job is completed; the attempt is the
fencing token here, too.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import Claim, SeedingTotals
from chalicelib.leases.store.leases import start_attempts
from chalicelib.platform.db import Connection


def adopt(
    conn: Connection, *, worker_id: str, kinds: Collection[SourceType], lease_s: float, limit: int
) -> list[Claim]:
    """Lease torrents that no worker seeds."""
    with conn.cursor(row_factory=class_row(Claim)) as cur:
        cur.execute(
            """
            WITH chosen AS (
                SELECT j.id
                FROM download_seeding AS s
                JOIN download_jobs AS j ON j.id = s.job_id
                WHERE s.ended_at IS NULL
                  AND j.status = 'completed'
                  AND j.source_type = ANY(%(kinds)s)
                  AND j.removed_at IS NULL
                  AND j.paused_at IS NULL
                  AND (j.lease_expires_at IS NULL OR j.lease_expires_at < clock_timestamp())
                  AND NOT EXISTS ( -- a move is pending
                      SELECT
                      FROM download_commands AS c
                      WHERE c.job_id = j.id AND c.kind = 'move' AND c.done_at IS NULL
                  )
                ORDER BY j.completed_at DESC
                LIMIT %(limit)s
                FOR UPDATE OF j SKIP LOCKED
            )
            UPDATE download_jobs AS j
            SET worker_id = %(worker_id)s,
                lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s),
                attempt = j.attempt + 1
            FROM chosen
            JOIN download_progress AS p ON p.job_id = chosen.id
            JOIN download_seeding AS s ON s.job_id = chosen.id
            WHERE j.id = chosen.id
            RETURNING j.id, j.user_id, j.worker_id, j.attempt, j.source_type, j.source, j.title,
                      j.info_hash, j.save_path, j.resume_data, j.retry_count, p.progress_percent,
                      p.bytes_downloaded, p.bytes_uploaded, s.seconds AS seeding_seconds, j.options,
                      j.options_version, j.target_root, j.is_forced
            """,
            {
                "worker_id": worker_id,
                "kinds": [str(kind) for kind in kinds],
                "lease_s": lease_s,
                "limit": limit,
            },
        )
        claims = cur.fetchall()
    start_attempts(conn, claims, detail="seeding")
    return claims


def rules_of(conn: Connection, *, ids: Collection[UUID]) -> dict[UUID, SeedRules]:
    """Rules of the job or its category; jobs that follow the settings are left out."""
    rows = conn.execute(
        """
        SELECT j.id, coalesce(
            nullif(j.options -> 'seed', 'null'::jsonb), nullif(c.options -> 'seed', 'null'::jsonb)
        )
        FROM download_jobs AS j
        LEFT JOIN download_categories AS c ON c.id = j.category_id
        WHERE j.id = ANY(%(ids)s)
        """,
        {"ids": list(ids)},
    ).fetchall()
    return {job_id: SeedRules.model_validate(rules) for job_id, rules in rows if rules is not None}


def record_totals(conn: Connection, *, worker_id: str, totals: Sequence[SeedingTotals]) -> None:
    """Store the totals of many torrents; the commit is asynchronous."""
    conn.execute(
        """
        WITH progress AS (
            UPDATE download_progress AS p
            SET bytes_uploaded = greatest(p.bytes_uploaded, n.uploaded),
                upload_bytes_per_s = n.rate, peers_connected = n.peers, peers_known = n.known,
                updated_at = CASE
                    WHEN p.bytes_uploaded < n.uploaded OR p.upload_bytes_per_s <> n.rate
                    THEN clock_timestamp() ELSE p.updated_at END
            FROM unnest(
                %(ids)s::uuid[], %(attempts)s::integer[], %(uploads)s::bigint[],
                %(seconds)s::integer[], %(rates)s::bigint[], %(peers)s::integer[],
                %(known)s::integer[]
            ) AS n (id, attempt, uploaded, seconds, rate, peers, known)
            JOIN download_jobs AS j ON j.id = n.id AND j.attempt = n.attempt
            CROSS JOIN set_config('synchronous_commit', 'off', true)
            WHERE p.job_id = n.id
              AND p.attempt = n.attempt
              AND j.worker_id = %(worker_id)s
              AND j.status = 'completed'
            RETURNING p.job_id, n.seconds
        )
        UPDATE download_seeding AS s
        SET seconds = greatest(s.seconds, progress.seconds)
        FROM progress
        WHERE s.job_id = progress.job_id
        """,
        {
            "worker_id": worker_id,
            "ids": [each.id for each in totals],
            "attempts": [each.attempt for each in totals],
            "uploads": [each.bytes_uploaded for each in totals],
            "seconds": [each.seeding_seconds for each in totals],
            "rates": [each.upload_bytes_per_s for each in totals],
            "peers": [each.peers for each in totals],
            "known": [each.peers_known for each in totals],
        },
    )


def end(conn: Connection, *, id: UUID, worker_id: str, attempt: int, is_removed: bool) -> bool:
    """With `is_removed`, take the job off the list. False when the lease is lost."""
    found = conn.execute(
        """
        WITH ended AS (
            UPDATE download_jobs
            SET detail = '', worker_id = NULL, lease_expires_at = NULL, resume_data = NULL,
                removed_at = CASE WHEN %(is_removed)s THEN clock_timestamp() ELSE removed_at END,
                updated_at = clock_timestamp()
            WHERE id = %(id)s
              AND worker_id = %(worker_id)s
              AND attempt = %(attempt)s
              AND status = 'completed'
            RETURNING id
        )
        UPDATE download_seeding AS s
        SET ended_at = clock_timestamp()
        FROM ended
        WHERE s.job_id = ended.id
        """,
        {"id": id, "worker_id": worker_id, "attempt": attempt, "is_removed": is_removed},
    )
    return found.rowcount > 0


def free(conn: Connection, *, dead_workers: Collection[str], silent_for_s: float | None) -> int:
    """Release the torrents of workers that are gone; returns how many."""
    found = conn.execute(
        """
        UPDATE download_jobs AS j
        SET worker_id = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
        FROM download_seeding AS s
        WHERE s.job_id = j.id
          AND s.ended_at IS NULL
          AND j.status = 'completed'
          AND j.lease_expires_at IS NOT NULL
          AND (
              j.worker_id = ANY(%(dead)s)
              OR j.worker_id IN (
                  SELECT w.id
                  FROM download_workers AS w
                  WHERE w.seen_at
                      < clock_timestamp() - make_interval(secs => %(silent_for_s)s)
              )
          )
        """,
        {"dead": list(dead_workers), "silent_for_s": silent_for_s},
    )
    return found.rowcount


def release(conn: Connection, *, id: UUID, worker_id: str, attempt: int) -> None:
    conn.execute(
        """
        UPDATE download_jobs
        SET worker_id = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND worker_id = %(worker_id)s
          AND attempt = %(attempt)s
          AND status = 'completed'
        """,
        {"id": id, "worker_id": worker_id, "attempt": attempt},
    )
