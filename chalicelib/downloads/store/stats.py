"""Totals over the jobs of one user, or of all users."""

from dataclasses import dataclass
from uuid import UUID

from psycopg import sql
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
    """Open and seeding jobs are read; completed and failed jobs are counted from an index only."""
    visible = sql.SQL("true" if viewer is None else "j.user_id = %(viewer)s")
    with conn.cursor(row_factory=class_row(Totals)) as cur:
        cur.execute(
            sql.SQL("""
            WITH live AS (
                SELECT j.status, j.paused_at, j.worker_id, p.download_bytes_per_s,
                       p.upload_bytes_per_s, p.eta_seconds
                FROM download_jobs AS j
                JOIN download_progress AS p ON p.job_id = j.id
                WHERE j.removed_at IS NULL AND {visible}
                  AND j.status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
                UNION ALL
                SELECT j.status, j.paused_at, j.worker_id, p.download_bytes_per_s,
                       p.upload_bytes_per_s, p.eta_seconds
                FROM download_seeding AS s
                JOIN download_jobs AS j ON j.id = s.job_id
                JOIN download_progress AS p ON p.job_id = j.id
                WHERE s.ended_at IS NULL
                  AND j.removed_at IS NULL AND {visible}
                  AND j.status = 'completed'
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
                    FROM download_jobs AS j
                    WHERE j.removed_at IS NULL AND {visible} AND j.status = 'completed'
                ) AS completed,
                (
                    SELECT count(*)
                    FROM download_jobs AS j
                    WHERE j.removed_at IS NULL AND {visible} AND j.status = 'failed'
                ) AS failed,
                count(*) FILTER (WHERE status = 'completed') AS seeding,
                coalesce(sum(download_bytes_per_s) FILTER (WHERE status = 'downloading'), 0)::bigint
                    AS download_bytes_per_s,
                coalesce(sum(upload_bytes_per_s) FILTER (WHERE worker_id IS NOT NULL), 0)::bigint
                    AS upload_bytes_per_s,
                max(eta_seconds) FILTER (WHERE status = 'downloading') AS last_eta_seconds
            FROM live
            """).format(visible=visible),
            {"viewer": viewer},
        )
        return cur.fetchone() or Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, None)
