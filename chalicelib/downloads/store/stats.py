"""Totals over the jobs of one user, or of all users."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class Totals:
    active: int
    queued: int
    paused: int
    stalled: int
    completed: int
    failed: int
    seeding: int
    download_bytes_per_s: int
    upload_bytes_per_s: int
    last_eta_seconds: int | None


def totals(conn: Connection, *, viewer: UUID | None) -> Totals:
    """Open and seeding jobs are read; jobs that have ended are counted from an index only."""
    with conn.cursor(row_factory=class_row(Totals)) as cur:
        cur.execute(
            """
            WITH live AS (
                SELECT status, paused_at, download_bytes_per_s, upload_bytes_per_s, eta_seconds,
                       worker_id
                FROM download_jobs
                WHERE removed_at IS NULL
                  AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
                  AND status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
                UNION ALL
                SELECT status, paused_at, download_bytes_per_s, upload_bytes_per_s, eta_seconds,
                       worker_id
                FROM download_jobs
                WHERE removed_at IS NULL
                  AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
                  AND status = 'completed'
                  AND seeding_since IS NOT NULL AND seeding_ended_at IS NULL
            )
            SELECT
                count(*) FILTER (
                    WHERE status IN ('preparing', 'downloading') AND paused_at IS NULL
                ) AS active,
                count(*) FILTER (
                    WHERE status IN ('queued', 'retrying') AND paused_at IS NULL
                ) AS queued,
                count(*) FILTER (WHERE paused_at IS NOT NULL AND status <> 'completed') AS paused,
                count(*) FILTER (WHERE status = 'stalled' AND paused_at IS NULL) AS stalled,
                (
                    SELECT count(*)
                    FROM download_jobs
                    WHERE removed_at IS NULL
                      AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
                      AND status = 'completed'
                ) AS completed,
                (
                    SELECT count(*)
                    FROM download_jobs
                    WHERE removed_at IS NULL
                      AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
                      AND status = 'failed'
                ) AS failed,
                count(*) FILTER (WHERE status = 'completed') AS seeding,
                coalesce(sum(download_bytes_per_s) FILTER (WHERE status = 'downloading'), 0)::bigint
                    AS download_bytes_per_s,
                coalesce(sum(upload_bytes_per_s) FILTER (WHERE worker_id IS NOT NULL), 0)::bigint
                    AS upload_bytes_per_s,
                max(eta_seconds) FILTER (WHERE status = 'downloading') AS last_eta_seconds
            FROM live
            """,
            {"viewer": viewer},
        )
        return cur.fetchone() or Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, None)
