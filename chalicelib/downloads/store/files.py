"""The files of downloads: what arrived, and what is left of jobs that ended without success."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import ArrivedFile
from chalicelib.platform.db import Connection


def replace(conn: Connection, *, job_id: UUID, files: Sequence[ArrivedFile]) -> None:
    conn.execute("DELETE FROM download_files WHERE job_id = %(job_id)s", {"job_id": job_id})
    conn.execute(
        """
        INSERT INTO download_files (job_id, file_index, path, size_bytes, bytes_done)
        SELECT %(job_id)s, f.file_index, f.path, f.size_bytes, f.size_bytes
        FROM unnest(%(indexes)s::integer[], %(paths)s::text[], %(sizes)s::bigint[])
            AS f (file_index, path, size_bytes)
        """,
        {
            "job_id": job_id,
            "indexes": [file.file_index for file in files],
            "paths": [file.path for file in files],
            "sizes": [file.size_bytes for file in files],
        },
    )


def of_job(conn: Connection, *, job_id: UUID) -> list[ArrivedFile]:
    with conn.cursor(row_factory=class_row(ArrivedFile)) as cur:
        cur.execute(
            """
            SELECT file_index, path, size_bytes
            FROM download_files
            WHERE job_id = %(job_id)s
            ORDER BY file_index
            """,
            {"job_id": job_id},
        )
        return cur.fetchall()


def leftovers(conn: Connection, *, most: int) -> list[tuple[UUID, str, bool]]:
    """
    Folders of jobs that ended without a file, and whether another job still needs each.

    A folder is shared when two people asked for the same torrent.
    """
    rows = conn.execute(
        """
        SELECT j.id, j.save_path, EXISTS (
            SELECT
            FROM download_jobs AS other
            WHERE other.save_path = j.save_path
              AND other.id <> j.id
              AND other.status NOT IN ('cancelled', 'failed')
        )
        FROM download_jobs AS j
        WHERE j.status IN ('cancelled', 'failed')
          AND j.save_path IS NOT NULL
        ORDER BY j.updated_at
        LIMIT %(most)s
        """,
        {"most": most},
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def may_remove(conn: Connection, *, id: UUID) -> bool:
    """Whether a job ended without a file, and no other job needs its folder."""
    row = conn.execute(
        """
        SELECT NOT EXISTS (
            SELECT
            FROM download_jobs AS other
            WHERE other.save_path = j.save_path
              AND other.id <> j.id
              AND other.status NOT IN ('cancelled', 'failed')
        )
        FROM download_jobs AS j
        WHERE j.id = %(id)s
          AND j.status IN ('cancelled', 'failed')
        """,
        {"id": id},
    ).fetchone()
    return bool(row and row[0])


def forget_folder(conn: Connection, *, id: UUID) -> None:
    conn.execute(
        """
        UPDATE download_jobs
        SET save_path = NULL
        WHERE id = %(id)s
          AND status IN ('cancelled', 'failed')
        """,
        {"id": id},
    )
