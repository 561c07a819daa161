"""The next free source of a job whose source failed."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import OPEN
from chalicelib.platform.db import Connection

OPEN_STATUSES = [str(status) for status in OPEN]


@dataclass(frozen=True, slots=True)
class NextFreeSource:
    id: int
    publisher: str


def next_of(conn: Connection, *, job_id: UUID) -> NextFreeSource | None:
    """
    The free source after the job's, of the same title or episode.

    None after the last one: sources are tried in their order, so that a job comes to an end.
    Torrents that the user downloads already are left out.
    """
    with conn.cursor(row_factory=class_row(NextFreeSource)) as cur:
        cur.execute(
            """
            SELECT s.id, s.publisher
            FROM download_jobs AS j
            JOIN free_sources AS failed ON failed.id = j.free_source_id
            JOIN free_sources AS s
              ON s.media_id = failed.media_id
             AND s.season_number IS NOT DISTINCT FROM failed.season_number
             AND s.episode_number IS NOT DISTINCT FROM failed.episode_number
             AND (s.position, s.id) > (failed.position, failed.id)
            WHERE j.id = %(job_id)s
              AND s.kind <> 'page'
              AND NOT EXISTS (
                  SELECT
                  FROM download_jobs AS other
                  WHERE other.user_id = j.user_id
                    AND other.info_hash = substring(s.address FROM 'urn:btih:([0-9a-f]{40})')
                    AND other.status = ANY(%(open)s)
              )
            ORDER BY s.position, s.id
            LIMIT 1
            """,
            {"job_id": job_id, "open": OPEN_STATUSES},
        )
        return cur.fetchone()


def switch(conn: Connection, *, id: UUID, attempt: int, source_id: int) -> bool:
    """Release a stalled job to begin with another source; False when the lease is lost."""
    found = conn.execute(
        """
        WITH switched AS (
            UPDATE download_jobs AS j
            SET status = 'retrying',
                detail = CASE WHEN j.paused_at IS NULL THEN '' ELSE 'paused' END,
                free_source_id = s.id,
                source_type = CASE s.kind WHEN 'torrent' THEN 'magnet' ELSE 'http' END,
                source = s.address,
                source_label = split_part(s.address, '&', 1), -- of a magnet link, its hash
                info_hash = substring(s.address FROM 'urn:btih:([0-9a-f]{40})'),
                retry_count = 0, deaths = 0, is_on_trial = false,
                next_retry_at = CASE WHEN j.paused_at IS NULL THEN clock_timestamp() END,
                worker_id = NULL, lease_expires_at = NULL, resume_data = NULL,
                updated_at = clock_timestamp()
            FROM free_sources AS s
            WHERE j.id = %(id)s
              AND j.attempt = %(attempt)s
              AND j.status = 'stalled'
              AND s.id = %(source_id)s
            RETURNING j.id
        )
        UPDATE download_progress AS p
        SET progress_percent = 0, bytes_total = 0, bytes_downloaded = 0, bytes_at_claim = 0,
            detail = 'checking' -- in which progress may fall: it is another file
        FROM switched
        WHERE p.job_id = switched.id
        """,
        {"id": id, "attempt": attempt, "source_id": source_id},
    )
    return found.rowcount > 0
