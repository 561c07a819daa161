"""The files of downloads: what arrived, and what is left of jobs that ended without success."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import ArrivedFile
from chalicelib.platform.db import Connection

#: Failures of the source rather than of what it brought: who asks again goes on from there.
HOPEFUL = [
    "internal",
    "no_metadata",
    "no_peers",
    "size_mismatch",
    "too_slow",
    "unreachable",
    "worker_died",
]
KEPT_FOR_DAYS = 7


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
    Folders nobody will go on from, with their jobs, and whether another job still needs each.

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
        WHERE j.save_path IS NOT NULL
          AND (
              j.status = 'cancelled'
              OR (j.status = 'failed' AND NOT j.reason = ANY(%(hopeful)s))
              OR (j.status = 'failed' AND j.updated_at < now() - make_interval(days => %(days)s))
          )
        ORDER BY j.updated_at
        LIMIT %(most)s
        """,
        {"hopeful": HOPEFUL, "days": KEPT_FOR_DAYS, "most": most},
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def may_remove(conn: Connection, *, id: UUID) -> bool:
    """Whether nobody will go on from what arrived for a job, and no other job needs it."""
    row = conn.execute(
        """
        SELECT (j.status = 'cancelled' OR NOT j.reason = ANY(%(hopeful)s)) AND NOT EXISTS (
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
        {"id": id, "hopeful": HOPEFUL},
    ).fetchone()
    return bool(row and row[0])


def inherit_folder(conn: Connection, *, id: UUID) -> None:
    """Let a new job go on from what an earlier one of the same person for the same thing left."""
    conn.execute(
        """
        WITH earlier AS (
            SELECT old.id, old.save_path
            FROM download_jobs AS new
            JOIN download_jobs AS old
              ON old.user_id = new.user_id
             AND old.id <> new.id
             AND old.source_type = new.source_type
             AND (old.info_hash = new.info_hash OR old.source = new.source)
            WHERE new.id = %(id)s
              AND old.status = 'failed'
              AND old.save_path IS NOT NULL
              AND old.reason = ANY(%(hopeful)s)
            ORDER BY old.updated_at DESC
            LIMIT 1
            FOR UPDATE OF old
        ),
        given_up AS (
            UPDATE download_jobs AS j
            SET save_path = NULL
            FROM earlier
            WHERE j.id = earlier.id
        )
        UPDATE download_jobs AS j
        SET save_path = earlier.save_path
        FROM earlier
        WHERE j.id = %(id)s
        """,
        {"id": id, "hopeful": HOPEFUL},
    )


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
