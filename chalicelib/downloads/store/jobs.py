"""Jobs as people make and end them."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import ForeignKeyViolation, UniqueViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.downloads.errors import UnknownCategory, UnknownMedia
from chalicelib.downloads.models import OPEN, DownloadCreate
from chalicelib.downloads.models.sources import Source
from chalicelib.platform.db import Connection

OPEN_STATUSES = [str(status) for status in OPEN]


def insert(
    conn: Connection, *, id: UUID, user_id: UUID, source: Source, wanted: DownloadCreate
) -> bool:
    """
    Queue a job; False when this person has the same torrent under way already.

    Raises `UnknownMedia` or `UnknownCategory`.
    """
    try:
        with conn.transaction():  # a refused row must not spoil the caller's transaction
            conn.execute(
                """
                INSERT INTO download_jobs (
                    id, user_id, media_id, source_type, source, source_label, title, info_hash,
                    options, category_id, target_root, inspection_id, detail, paused_at
                )
                VALUES (
                    %(id)s, %(user_id)s,
                    coalesce(  -- a page opened before two titles became one says the old id
                        (SELECT media_id FROM merged_titles WHERE old_id = %(media_id)s),
                        %(media_id)s
                    ),
                    %(source_type)s, %(source)s,
                    %(label)s, %(title)s, %(info_hash)s,
                    -- What its category's jobs begin with, as far as nobody said otherwise. The
                    -- category's rules for seeding hold as long as it has it.
                    coalesce((
                        SELECT jsonb_strip_nulls(options - 'seed')
                        FROM download_categories
                        WHERE id = %(category_id)s
                    ), '{}') || %(options)s,
                    %(category_id)s,
                    (SELECT root FROM download_categories WHERE id = %(category_id)s),
                    %(inspection_id)s,
                    CASE WHEN %(is_paused)s THEN 'paused' ELSE '' END,
                    CASE WHEN %(is_paused)s THEN now() END
                )
                """,
                {
                    "id": id,
                    "user_id": user_id,
                    "media_id": wanted.media_id,
                    "source_type": source.kind,
                    "source": source.text,
                    "label": source.label,
                    "title": source.title,
                    "info_hash": source.info_hash,
                    "options": Jsonb(wanted.options.model_dump(mode="json", exclude_unset=True)),
                    "category_id": wanted.category_id,
                    "inspection_id": wanted.inspection_id,
                    "is_paused": wanted.is_paused,
                },
            )
    except UniqueViolation as error:
        if error.diag.constraint_name == "download_jobs_one_open_per_info_hash":
            return False
        raise
    except ForeignKeyViolation as error:
        if error.diag.constraint_name == "download_jobs_media_id_fkey":
            raise UnknownMedia("There is no such title.", field="mediaId") from error
        if error.diag.constraint_name == "download_jobs_category_id_fkey":
            raise UnknownCategory("There is no such category.", field="categoryId") from error
        raise
    return True


def open_by_info_hash(conn: Connection, *, user_id: UUID, info_hash: str | None) -> UUID | None:
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


@dataclass(frozen=True, slots=True)
class Ended:
    user_id: UUID
    progress_percent: int


def cancel(conn: Connection, *, id: UUID, viewer: UUID | None) -> Ended | None:
    """End a job; how far it was, or None when there was nothing to end."""
    with conn.cursor(row_factory=class_row(Ended)) as cur:
        cur.execute(
            """
            UPDATE download_jobs
            SET status = 'cancelled', cancelled_at = now(), updated_at = clock_timestamp(),
                detail = '', download_speed_mbps = 0, download_bytes_per_s = 0,
                upload_bytes_per_s = 0, eta_seconds = NULL, next_retry_at = NULL, paused_at = NULL,
                worker_id = NULL, lease_expires_at = NULL, resume_data = NULL
            WHERE id = %(id)s
              AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
              AND status = ANY(%(open)s)
            RETURNING user_id, progress_percent
            """,
            {"id": id, "viewer": viewer, "open": OPEN_STATUSES},
        )
        return cur.fetchone()
