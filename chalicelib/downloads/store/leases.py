"""
Who keeps what was claimed: leases, and the fencing token in every write of a worker.

Time is the database's: a worker whose clock is wrong neither loses a job early nor keeps one
for ever.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import (
    HELD,
    WORTHWHILE_BYTES,
    Abandoned,
    Advance,
    DesiredState,
)
from chalicelib.platform.db import Connection

HELD_STATUSES = [str(status) for status in HELD]


def renew(
    conn: Connection, *, worker_id: str, held: Sequence[tuple[UUID, int]], lease_s: float
) -> list[DesiredState]:
    """Keep the leases on (job, attempt) pairs: what people want of those still this worker's."""
    with conn.cursor(row_factory=class_row(DesiredState)) as cur:
        cur.execute(
            """
            UPDATE download_jobs AS j
            SET lease_expires_at = clock_timestamp() + make_interval(secs => %(lease_s)s)
            FROM unnest(%(ids)s::uuid[], %(attempts)s::integer[]) AS held (id, attempt)
            WHERE j.id = held.id
              AND j.attempt = held.attempt
              AND j.worker_id = %(worker_id)s
              AND (j.status = ANY(%(held)s) OR j.status = 'completed')
              AND j.removed_at IS NULL
            RETURNING j.id, j.paused_at IS NOT NULL AS is_paused, j.options, j.options_version,
                      j.is_forced, j.target_root,
                      coalesce(j.watched_until > clock_timestamp(), false) AS is_watched
            """,
            {
                "ids": [job_id for job_id, _ in held],
                "attempts": [attempt for _, attempt in held],
                "worker_id": worker_id,
                "held": HELD_STATUSES,
                "lease_s": lease_s,
            },
        )
        return cur.fetchall()


def advance(conn: Connection, *, worker_id: str, steps: Sequence[Advance]) -> set[UUID]:
    """
    Write how far jobs are, all in one statement; which of them are still this worker's.

    Progress does not fall, except while what is on disk is being checked. Nobody waits for the
    disk, which has enough to do with what arrives: a crash of the server may lose a moment of it.
    """
    rows = conn.execute(
        """
        UPDATE download_jobs AS j
        SET detail = n.detail,
            progress_percent = CASE WHEN n.detail = 'checking' OR n.total > j.bytes_total
                                    THEN n.percent
                                    ELSE greatest(j.progress_percent, n.percent) END,
            bytes_total = n.total,
            bytes_downloaded = CASE WHEN n.detail = 'checking' OR n.total < j.bytes_total
                                    THEN n.done
                                    ELSE greatest(j.bytes_downloaded, n.done) END,
            download_speed_mbps = n.speed,
            eta_seconds = n.eta,
            download_bytes_per_s = n.rate,
            upload_bytes_per_s = n.upload_rate,
            bytes_uploaded = greatest(j.bytes_uploaded, n.uploaded),
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
        CROSS JOIN set_config('synchronous_commit', 'off', true) -- the next look says it again
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
            "rates": [step.download_bytes_per_s for step in steps],
            "upload_rates": [step.upload_bytes_per_s for step in steps],
            "uploads": [step.bytes_uploaded for step in steps],
            "peers": [step.peers for step in steps],
            "seeds": [step.seeds for step in steps],
            "known": [step.peers_known for step in steps],
        },
    ).fetchall()
    return {row[0] for row in rows}


def abandoned(
    conn: Connection,
    *,
    dead_workers: Collection[str],
    kept: Collection[UUID],
    silent_for_s: float | None,
    leases_count: bool,
    most: int,
) -> list[Abandoned]:
    """
    Held jobs whose worker is dead, or whose lease is over where `leases_count`; locked.

    Dead is who is known to be, and, with `silent_for_s`, who has not been heard of for so long.
    What is `kept` is left alone.
    """
    with conn.cursor(row_factory=class_row(Abandoned)) as cur:
        cur.execute(
            """
            SELECT j.id, j.user_id, j.status, coalesce(j.worker_id, '') AS worker_id, j.attempt,
                   j.deaths, j.is_on_trial,
                   j.bytes_downloaded - j.bytes_at_claim >= %(worthwhile)s AS was_worthwhile,
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
                   ) AS is_beside_a_suspect
            FROM download_jobs AS j
            WHERE j.status IN ('preparing', 'downloading', 'stalled')
              AND (j.worker_id IS NOT NULL OR j.paused_at IS NULL)
              AND (
                  j.worker_id IS NULL
                  OR (%(leases_count)s AND j.lease_expires_at < clock_timestamp())
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
            LIMIT %(most)s
            FOR UPDATE OF j SKIP LOCKED
            """,
            {
                "worthwhile": WORTHWHILE_BYTES,
                "dead": list(dead_workers),
                "kept": list(kept),
                "silent_for_s": silent_for_s,
                "leases_count": leases_count,
                "most": most,
            },
        )
        return cur.fetchall()
