"""
Seeding of completed torrents.

The lease columns hold the worker that seeds, although the job is completed; the attempt is the
fencing token here, too.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import Claim, SeedingTotals
from chalicelib.platform.db import Connection


def adopt(
    conn: Connection, *, worker_id: str, kinds: Collection[SourceType], lease_s: float, limit: int
) -> list[Claim]:
    """Lease torrents that no worker seeds."""
    with conn.cursor(row_factory=class_row(Claim)) as cur:
        cur.execute(
            """
            WITH chosen AS (
                SELECT id
                FROM download_jobs
                WHERE status = 'completed'
                  AND seeding_since IS NOT NULL
                  AND seeding_ended_at IS NULL
                  AND source_type = ANY(%(kinds)s)
                  AND removed_at IS NULL
                  AND paused_at IS NULL
                  AND (lease_expires_at IS NULL OR lease_expires_at < clock_timestamp())
                  AND NOT EXISTS ( -- a move is pending
                      SELECT
                      FROM download_commands AS c
                      WHERE c.job_id = download_jobs.id AND c.kind = 'move' AND c.done_at IS NULL
                  )
                ORDER BY completed_at DESC
                LIMIT %(limit)s
                FOR UPDATE SKIP LOCKED
            )
            UPDATE download_jobs AS j
            SET worker_id = %(worker_id)s,
                lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s),
                attempt = j.attempt + 1
            FROM chosen
            WHERE j.id = chosen.id
            RETURNING j.id, j.user_id, j.worker_id, j.attempt, j.source_type, j.source, j.title,
                      j.info_hash, j.save_path, j.resume_data, j.retry_count, j.progress_percent,
                      j.bytes_downloaded, j.bytes_uploaded, j.seeding_seconds, j.options,
                      j.options_version, j.target_root, j.is_forced
            """,
            {
                "worker_id": worker_id,
                "kinds": [str(kind) for kind in kinds],
                "lease_s": lease_s,
                "limit": limit,
            },
        )
        return cur.fetchall()


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
        UPDATE download_jobs AS j
        SET bytes_uploaded = greatest(j.bytes_uploaded, n.uploaded),
            seeding_seconds = greatest(j.seeding_seconds, n.seconds),
            upload_bytes_per_s = n.rate, peers_connected = n.peers, peers_known = n.known,
            updated_at = CASE WHEN j.bytes_uploaded < n.uploaded OR j.upload_bytes_per_s <> n.rate
                              THEN clock_timestamp() ELSE j.updated_at END
        FROM unnest(
            %(ids)s::uuid[], %(attempts)s::integer[], %(uploads)s::bigint[],
            %(seconds)s::integer[], %(rates)s::bigint[], %(peers)s::integer[], %(known)s::integer[]
        ) AS n (id, attempt, uploaded, seconds, rate, peers, known)
        CROSS JOIN set_config('synchronous_commit', 'off', true)
        WHERE j.id = n.id
          AND j.attempt = n.attempt
          AND j.worker_id = %(worker_id)s
          AND j.status = 'completed'
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
        UPDATE download_jobs
        SET seeding_ended_at = clock_timestamp(), detail = '', worker_id = NULL,
            lease_expires_at = NULL, upload_bytes_per_s = 0, peers_connected = 0,
            resume_data = NULL,
            removed_at = CASE WHEN %(is_removed)s THEN clock_timestamp() ELSE removed_at END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND worker_id = %(worker_id)s
          AND attempt = %(attempt)s
          AND status = 'completed'
        """,
        {"id": id, "worker_id": worker_id, "attempt": attempt, "is_removed": is_removed},
    )
    return found.rowcount > 0


def free(conn: Connection, *, dead_workers: Collection[str], silent_for_s: float | None) -> int:
    """Release the torrents of workers that are gone; returns how many."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET worker_id = NULL, lease_expires_at = NULL, upload_bytes_per_s = 0
        WHERE status = 'completed'
          AND seeding_since IS NOT NULL
          AND seeding_ended_at IS NULL
          AND lease_expires_at IS NOT NULL
          AND (
              worker_id = ANY(%(dead)s)
              OR worker_id IN (
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
        SET worker_id = NULL, lease_expires_at = NULL, upload_bytes_per_s = 0
        WHERE id = %(id)s
          AND worker_id = %(worker_id)s
          AND attempt = %(attempt)s
          AND status = 'completed'
        """,
        {"id": id, "worker_id": worker_id, "attempt": attempt},
    )
