"""Jobs as users create and cancel them."""

from uuid import UUID

from psycopg.errors import ForeignKeyViolation, UniqueViolation
from psycopg.types.json import Jsonb

from chalicelib.download_settings.errors import UnknownCategory
from chalicelib.downloads.errors import UnknownInspection, UnknownMedia
from chalicelib.downloads.models import OPEN, DownloadCreate
from chalicelib.downloads.models.source_parser import Source
from chalicelib.downloads.models.states import RESUMABLE_REASONS
from chalicelib.platform.db import Connection

OPEN_STATUSES = [str(status) for status in OPEN]


def insert(
    conn: Connection,
    *,
    id: UUID,
    user_id: UUID,
    source: Source,
    body: DownloadCreate,
    free_source_id: int | None = None,
) -> bool:
    """
    Queue a job; False when the user has an open job for the same torrent.

    Raises `UnknownMedia` or `UnknownCategory`.
    """
    try:
        with (
            conn.transaction()
        ):  # a savepoint: a refused row must not abort the caller's transaction
            conn.execute(
                """
                INSERT INTO download_jobs (
                    id, user_id, media_id, source_type, source, source_label, title, info_hash,
                    options, category_id, target_root, inspection_id, free_source_id, detail,
                    paused_at, season_number, episode_number, match_confidence, match_is_manual
                )
                SELECT
                    %(id)s, %(user_id)s,
                    coalesce(  -- a page that was opened before two titles were merged
                        (SELECT media_id FROM merged_titles WHERE old_id = %(media_id)s),
                        %(media_id)s,
                        seen.media_id
                    ),
                    %(source_type)s, %(source)s,
                    %(label)s, %(title)s, %(info_hash)s,
                    -- Defaults of the category. Its seed rules are not copied: they apply as
                    -- long as the job is in the category.
                    coalesce((
                        SELECT jsonb_strip_nulls(options - 'seed')
                        FROM download_categories
                        WHERE id = %(category_id)s
                    ), '{}') || %(options)s,
                    %(category_id)s,
                    (SELECT root FROM download_categories WHERE id = %(category_id)s),
                    %(inspection_id)s, %(free_source_id)s,
                    CASE WHEN %(is_paused)s THEN 'paused' ELSE '' END,
                    CASE WHEN %(is_paused)s THEN now() END,
                    coalesce(source.season_number, seen.season_number),
                    coalesce(source.episode_number, seen.episode_number),
                    CASE WHEN %(media_id)s IS NULL THEN coalesce(seen.match_confidence, 0) ELSE 1
                    END,
                    %(is_no_title)s OR %(media_id)s IS NOT NULL
                -- What the inspection was taken for, so that the job has its title at once. The
                -- worker matches it again.
                FROM (SELECT 1) AS one
                LEFT JOIN free_sources AS source ON source.id = %(free_source_id)s
                LEFT JOIN (
                    SELECT media.id AS media_id, i.season_number, i.episode_number,
                           i.match_confidence
                    FROM download_inspections AS i
                    JOIN media_items AS media ON media.id = i.media_id
                    WHERE i.id = %(inspection_id)s
                ) AS seen ON %(media_id)s::bigint IS NULL AND NOT %(is_no_title)s
                """,
                {
                    "id": id,
                    "user_id": user_id,
                    "media_id": body.media_id,
                    "is_no_title": body.is_no_title,
                    "source_type": source.kind,
                    "source": source.text,
                    "label": source.label,
                    "title": source.title,
                    "info_hash": source.info_hash,
                    "options": Jsonb(body.options.model_dump(mode="json", exclude_unset=True)),
                    "category_id": body.category_id,
                    "inspection_id": body.inspection_id,
                    "free_source_id": free_source_id,
                    "is_paused": body.is_paused,
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
    """The user's open job for a torrent."""
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


def cancel(conn: Connection, *, id: UUID, viewer: UUID | None) -> UUID | None:
    """The user of the cancelled job; None when it was in a final state, or not theirs."""
    row = conn.execute(
        """
        UPDATE download_jobs
        SET status = 'cancelled', cancelled_at = now(), updated_at = clock_timestamp(),
            detail = '', next_retry_at = NULL, paused_at = NULL,
            worker_id = NULL, lease_expires_at = NULL, resume_data = NULL
        WHERE id = %(id)s
          AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
          AND status = ANY(%(open)s)
        RETURNING user_id
        """,
        {"id": id, "viewer": viewer, "open": OPEN_STATUSES},
    ).fetchone()
    return row[0] if row else None


def require_inspection(conn: Connection, *, id: UUID, user_id: UUID, source: Source) -> None:
    """Raises `UnknownInspection` unless the user has inspected the same source."""
    found = conn.execute(
        """
        SELECT
        FROM download_inspections
        WHERE id = %(id)s
          AND user_id = %(user_id)s
          AND (info_hash = %(info_hash)s OR source = %(source)s)
        """,
        {"id": id, "user_id": user_id, "info_hash": source.info_hash, "source": source.text},
    ).fetchone()
    if found is None:
        raise UnknownInspection("There is no such inspection.", field="inspectionId")


def inherit_folder(conn: Connection, *, id: UUID) -> None:
    """
    Give a new job the folder of an earlier job of the same user for the same source, to resume.

    A retry takes the folder of its original; other jobs that of one with a resumable failure.
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
                  (old.status = 'failed' AND old.reason = ANY(%(resumable)s))
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
        released AS (
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
        {"id": id, "resumable": RESUMABLE_REASONS},
    )
