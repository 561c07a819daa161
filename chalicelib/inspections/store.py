"""Inspections: inserted for users, claimed and completed by workers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.models.source_parser import Source
from chalicelib.inspections.models import InspectionStatus
from chalicelib.platform.db import Connection

#: An inspection without a result after this time has failed: no worker is running.
PENDING_TIMEOUT_S = 120
RETENTION_H = 24


@dataclass(frozen=True, slots=True)
class InspectionRow:
    id: UUID
    source_type: SourceType
    source: str  # for display
    status: InspectionStatus
    title: str
    info_hash: str | None
    bytes_total: int
    is_private: bool
    files: list[dict[str, object]]
    reason: str | None
    message: str
    existing_job_id: UUID | None
    media_id: int | None
    season_number: int | None
    episode_number: int | None
    match_confidence: float
    is_recognized: bool
    is_in_library: bool
    title_job_id: UUID | None
    created_at: datetime

    def __post_init__(self) -> None:
        # `class_row` passes plain text.
        object.__setattr__(self, "source_type", SourceType(self.source_type))
        object.__setattr__(self, "status", InspectionStatus(self.status))


@dataclass(frozen=True, slots=True)
class PendingInspection:
    """An inspection that a worker has claimed."""

    id: UUID
    source_type: SourceType
    source: str = field(repr=False)

    def __post_init__(self) -> None:
        # `class_row` passes plain text.
        object.__setattr__(self, "source_type", SourceType(self.source_type))


def insert(conn: Connection, *, id: UUID, user_id: UUID, source: Source) -> None:
    conn.execute(
        """
        INSERT INTO download_inspections (
            id, user_id, source_type, source, source_label, title, info_hash
        )
        VALUES (
            %(id)s, %(user_id)s, %(source_type)s, %(source)s, %(label)s, %(title)s, %(info_hash)s
        )
        """,
        {
            "id": id,
            "user_id": user_id,
            "source_type": source.kind,
            "source": source.text,
            "label": source.label,
            "title": source.title,
            "info_hash": source.info_hash,
        },
    )


def count_pending(conn: Connection, user_id: UUID) -> int:
    row = conn.execute(
        """
        SELECT count(*)
        FROM download_inspections
        WHERE user_id = %(user_id)s
          AND status = 'pending'
          AND created_at > now() - make_interval(secs => %(timeout)s)
        """,
        {"user_id": user_id, "timeout": PENDING_TIMEOUT_S},
    ).fetchone()
    return row[0] if row else 0


def get(conn: Connection, *, id: UUID, user_id: UUID) -> InspectionRow | None:
    with conn.cursor(row_factory=class_row(InspectionRow)) as cur:
        cur.execute(
            """
            SELECT i.id, i.source_type, i.source_label AS source,
                   CASE WHEN i.status = 'pending'
                             AND i.created_at < now() - make_interval(secs => %(timeout)s)
                        THEN 'failed' ELSE i.status END AS status,
                   i.title, i.info_hash, i.bytes_total, i.is_private, i.files,
                   CASE WHEN i.status = 'pending'
                             AND i.created_at < now() - make_interval(secs => %(timeout)s)
                        THEN 'no_worker' ELSE i.reason END AS reason,
                   i.message,
                   (
                       SELECT j.id
                       FROM download_jobs AS j
                       WHERE j.user_id = i.user_id
                         AND j.info_hash = i.info_hash
                         AND j.status IN (
                             'queued', 'preparing', 'downloading', 'stalled', 'retrying'
                         )
                   ) AS existing_job_id,
                   i.media_id, i.season_number, i.episode_number, i.match_confidence,
                   i.recognized_at IS NOT NULL AS is_recognized,
                   EXISTS (
                       SELECT
                       FROM library_shelf AS item
                       LEFT JOIN show_episodes AS e ON e.id = item.episode_id
                       WHERE item.media_id = i.media_id
                         AND (
                             i.episode_number IS NULL
                             OR (e.season_number, e.episode_number)
                                 = (i.season_number, i.episode_number)
                         )
                   ) AS is_in_library,
                   (
                       SELECT j.id
                       FROM download_jobs AS j
                       WHERE j.user_id = i.user_id
                         AND j.media_id = i.media_id
                         AND (
                             i.episode_number IS NULL
                             OR (j.season_number, j.episode_number)
                                 = (i.season_number, i.episode_number)
                         )
                         AND j.status IN (
                             'queued', 'preparing', 'downloading', 'stalled', 'retrying'
                         )
                       ORDER BY j.created_at
                       LIMIT 1
                   ) AS title_job_id,
                   i.created_at
            FROM download_inspections AS i
            WHERE i.id = %(id)s
              AND i.user_id = %(user_id)s
            """,
            {"id": id, "user_id": user_id, "timeout": PENDING_TIMEOUT_S},
        )
        return cur.fetchone()


def delete(conn: Connection, *, id: UUID, user_id: UUID) -> bool:
    found = conn.execute(
        "DELETE FROM download_inspections WHERE id = %(id)s AND user_id = %(user_id)s",
        {"id": id, "user_id": user_id},
    )
    return found.rowcount > 0


def claim(conn: Connection, *, worker_id: str, limit: int) -> list[PendingInspection]:
    """
    The oldest pending inspections that no running worker has claimed.

    It waits for a row that is just being written: one that was skipped would wait for the next
    claim, which is half a minute away.
    """
    with conn.cursor(row_factory=class_row(PendingInspection)) as cur:
        cur.execute(
            """
            UPDATE download_inspections AS i
            SET worker_id = %(worker_id)s
            FROM (
                SELECT id
                FROM download_inspections
                WHERE status = 'pending'
                  AND created_at > now() - make_interval(secs => %(timeout)s)
                  AND worker_id IS DISTINCT FROM %(worker_id)s
                  AND (worker_id IS NULL OR NOT EXISTS (
                      SELECT FROM download_workers AS w
                      WHERE w.id = worker_id
                        AND w.seen_at > clock_timestamp() - make_interval(secs => 20)
                  ))
                ORDER BY created_at
                LIMIT %(limit)s
                FOR UPDATE
            ) AS chosen
            WHERE i.id = chosen.id
            RETURNING i.id, i.source_type, i.source
            """,
            {"worker_id": worker_id, "limit": limit, "timeout": PENDING_TIMEOUT_S},
        )
        return cur.fetchall()


def complete(
    conn: Connection,
    *,
    id: UUID,
    title: str,
    info_hash: str | None,
    bytes_total: int,
    is_private: bool,
    files: Sequence[TorrentEntry],
    metadata: bytes | None,
    source_type: SourceType | None = None,
    message: str = "",
) -> None:
    """`source_type` corrects the type that was requested."""
    conn.execute(
        """
        UPDATE download_inspections
        SET status = 'ready', title = coalesce(nullif(%(title)s, ''), title),
            info_hash = coalesce(%(info_hash)s, info_hash), bytes_total = %(bytes_total)s,
            is_private = %(is_private)s, files = %(files)s, metadata = %(metadata)s,
            source_type = coalesce(%(source_type)s, source_type), message = %(message)s,
            answered_at = now(), recognized_at = NULL
        WHERE id = %(id)s
          AND status = 'pending'
        """,
        {
            "id": id,
            "source_type": source_type,
            "message": message,
            "title": title,
            "info_hash": info_hash,
            "bytes_total": bytes_total,
            "is_private": is_private,
            "files": Jsonb([file.model_dump() for file in files]),
            "metadata": metadata,
        },
    )


def fail(conn: Connection, *, id: UUID, reason: str, message: str) -> None:
    conn.execute(
        """
        UPDATE download_inspections
        SET status = 'failed', reason = %(reason)s, message = %(message)s, answered_at = now()
        WHERE id = %(id)s
          AND status = 'pending'
        """,
        {"id": id, "reason": reason, "message": message},
    )


def delete_old(conn: Connection) -> int:
    found = conn.execute(
        """
        DELETE FROM download_inspections AS i
        WHERE created_at < now() - make_interval(hours => %(hours)s)
          AND NOT EXISTS (
              SELECT FROM download_jobs AS j
              WHERE j.inspection_id = i.id
                AND j.status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
          )
        """,
        {"hours": RETENTION_H},
    )
    return found.rowcount
