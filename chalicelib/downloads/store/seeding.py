"""
Completed torrents that are given to others.

The lease columns say who does it, though the job is over; the attempt is the fencing token here,
too.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models.jobs import SourceType
from chalicelib.downloads.models.options import SeedRules
from chalicelib.downloads.models.work import Claim, SeedingTotals
from chalicelib.platform.db import Connection


def adopt(
    conn: Connection, *, worker_id: str, kinds: Collection[SourceType], lease_s: float, most: int
) -> list[Claim]:
    """Take over what nobody gives at the moment, of these kinds."""
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
                  AND NOT EXISTS ( -- its files are about to move
                      SELECT
                      FROM download_commands AS c
                      WHERE c.job_id = download_jobs.id AND c.kind = 'move' AND c.done_at IS NULL
                  )
                ORDER BY completed_at DESC
                LIMIT %(most)s
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
                "most": most,
            },
        )
        return cur.fetchall()


def rules_of(conn: Connection, *, ids: Collection[UUID]) -> dict[UUID, SeedRules]:
    """Each job's own or its category's; those the house's rules hold for are left out."""
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


def advance(conn: Connection, *, worker_id: str, given: Sequence[SeedingTotals]) -> None:
    """Write how much was given, all in one statement. See `leases.advance` about the disk."""
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
            "ids": [each.id for each in given],
            "attempts": [each.attempt for each in given],
            "uploads": [each.bytes_uploaded for each in given],
            "seconds": [each.seeding_seconds for each in given],
            "rates": [each.upload_bytes_per_s for each in given],
            "peers": [each.peers for each in given],
            "known": [each.peers_known for each in given],
        },
    )


def end(conn: Connection, *, id: UUID, worker_id: str, attempt: int, removes: bool) -> bool:
    """It has given enough; with `removes`, it goes off the list. False: it was not ours."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET seeding_ended_at = clock_timestamp(), detail = '', worker_id = NULL,
            lease_expires_at = NULL, upload_bytes_per_s = 0, peers_connected = 0,
            resume_data = NULL,
            removed_at = CASE WHEN %(removes)s THEN clock_timestamp() ELSE removed_at END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND worker_id = %(worker_id)s
          AND attempt = %(attempt)s
          AND status = 'completed'
        """,
        {"id": id, "worker_id": worker_id, "attempt": attempt, "removes": removes},
    )
    return found.rowcount > 0


def free(conn: Connection, *, dead_workers: Collection[str], silent_for_s: float | None) -> int:
    """Take from workers that are gone what they gave; how many that were."""
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


def let_go(conn: Connection, *, id: UUID, worker_id: str, attempt: int) -> None:
    """Somebody else may go on giving."""
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
