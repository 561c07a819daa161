"""The files of downloads: what arrived, and what is left of jobs that ended without success."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.downloads.models import ArrivedFile
from chalicelib.downloads.models.inside import TorrentEntry
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


def expect(conn: Connection, *, job_id: UUID, folder: str, inside: Sequence[TorrentEntry]) -> None:
    """What is to come, with how much each file is wanted, as far as that was said."""
    conn.execute("DELETE FROM download_files WHERE job_id = %(job_id)s", {"job_id": job_id})
    conn.execute(
        """
        INSERT INTO download_files (job_id, file_index, path, size_bytes, priority)
        SELECT j.id, f.file_index, %(folder)s || '/' || f.path, f.size_bytes,
               coalesce(j.options -> 'filePriorities' ->> f.file_index::text, 'normal')
        FROM download_jobs AS j,
             unnest(%(indexes)s::integer[], %(paths)s::text[], %(sizes)s::bigint[])
                 AS f (file_index, path, size_bytes)
        WHERE j.id = %(job_id)s
        """,
        {
            "job_id": job_id,
            "folder": folder,
            "indexes": [file.index for file in inside],
            "paths": [file.path for file in inside],
            "sizes": [file.size_bytes for file in inside],
        },
    )


def wanted_bytes(conn: Connection, *, job_id: UUID) -> int:
    """Of all files that are not skipped."""
    row = conn.execute(
        """
        SELECT coalesce(sum(size_bytes), 0)::bigint
        FROM download_files
        WHERE job_id = %(job_id)s AND priority <> 'skip'
        """,
        {"job_id": job_id},
    ).fetchone()
    return row[0] if row else 0


def replace(conn: Connection, *, job_id: UUID, files: Sequence[ArrivedFile]) -> None:
    """What arrived, in place of what was to come."""
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


def inherit_folder(conn: Connection, *, id: UUID) -> None:
    """
    Let a new job go on from what an earlier one of the same person for the same thing left.

    Of a job that was asked for once more by name, whatever it left; of others, what failed for
    reasons that pass.
    """
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
              AND old.save_path IS NOT NULL
              AND (
                  (old.status = 'failed' AND old.reason = ANY(%(hopeful)s))
                  OR (old.id = new.retry_of AND old.status IN ('failed', 'cancelled'))
              )
              AND NOT EXISTS (
                  SELECT
                  FROM download_jobs AS other
                  WHERE other.save_path = old.save_path
                    AND other.id <> old.id
                    AND other.status NOT IN ('cancelled', 'failed')
              )
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
        SET save_path = earlier.save_path, retry_of = coalesce(j.retry_of, earlier.id)
        FROM earlier
        WHERE j.id = %(id)s
        """,
        {"id": id, "hopeful": HOPEFUL},
    )
