"""Files and details of leased jobs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.leases.models import ArrivedFile
from chalicelib.platform.db import Connection


def set_expected(
    conn: Connection, *, job_id: UUID, folder: str, entries: Sequence[TorrentEntry]
) -> None:
    """Store the files of the metadata, with the priorities of the job's options."""
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
            "indexes": [file.index for file in entries],
            "paths": [file.path for file in entries],
            "sizes": [file.size_bytes for file in entries],
        },
    )


def replace(conn: Connection, *, job_id: UUID, files: Sequence[ArrivedFile]) -> None:
    """Store the downloaded files in place of the expected ones."""
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


def save_details(
    conn: Connection,
    *,
    job_id: UUID,
    peers: Sequence[Mapping[str, Any]],
    trackers: Sequence[Mapping[str, Any]],
    file_bytes: Sequence[int],
    pieces: Sequence[int],
) -> None:
    conn.execute(
        """
        INSERT INTO download_details (job_id, written_at, peers, trackers, file_bytes, pieces)
        VALUES (
            %(job_id)s, clock_timestamp(), %(peers)s, %(trackers)s, %(file_bytes)s::bigint[],
            %(pieces)s::smallint[]
        )
        ON CONFLICT (job_id) DO UPDATE
        SET written_at = excluded.written_at, peers = excluded.peers,
            trackers = excluded.trackers, file_bytes = excluded.file_bytes,
            pieces = excluded.pieces
        """,
        {
            "job_id": job_id,
            "peers": Jsonb(list(peers)),
            "trackers": Jsonb(list(trackers)),
            "file_bytes": list(file_bytes),
            "pieces": list(pieces),
        },
    )
