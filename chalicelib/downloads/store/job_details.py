"""Files, peers, trackers and pieces of a job, as users see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models.job_details import JobFile
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class DetailsRow:
    written_at: datetime
    peers: list[dict[str, Any]]
    trackers: list[dict[str, Any]]
    file_bytes: list[int]
    pieces: list[int]


def get(conn: Connection, *, job_id: UUID) -> DetailsRow | None:
    with conn.cursor(row_factory=class_row(DetailsRow)) as cur:
        cur.execute(
            """
            SELECT written_at, peers, trackers, file_bytes, pieces
            FROM download_details
            WHERE job_id = %(job_id)s
            """,
            {"job_id": job_id},
        )
        return cur.fetchone()


def files(conn: Connection, *, job_id: UUID) -> list[JobFile]:
    """Paths are relative to the job's folder; `bytes_done` is as of the last write."""
    with conn.cursor(row_factory=class_row(JobFile)) as cur:
        cur.execute(
            """
            SELECT f.file_index AS index,
                   CASE WHEN j.save_path IS NOT NULL AND starts_with(f.path, j.save_path || '/')
                        THEN substr(f.path, length(j.save_path) + 2) ELSE f.path END AS path,
                   f.size_bytes,
                   CASE WHEN j.status = 'completed' THEN f.size_bytes
                        ELSE least(f.bytes_done, f.size_bytes) END AS bytes_done,
                   f.priority
            FROM download_files AS f
            JOIN download_jobs AS j ON j.id = f.job_id
            WHERE f.job_id = %(job_id)s
            ORDER BY f.file_index
            """,
            {"job_id": job_id},
        )
        return cur.fetchall()
