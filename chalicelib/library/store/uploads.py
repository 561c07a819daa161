"""Copies of files in the object store, and multipart uploads in progress."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import class_row, dict_row, scalar_row

from chalicelib.library.models.folders import StorePolicy, StorePreview


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
                content = 'video' AND probe_error = '' AND scanned_at IS NOT NULL
                        AND match_state NOT IN ('ignored', 'recycled')
                    AS is_eligible,
                source_job_id IS NOT NULL AS is_from_download
            FROM library_items
            WHERE id = %(item_id)s
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


#: Playable files that a folder's policy, or SEEN_PUSH, wants in the store, with the bytes that
#: the folder's copies take before each.
WANTED: LiteralString = """
    SELECT item.id, item.discovered_at, item.file_size_bytes, item.stored_at, item.freed_at,
        (root).store_policy = 'free' AS is_to_be_freed,
        (root).store_quota_bytes AS quota_bytes, (root).path AS root_path
    FROM library_items AS item
    CROSS JOIN LATERAL library_root_of(item.absolute_path) AS root
    WHERE item.content = 'video' AND item.probe_error = '' AND item.scanned_at IS NOT NULL
        AND item.match_state NOT IN ('ignored', 'recycled')
        AND CASE coalesce((root).store_policy, 'default')
            WHEN 'default' THEN %(includes_library)s OR item.source_job_id IS NOT NULL
            WHEN 'keep' THEN false
            ELSE store_policy_chooses(
                item, (root).store_kinds, (root).store_min_bytes, (root).store_after_days, %(now)s
            )
        END
"""


def needs_upload(conn: Connection, *, item_id: UUID, includes_library: bool, now: datetime) -> bool:
    """
    Whether the file is a playable, not ignored video without a copy that is wanted and has room.

    `includes_library`: also files that are not from a download.
    """
    row = conn.execute(
        sql.SQL(
            """
            SELECT wanted.quota_bytes IS NULL OR wanted.file_size_bytes + (
                SELECT coalesce(sum(stored.file_size_bytes), 0)
                FROM library_items AS stored
                WHERE starts_with(stored.absolute_path, wanted.root_path || '/')
                    AND stored.stored_at IS NOT NULL
            ) <= wanted.quota_bytes
            FROM ({wanted} AND item.id = %(item_id)s) AS wanted
            WHERE wanted.stored_at IS NULL
            """
        ).format(wanted=sql.SQL(WANTED)),
        {"item_id": item_id, "includes_library": includes_library, "now": now},
    ).fetchone()
    return bool(row and row[0])


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


def list_unqueued(conn: Connection, *, includes_library: bool, now: datetime) -> list[UUID]:
    """Wanted files without a copy and without a queued or running upload task, oldest first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            sql.SQL(
                """
                SELECT wanted.id
                FROM (
                    SELECT wanted.*,
                        sum(wanted.file_size_bytes) OVER (
                            PARTITION BY wanted.root_path
                            ORDER BY wanted.stored_at IS NULL, wanted.discovered_at, wanted.id
                        ) AS bytes_with_it
                    FROM ({wanted}) AS wanted
                ) AS wanted
                WHERE wanted.stored_at IS NULL
                    AND (wanted.quota_bytes IS NULL OR wanted.bytes_with_it <= wanted.quota_bytes)
                    AND NOT EXISTS (
                        SELECT FROM procrastinate_jobs AS job
                        WHERE job.lock = 'push:' || wanted.id AND job.status IN ('todo', 'doing')
                    )
                ORDER BY wanted.discovered_at, wanted.id
                """
            ).format(wanted=sql.SQL(WANTED)),
            {"includes_library": includes_library, "now": now},
        )
        return cur.fetchall()


def preview(
    conn: Connection,
    *,
    folder: str,
    policy: StorePolicy,
    pushes: Literal["on", "all", "off"],
    now: datetime,
) -> StorePreview:
    """What a policy would do with the files below a folder, the oldest first."""
    with conn.cursor(row_factory=dict_row) as cur:
        cur.execute(
            """
            SELECT %(is_on)s AS is_on,
                count(*) FILTER (WHERE is_pushed) AS push_files,
                coalesce(sum(size) FILTER (WHERE is_pushed), 0)::bigint AS push_bytes,
                count(*) FILTER (WHERE is_freed) AS free_files,
                coalesce(sum(size) FILTER (WHERE is_freed), 0)::bigint AS free_bytes,
                count(stored_at) AS stored_files,
                coalesce(sum(size) FILTER (WHERE stored_at IS NOT NULL), 0)::bigint
                    AS stored_bytes
            FROM (
                SELECT chosen.*, stored_at IS NULL AND is_chosen AND has_room AS is_pushed,
                    is_chosen AND has_room AND freed_at IS NULL AND %(action)s = 'free' AS is_freed
                FROM (
                    SELECT wanted.*, %(quota)s::bigint IS NULL OR sum(size) OVER (
                            ORDER BY stored_at IS NULL, NOT is_chosen, discovered_at, id
                        ) <= %(quota)s AS has_room
                    FROM (
                        SELECT item.id, item.file_size_bytes AS size, item.discovered_at,
                            item.stored_at, item.freed_at,
                            %(is_on)s AND CASE %(action)s
                                WHEN 'keep' THEN false
                                WHEN 'default' THEN %(is_all)s OR item.source_job_id IS NOT NULL
                                ELSE store_policy_chooses(
                                    item, %(kinds)s::text[], %(min_bytes)s, %(after_days)s, %(now)s
                                )
                            END AS is_chosen
                        FROM library_items AS item
                        WHERE starts_with(item.absolute_path, %(folder)s || '/')
                            AND item.probe_error = '' AND item.scanned_at IS NOT NULL
                            AND item.match_state NOT IN ('ignored', 'recycled')
                    ) AS wanted
                ) AS chosen
            ) AS counted
            """,
            {
                "is_on": pushes != "off",
                "is_all": pushes == "all",
                "folder": folder,
                "action": policy.action,
                "kinds": list(policy.kinds),
                "min_bytes": policy.min_bytes,
                "after_days": policy.after_days,
                "quota": policy.quota_bytes,
                "now": now,
            },
        )
        return StorePreview.model_validate(next(cur))
