"""Free sources and the rate of recent downloads."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.downloads.models import OPEN
from chalicelib.free_sources.models import FreeSourceRow
from chalicelib.platform.db import Connection

OPEN_STATUSES = [str(status) for status in OPEN]
MEASURED_JOBS = 5
MIN_MEASURED_BYTES = 5_000_000  # a smaller download says more about latency than about the rate

SELECT = sql.SQL("""
    SELECT s.id, s.media_id, m.title, s.season_number, s.episode_number, e.id AS episode_id, s.kind,
           s.publisher, s.address, s.licence, s.licence_url, s.size_bytes,
           CASE WHEN s.season_number IS NULL THEN m.runtime_minutes
                ELSE coalesce(e.runtime_minutes, m.runtime_minutes) END AS runtime_minutes,
           EXISTS (
               SELECT
               FROM library_shelf AS l
               WHERE l.media_id = s.media_id
                 AND l.probe_error = ''
                 AND (s.season_number IS NULL OR l.episode_id = e.id)
           ) AS is_in_library
    FROM free_sources AS s
    JOIN media_items AS m ON m.id = s.media_id
    LEFT JOIN show_episodes AS e
           ON e.media_id = s.media_id
          AND e.season_number = s.season_number
          AND e.episode_number = s.episode_number
""")


def of_titles(conn: Connection, *, media_ids: Sequence[int]) -> list[FreeSourceRow]:
    """By title; the best first, of a show in the order of its episodes."""
    with conn.cursor(row_factory=class_row(FreeSourceRow)) as cur:
        cur.execute(
            SELECT
            + sql.SQL("""
                WHERE s.media_id = ANY(%(media_ids)s)
                ORDER BY s.media_id, s.season_number, s.episode_number, s.position, s.id
            """),
            {"media_ids": list(media_ids)},
        )
        return cur.fetchall()


def open_job(conn: Connection, *, user_id: UUID, source: FreeSourceRow) -> UUID | None:
    """The user's open job for the same title or episode, from whichever of its sources."""
    row = conn.execute(
        """
        SELECT j.id
        FROM download_jobs AS j
        JOIN free_sources AS s ON s.id = j.free_source_id
        WHERE j.user_id = %(user_id)s
          AND s.media_id = %(media_id)s
          AND s.season_number IS NOT DISTINCT FROM %(season_number)s::smallint
          AND s.episode_number IS NOT DISTINCT FROM %(episode_number)s::smallint
          AND j.status = ANY(%(open)s)
        ORDER BY j.created_at DESC
        LIMIT 1
        """,
        {
            "user_id": user_id,
            "media_id": source.media_id,
            "season_number": source.season_number,
            "episode_number": source.episode_number,
            "open": OPEN_STATUSES,
        },
    ).fetchone()
    return row[0] if row else None


def measured_rate(conn: Connection) -> float | None:
    """Bytes per second of the last completed downloads over HTTP; None without any."""
    row = conn.execute(
        """
        SELECT (sum(bytes) / nullif(sum(seconds), 0))::float8
        FROM (
            SELECT p.bytes_total AS bytes,
                   extract(epoch FROM j.completed_at - j.started_at) AS seconds
            FROM download_jobs AS j
            JOIN download_progress AS p ON p.job_id = j.id
            WHERE j.status = 'completed'
              AND j.source_type IN ('http', 'direct')
              AND j.started_at IS NOT NULL
              AND p.bytes_total >= %(min_bytes)s
            ORDER BY j.completed_at DESC
            LIMIT %(jobs)s
        ) AS recent
        """,
        {"min_bytes": MIN_MEASURED_BYTES, "jobs": MEASURED_JOBS},
    ).fetchone()
    return row[0] if row else None
