"""Copies of files in the object store, and multipart uploads in progress."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class UploadItem:
    """A library file, and the state of its copy in the object store."""

    id: UUID
    path: str
    size_bytes: int
    modified_ns: int
    mime_type: str
    object_key: str | None
    stored_at: datetime | None
    is_eligible: bool
    is_from_download: bool


@dataclass(frozen=True, slots=True)
class MultipartUpload:
    """A multipart upload in progress, with the size and mtime of the file when it began."""

    object_key: str
    upload_id: str
    size_bytes: int
    modified_ns: int


def get_item(conn: Connection, *, item_id: UUID) -> UploadItem | None:
    with conn.cursor(row_factory=class_row(UploadItem)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, mime_type, object_key, stored_at,
                probe_error = '' AND scanned_at IS NOT NULL AND match_state <> 'ignored'
                    AS is_eligible,
                source_job_id IS NOT NULL AS is_from_download
            FROM library_items
            WHERE id = %(item_id)s
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def needs_upload(conn: Connection, *, item_id: UUID, includes_library: bool) -> bool:
    """
    Whether the file is a playable, not ignored video without a copy.

    `includes_library`: also files that are not from a download.
    """
    item = get_item(conn, item_id=item_id)
    return (
        item is not None
        and item.is_eligible
        and (includes_library or item.is_from_download)
        and item.stored_at is None
    )


def get_upload(conn: Connection, *, item_id: UUID) -> MultipartUpload | None:
    with conn.cursor(row_factory=class_row(MultipartUpload)) as cur:
        cur.execute(
            """
            SELECT object_key, upload_id, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns
            FROM object_uploads
            WHERE library_item_id = %(item_id)s
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def insert_upload(
    conn: Connection, *, item_id: UUID, upload: MultipartUpload, now: datetime
) -> None:
    """Record the upload before its first part is sent."""
    conn.execute(
        """
        INSERT INTO object_uploads (
            library_item_id, object_key, upload_id, file_size_bytes, file_modified_ns, created_at
        )
        VALUES (%(item_id)s, %(key)s, %(upload_id)s, %(size)s, %(modified)s, %(now)s)
        ON CONFLICT (library_item_id) DO UPDATE
        SET object_key = excluded.object_key, upload_id = excluded.upload_id,
            file_size_bytes = excluded.file_size_bytes,
            file_modified_ns = excluded.file_modified_ns, created_at = excluded.created_at
        """,
        {
            "item_id": item_id,
            "key": upload.object_key,
            "upload_id": upload.upload_id,
            "size": upload.size_bytes,
            "modified": upload.modified_ns,
            "now": now,
        },
    )


def delete_upload(conn: Connection, *, item_id: UUID) -> None:
    conn.execute(
        "DELETE FROM object_uploads WHERE library_item_id = %(item_id)s", {"item_id": item_id}
    )


def mark_stored(
    conn: Connection, *, item: UploadItem, object_key: str, sha256: str, now: datetime
) -> bool:
    """Record a verified copy; False if the file has changed since it was read."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET object_key = %(key)s, object_sha256 = %(sha256)s, stored_at = %(now)s,
                push_error = ''
            WHERE id = %(id)s
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": item.id,
                "key": object_key,
                "sha256": sha256,
                "size": item.size_bytes,
                "modified": item.modified_ns,
                "now": now,
            },
        ).rowcount
        == 1
    )


def record_failure(conn: Connection, *, item_id: UUID, error: str) -> None:
    """Store the error shown for an item without a copy."""
    conn.execute(
        "UPDATE library_items SET push_error = %(error)s WHERE id = %(item_id)s",
        {"item_id": item_id, "error": error},
    )


def list_upload_ids(conn: Connection) -> set[str]:
    """Ids of the uploads in progress; others in the object store are orphans."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return set(cur.execute("SELECT upload_id FROM object_uploads").fetchall())


def list_unqueued(conn: Connection, *, includes_library: bool) -> list[UUID]:
    """Eligible files without a copy and without a queued or running upload task."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT item.id
            FROM library_items AS item
            WHERE item.stored_at IS NULL AND item.probe_error = ''
                AND item.scanned_at IS NOT NULL AND item.match_state <> 'ignored'
                AND (%(includes_library)s OR item.source_job_id IS NOT NULL)
                AND NOT EXISTS (
                    SELECT FROM procrastinate_jobs AS job
                    WHERE job.lock = 'push:' || item.id AND job.status IN ('todo', 'doing')
                )
            ORDER BY item.discovered_at, item.id
            """,
            {"includes_library": includes_library},
        )
        return cur.fetchall()
