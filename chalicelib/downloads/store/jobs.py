"""Jobs as their owners see and change them."""

from collections.abc import Collection
from uuid import UUID

from psycopg.errors import ForeignKeyViolation, UniqueViolation
from psycopg.rows import class_row

from chalicelib.downloads.errors import UnknownMedia
from chalicelib.downloads.models import OPEN, Cursor, DownloadJob, Status
from chalicelib.downloads.models.sources import Source
from chalicelib.platform.db import Connection

OPEN_STATUSES = [str(status) for status in OPEN]


def insert(
    conn: Connection, *, id: UUID, user_id: UUID, source: Source, media_id: int | None
) -> bool:
    """
    Queue a job; False when this person has the same torrent under way already.

    Raises `UnknownMedia`.
    """
    try:
        with conn.transaction():  # a refused row must not spoil the caller's transaction
            conn.execute(
                """
                INSERT INTO download_jobs
                    (id, user_id, media_id, source_type, source, source_label, title, info_hash)
                VALUES
                    (%(id)s, %(user_id)s, %(media_id)s, %(source_type)s, %(source)s,
                     %(label)s, %(title)s, %(info_hash)s)
                """,
                {
                    "id": id,
                    "user_id": user_id,
                    "media_id": media_id,
                    "source_type": source.kind,
                    "source": source.text,
                    "label": source.label,
                    "title": source.title,
                    "info_hash": source.info_hash,
                },
            )
    except UniqueViolation as error:
        if error.diag.constraint_name == "download_jobs_one_open_per_info_hash":
            return False
        raise
    except ForeignKeyViolation as error:
        if error.diag.constraint_name == "download_jobs_media_id_fkey":
            raise UnknownMedia("There is no such title.", field="mediaId") from error
        raise
    return True


def get(conn: Connection, *, id: UUID, user_id: UUID) -> DownloadJob | None:
    with conn.cursor(row_factory=class_row(DownloadJob)) as cur:
        cur.execute(
            """
            SELECT
                j.id, j.source_type, j.source_label AS source, j.title, j.status, j.detail,
                j.reason,
                CASE WHEN j.status = 'queued' THEN (
                    SELECT count(*)
                    FROM download_jobs AS ahead
                    WHERE ahead.status = 'queued'
                      AND (ahead.created_at, ahead.id) <= (j.created_at, j.id)
                ) END AS queue_position,
                j.progress_percent, j.bytes_total, j.bytes_downloaded, j.download_speed_mbps,
                j.eta_seconds, j.engine_job_id, j.error_message, j.retry_count, j.next_retry_at,
                j.media_id, m.title AS media_title, m.poster_url,
                (
                    SELECT i.id
                    FROM library_items AS i
                    WHERE i.source_job_id = j.id
                    ORDER BY i.file_size_bytes DESC, i.id
                    LIMIT 1
                ) AS library_item_id,
                j.created_at, j.updated_at, j.started_at, j.completed_at, j.cancelled_at
            FROM download_jobs AS j
            LEFT JOIN media_items AS m ON m.id = j.media_id
            WHERE j.id = %(id)s
              AND j.user_id = %(user_id)s
            """,
            {"id": id, "user_id": user_id},
        )
        return cur.fetchone()


def page(
    conn: Connection,
    *,
    user_id: UUID,
    statuses: Collection[Status],
    before: Cursor | None,
    limit: int,
) -> list[DownloadJob]:
    """Newest activity first; what comes after `before`."""
    with conn.cursor(row_factory=class_row(DownloadJob)) as cur:
        cur.execute(
            """
            SELECT
                j.id, j.source_type, j.source_label AS source, j.title, j.status, j.detail,
                j.reason,
                CASE WHEN j.status = 'queued' THEN (
                    SELECT count(*)
                    FROM download_jobs AS ahead
                    WHERE ahead.status = 'queued'
                      AND (ahead.created_at, ahead.id) <= (j.created_at, j.id)
                ) END AS queue_position,
                j.progress_percent, j.bytes_total, j.bytes_downloaded, j.download_speed_mbps,
                j.eta_seconds, j.engine_job_id, j.error_message, j.retry_count, j.next_retry_at,
                j.media_id, m.title AS media_title, m.poster_url,
                (
                    SELECT i.id
                    FROM library_items AS i
                    WHERE i.source_job_id = j.id
                    ORDER BY i.file_size_bytes DESC, i.id
                    LIMIT 1
                ) AS library_item_id,
                j.created_at, j.updated_at, j.started_at, j.completed_at, j.cancelled_at
            FROM download_jobs AS j
            LEFT JOIN media_items AS m ON m.id = j.media_id
            WHERE j.user_id = %(user_id)s
              AND j.status = ANY(%(statuses)s)
              AND (
                  %(before_at)s::timestamptz IS NULL
                  OR j.updated_at < %(before_at)s
                  OR (j.updated_at = %(before_at)s AND j.id > %(before_id)s::uuid)
              )
            ORDER BY j.updated_at DESC, j.id
            LIMIT %(limit)s
            """,
            {
                "user_id": user_id,
                "statuses": [str(status) for status in statuses],
                "before_at": before.at if before else None,
                "before_id": before.id if before else None,
                "limit": limit,
            },
        )
        return cur.fetchall()


def open_by_info_hash(conn: Connection, *, user_id: UUID, info_hash: str) -> UUID | None:
    """The person's unfinished job for a torrent."""
    row = conn.execute(
        """
        SELECT id
        FROM download_jobs
        WHERE user_id = %(user_id)s
          AND info_hash = %(info_hash)s
          AND status = ANY(%(open)s)
        """,
        {"user_id": user_id, "info_hash": info_hash, "open": OPEN_STATUSES},
    ).fetchone()
    return row[0] if row else None


def cancel(conn: Connection, *, id: UUID, user_id: UUID) -> int | None:
    """End a job; how far it was in percent, or None when there was nothing to end."""
    row = conn.execute(
        """
        UPDATE download_jobs
        SET status = 'cancelled', cancelled_at = now(), updated_at = now(), detail = '',
            download_speed_mbps = 0, eta_seconds = NULL, next_retry_at = NULL,
            worker_id = NULL, lease_expires_at = NULL, resume_data = NULL
        WHERE id = %(id)s
          AND user_id = %(user_id)s
          AND status = ANY(%(open)s)
        RETURNING progress_percent
        """,
        {"id": id, "user_id": user_id, "open": OPEN_STATUSES},
    ).fetchone()
    return row[0] if row else None
