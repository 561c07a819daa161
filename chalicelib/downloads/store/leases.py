"""
Who works on what: claims, leases, and the fencing token in every write of a worker.

Time is the database's: a worker whose clock is wrong neither loses a job early nor keeps one
for ever.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import (
    HELD,
    WORTHWHILE_BYTES,
    Abandoned,
    Advance,
    Claim,
    Wish,
)
from chalicelib.platform.db import Connection

CLAIM_LOCK = 0x5EE2_C1A1  # one claim at a time, or two could both take the last free place
HELD_STATUSES = [str(status) for status in HELD]


@dataclass(frozen=True, slots=True)
class Places:
    """How many jobs may be taken, and where their folders are made."""

    root: str
    most: int  # at once
    most_active: int  # of everybody's together
    most_of_one: int | None = None  # of one person's, who has no quota of their own


def next_turn_in_s(conn: Connection) -> float | None:
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


def lock_claims(conn: Connection) -> None:
    """Wait for the right to claim, until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})


def next_suspect(conn: Connection) -> UUID | None:
    """The next job that is to be tried by itself."""
    row = conn.execute(
        """
        SELECT id
        FROM download_jobs
        WHERE deaths >= 2 -- DEATHS_OF_A_SUSPECT; written out for the index
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
    places: Places,
    lease_s: float,
    only: UUID | None = None,
) -> list[Claim]:
    """
    Take the next jobs; none when nobody waits or every place is taken.

    What a person forced begins whatever the house's places, as far as their own share goes. Then
    the person with the fewest jobs under way is next, then whoever was served longest ago, then
    the order of the queue. A job's folder is one below `root`, unless it has one from before.
    What must be tried by itself is not among them, unless it is the `only` one that is asked for.
    Call `lock_claims` first, in the same transaction.
    """
    its_turn = "j.deaths < 2" if only is None else "j.id = %(only)s"
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
                       coalesce(q.most_active, %(most_of_one)s) AS share,
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
                        LIMIT %(most)s
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
                    LIMIT %(most)s
                )
                UNION ALL
                (
                    SELECT id
                    FROM offered
                    ORDER BY place, last_at NULLS FIRST, queue_rank, id
                    LIMIT greatest(least(
                        %(most)s, %(most_active)s - (SELECT coalesce(sum(places), 0) FROM active)
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
                      j.options_version, j.target_root, j.is_forced, j.deaths, j.is_on_trial,
                      j.moving_to,
                      (
                          SELECT old.recycled_to
                          FROM download_jobs AS old
                          WHERE old.id = j.retry_of
                      ) AS recycled_to,
                      (
                          SELECT i.metadata
                          FROM download_inspections AS i
                          WHERE i.id = j.inspection_id
                      ) AS metadata
            """,  # noqa: S608  # one of two constant texts
            {
                "only": only,
                "is_on_trial": only is not None,
                "worker_id": worker_id,
                "root": places.root,
                "most": places.most,
                "most_active": places.most_active,
                "most_of_one": places.most_of_one,
                "lease_s": lease_s,
            },
        )
        return cur.fetchall()


def renew(
    conn: Connection, *, worker_id: str, held: Sequence[tuple[UUID, int]], lease_s: float
) -> list[Wish]:
    """Keep the leases on (job, attempt) pairs: what people want of those still this worker's."""
    with conn.cursor(row_factory=class_row(Wish)) as cur:
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
