"""What the library needs to know of a finished download."""

from dataclasses import dataclass
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class FinishedJob:
    """A download whose bytes are all there, and the title it was for, if it was for one."""

    id: UUID
    media_id: int | None
    is_movie: bool
    paths: list[str]  # absolute


def get(conn: Connection, *, id: UUID) -> FinishedJob | None:
    """None when there is no such download or it is not complete."""
    with conn.cursor(row_factory=class_row(FinishedJob)) as cur:
        cur.execute(
            """
            SELECT job.id, job.media_id, coalesce(media.media_type = 'movie', false) AS is_movie,
                ARRAY(
                    SELECT file.path
                    FROM download_files AS file
                    WHERE file.job_id = job.id
                    ORDER BY file.file_index
                ) AS paths
            FROM download_jobs AS job
            LEFT JOIN media_items AS media ON media.id = job.media_id
            WHERE job.id = %(id)s AND job.status = 'completed'
            """,
            {"id": id},
        )
        return cur.fetchone()


def not_imported(conn: Connection) -> list[UUID]:
    """Completed downloads with files of which none is in the library."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT job.id
            FROM download_jobs AS job
            WHERE job.status = 'completed'
                AND EXISTS (SELECT FROM download_files AS file WHERE file.job_id = job.id)
                AND NOT EXISTS (
                    SELECT FROM library_items AS item WHERE item.source_job_id = job.id
                )
            ORDER BY job.completed_at, job.id
            """
        )
        return cur.fetchall()
