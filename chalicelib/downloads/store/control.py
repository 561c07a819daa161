"""
Changes that users make to a job. Triggers notify the worker that holds it.

Functions return whether there was something to change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.download_settings.errors import UnknownCategory
from chalicelib.downloads.errors import UnknownMedia
from chalicelib.downloads.models import Status
from chalicelib.downloads.store.jobs import OPEN_STATUSES
from chalicelib.platform.db import Connection

#: States of open jobs without a lease.
UNLEASED = ["queued", "retrying"]


@dataclass(frozen=True, slots=True)
class LockedJob:
    """A row that is locked until the transaction ends."""

    user_id: UUID
    status: Status
    options: dict[str, Any]

    def __post_init__(self) -> None:
        # `class_row` passes plain text.
        object.__setattr__(self, "status", Status(self.status))


def lock(conn: Connection, *, id: UUID, viewer: UUID | None) -> LockedJob | None:
    """None when there is no such job, or it is not the viewer's. `viewer` None: any user's."""
    with conn.cursor(row_factory=class_row(LockedJob)) as cur:
        cur.execute(
            """
            SELECT user_id, status, options
            FROM download_jobs
            WHERE id = %(id)s
              AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
            FOR UPDATE
            """,
            {"id": id, "viewer": viewer},
        )
        return cur.fetchone()


def pause(conn: Connection, *, id: UUID) -> bool:
    """A leased job keeps its lease until the worker releases it."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET paused_at = now(),
            detail = CASE WHEN status = ANY(%(unleased)s) OR worker_id IS NULL
                          THEN 'paused' ELSE detail END,
            next_retry_at = CASE WHEN status = 'retrying' THEN NULL ELSE next_retry_at END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND status = ANY(%(open)s)
          AND paused_at IS NULL
        """,
        {"id": id, "open": OPEN_STATUSES, "unleased": UNLEASED},
    )
    return found.rowcount > 0


def resume(conn: Connection, *, id: UUID) -> bool:
    """A job that its worker has not released yet simply continues."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET paused_at = NULL,
            detail = CASE WHEN detail = 'paused' THEN '' ELSE detail END,
            status = CASE WHEN status = 'stalled' AND worker_id IS NULL
                          THEN 'retrying' ELSE status END,
            next_retry_at = CASE WHEN status = 'retrying'
                                   OR (status = 'stalled' AND worker_id IS NULL)
                                 THEN clock_timestamp() ELSE next_retry_at END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND status = ANY(%(open)s)
          AND paused_at IS NOT NULL
        """,
        {"id": id, "open": OPEN_STATUSES},
    )
    return found.rowcount > 0


def retry_now(conn: Connection, *, id: UUID) -> bool:
    """Make a retrying job due."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET next_retry_at = clock_timestamp(), updated_at = clock_timestamp(),
            options_version = options_version + 1
        WHERE id = %(id)s
          AND status = 'retrying'
          AND paused_at IS NULL
        """,
        {"id": id},
    )
    return found.rowcount > 0


def change(
    conn: Connection,
    *,
    id: UUID,
    title: str | None = None,
    is_forced: bool | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """None: unchanged; `options` replaces all options."""
    conn.execute(
        """
        UPDATE download_jobs
        SET title = coalesce(%(title)s, title),
            is_forced = coalesce(%(is_forced)s, is_forced),
            options = coalesce(%(options)s, options),
            options_version = options_version
                + CASE WHEN %(options)s::jsonb IS NULL THEN 0 ELSE 1 END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
        """,
        {
            "id": id,
            "title": title,
            "is_forced": is_forced,
            "options": None if options is None else Jsonb(dict(options)),
        },
    )


def set_title(conn: Connection, *, id: UUID, media_id: int | None) -> None:
    """
    Store the title that a user chose; None: no title of the catalogue. Raises `UnknownMedia`.

    The worker finds the episode by the name.
    """
    try:
        with conn.transaction():
            conn.execute(
                """
                UPDATE download_jobs
                SET media_id = coalesce(
                        (SELECT media_id FROM merged_titles WHERE old_id = %(media_id)s),
                        %(media_id)s
                    ),
                    season_number = NULL, episode_number = NULL, match_confidence = 1,
                    match_is_manual = true, recognized_at = NULL, updated_at = clock_timestamp()
                WHERE id = %(id)s
                """,
                {"id": id, "media_id": media_id},
            )
    except ForeignKeyViolation as error:
        raise UnknownMedia("There is no such title.", field="mediaId") from error


def set_category(conn: Connection, *, id: UUID, category_id: UUID | None) -> None:
    """Leaves the target folder alone. Raises `UnknownCategory`."""
    try:
        with conn.transaction():
            conn.execute(
                """
                UPDATE download_jobs
                SET category_id = %(category_id)s, updated_at = clock_timestamp()
                WHERE id = %(id)s
                """,
                {"id": id, "category_id": category_id},
            )
    except ForeignKeyViolation as error:
        raise UnknownCategory("There is no such category.", field="categoryId") from error


def set_file_priorities(conn: Connection, *, id: UUID, priorities: Mapping[str, str]) -> None:
    """By file index; other files keep their priority."""
    conn.execute(
        """
        UPDATE download_files
        SET priority = %(priorities)s::jsonb ->> file_index::text
        WHERE job_id = %(id)s
          AND %(priorities)s::jsonb ? file_index::text
        """,
        {"id": id, "priorities": Jsonb(dict(priorities))},
    )


def set_target(conn: Connection, *, id: UUID, category_id: UUID | None, root: str | None) -> None:
    """The target folder; None: the download folder."""
    conn.execute(
        """
        UPDATE download_jobs
        SET category_id = %(category_id)s, target_root = %(root)s,
            options_version = options_version + 1, updated_at = clock_timestamp()
        WHERE id = %(id)s
        """,
        {"id": id, "category_id": category_id, "root": root},
    )


def remove(conn: Connection, *, id: UUID, with_files: bool) -> bool:
    """Take off the lists; files go to the trash after `leases.store.trash.UNDO_S`."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET removed_at = clock_timestamp(), removes_files = %(with_files)s,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND removed_at IS NULL
        """,
        {"id": id, "with_files": with_files},
    )
    return found.rowcount > 0


def restore(conn: Connection, *, id: UUID) -> bool:
    found = conn.execute(
        """
        UPDATE download_jobs
        SET removed_at = NULL, removes_files = false, updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND removed_at IS NOT NULL
        """,
        {"id": id},
    )
    return found.rowcount > 0


def add_command(conn: Connection, *, id: UUID, kind: str) -> None:
    """Add a command for the worker, unless the same one is pending."""
    conn.execute(
        """
        INSERT INTO download_commands (job_id, kind)
        SELECT %(id)s, %(kind)s
        WHERE NOT EXISTS (
            SELECT FROM download_commands
            WHERE job_id = %(id)s AND kind = %(kind)s AND done_at IS NULL
        )
        """,
        {"id": id, "kind": kind},
    )


def request_details(conn: Connection, *, id: UUID, for_s: int) -> None:
    """Have the worker write details for a while."""
    conn.execute(
        """
        UPDATE download_jobs
        SET watched_until = clock_timestamp() + make_interval(secs => %(for_s)s)
        WHERE id = %(id)s
          AND (watched_until IS NULL
               OR watched_until < clock_timestamp() + make_interval(secs => %(for_s)s / 2))
        """,
        {"id": id, "for_s": for_s},
    )


def open_retry(conn: Connection, *, id: UUID) -> UUID | None:
    """The open job that retries this one."""
    row = conn.execute(
        """
        SELECT id
        FROM download_jobs
        WHERE retry_of = %(id)s
          AND status = ANY(%(open)s)
        LIMIT 1
        """,
        {"id": id, "open": OPEN_STATUSES},
    ).fetchone()
    return row[0] if row else None


def clone_for_retry(conn: Connection, *, id: UUID, new_id: UUID) -> bool:
    """
    Add a job for the same source; False when the user has an open job for the same torrent.
    """
    found = conn.execute(
        """
        INSERT INTO download_jobs (
            id, user_id, media_id, source_type, source, source_label, title, info_hash,
            options, category_id, target_root, free_source_id, retry_of, season_number,
            episode_number, match_confidence, match_is_manual
        )
        SELECT %(new_id)s, user_id, media_id, source_type, source, source_label, title, info_hash,
               options, category_id, target_root, free_source_id, id, season_number,
               episode_number, match_confidence, match_is_manual
        FROM download_jobs
        WHERE id = %(id)s
        ON CONFLICT (user_id, info_hash)
            WHERE status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
            DO NOTHING
        """,
        {"id": id, "new_id": new_id},
    )
    return found.rowcount > 0
