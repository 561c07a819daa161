"""
The trash.

Folders of cancelled and failed jobs, and those that users removed with their files, are kept for
some days before they are deleted.
"""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.downloads.models.states import RESUMABLE_REASONS
from chalicelib.leases.models import TrashEntry
from chalicelib.platform.db import Connection

#: Folders of jobs that may be resumed are kept in place for so long.
RESUMABLE_DAYS = 7
#: How long users can undo a removal before its files are moved.
UNDO_S = 15
ENTRIES: LiteralString = """
    SELECT j.id AS job_id, j.save_path AS folder, j.recycled_to AS trashed_to,
           EXISTS (
               SELECT
               FROM download_jobs AS other
               WHERE other.save_path = j.save_path
                 AND other.id <> j.id
                 AND other.status NOT IN ('cancelled', 'failed')
                 AND NOT (other.removes_files AND other.removed_at IS NOT NULL)
           )
           -- The folder of a category, or one above it.
           OR EXISTS (
               SELECT
               FROM download_categories AS c
               WHERE c.root = j.save_path OR starts_with(c.root, j.save_path || '/')
           )
           -- Folders of other jobs below it; in the index, 0 comes right after /.
           OR EXISTS (
               SELECT
               FROM download_jobs AS other
               WHERE other.save_path ~>~ (j.save_path || '/')
                 AND other.save_path ~<~ (j.save_path || '0')
                 AND other.status NOT IN ('cancelled', 'failed')
                 AND NOT (other.removes_files AND other.removed_at IS NOT NULL)
           ) AS is_shared,
           j.status = 'completed' AS was_complete,
           coalesce(j.moving_to, (
               SELECT c.given ->> 'to'
               FROM download_commands AS c
               WHERE c.job_id = j.id AND c.kind = 'move' AND c.done_at IS NULL
               LIMIT 1
           )) AS moving_to
    FROM download_jobs AS j
    {where}
"""


def to_discard(conn: Connection, *, limit: int) -> list[TrashEntry]:
    """Folders of jobs that no worker holds and that will not be resumed."""
    return _entries(
        conn,
        """
        WHERE j.save_path IS NOT NULL
          AND j.recycled_at IS NULL
          AND j.worker_id IS NULL
          AND (
              j.status = 'cancelled'
              OR (j.status = 'failed' AND (
                  NOT j.reason = ANY(%(resumable)s)
                  OR j.updated_at < now() - make_interval(days => %(days)s)
              ))
              OR (
                  j.removes_files
                  AND j.removed_at < clock_timestamp() - make_interval(secs => %(undo_s)s)
              )
          )
        ORDER BY j.updated_at
        LIMIT %(limit)s
        """,
        resumable=RESUMABLE_REASONS,
        days=RESUMABLE_DAYS,
        undo_s=UNDO_S,
        limit=limit,
    )


def to_restore(conn: Connection, *, limit: int) -> list[TrashEntry]:
    """Completed jobs that were removed with their files, and restored by the user."""
    return _entries(
        conn,
        """
        WHERE j.recycled_to IS NOT NULL
          AND j.removed_at IS NULL
          AND j.status = 'completed'
        LIMIT %(limit)s
        """,
        limit=limit,
    )


def expired(conn: Connection, *, days: int, limit: int) -> list[TrashEntry]:
    """Folders that have been in the trash for so many days."""
    return _entries(
        conn,
        """
        WHERE j.recycled_to IS NOT NULL
          AND j.recycled_at <= now() - make_interval(days => %(days)s)
        ORDER BY j.recycled_at
        LIMIT %(limit)s
        """,
        days=days,
        limit=limit,
    )


def _entries(conn: Connection, where: LiteralString, **parameters: object) -> list[TrashEntry]:
    with conn.cursor(row_factory=class_row(TrashEntry)) as cur:
        cur.execute(
            sql.SQL(ENTRIES).format(where=sql.SQL(where)),
            parameters,
        )
        return cur.fetchall()


def is_needed(conn: Connection, *, folder: str) -> bool:
    """Whether an open or moving job needs this folder."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM download_jobs
            WHERE save_path = %(folder)s
              AND (status NOT IN ('completed', 'cancelled', 'failed') OR moving_to IS NOT NULL
                   OR worker_id IS NOT NULL)
        )
        """,
        {"folder": folder},
    ).fetchone()
    return bool(row and row[0])


def is_known(conn: Connection, *, folder: str) -> bool:
    """Whether a job, in the trash or not, or a category has this folder or one below it."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM (
                SELECT unnest(ARRAY[save_path, moving_to, recycled_to]) FROM download_jobs
                UNION ALL
                SELECT root FROM download_categories
            ) AS known (path)
            WHERE path = %(folder)s OR starts_with(path, %(folder)s || '/')
        )
        """,
        {"folder": folder},
    ).fetchone()
    return bool(row and row[0])


def recently_completed(conn: Connection, *, kinds: Collection[str], days: int) -> list[str]:
    """Folders of jobs that were completed in the last days, the last one first."""
    rows = conn.execute(
        """
        SELECT save_path
        FROM download_jobs
        WHERE status = 'completed'
          AND source_type = ANY(%(kinds)s)
          AND save_path IS NOT NULL
          AND updated_at > now() - make_interval(days => %(days)s)
        ORDER BY updated_at DESC
        LIMIT 1000
        """,
        {"kinds": list(kinds), "days": days},
    ).fetchall()
    return [row[0] for row in rows]


def moved_from_default(
    conn: Connection, *, root: str, ids: Collection[UUID]
) -> dict[UUID, list[str]]:
    """
    Completed jobs that have left their default folder (named by their id, below `root`), with
    their files; only those whose default folder no other job uses.
    """
    rows = conn.execute(
        """
        SELECT j.id, ARRAY(SELECT path FROM download_files WHERE job_id = j.id)
        FROM download_jobs AS j
        CROSS JOIN LATERAL (SELECT %(root)s || '/' || j.id::text AS path) AS first
        WHERE j.id = ANY(%(ids)s)
          AND j.status = 'completed'
          AND j.save_path <> first.path
          AND NOT EXISTS (
              SELECT
              FROM download_jobs AS other
              WHERE other.save_path = first.path OR other.moving_to = first.path
          )
          AND NOT EXISTS (
              SELECT
              FROM download_files AS f
              WHERE starts_with(f.path, first.path || '/')
          )
        """,
        {"root": root, "ids": list(ids)},
    ).fetchall()
    return dict(rows)


def start_discard(conn: Connection, *, job_id: UUID, folder: str, to: str) -> bool:
    """Store the target; False when a job needs the folder meanwhile."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET recycled_to = %(to)s
        WHERE id = %(id)s
          AND save_path = %(folder)s
          AND worker_id IS NULL
          AND (status IN ('cancelled', 'failed') OR (removes_files AND removed_at IS NOT NULL))
        """,
        {"id": job_id, "folder": folder, "to": to},
    )
    return found.rowcount > 0


def finish_discard(conn: Connection, *, job_id: UUID) -> None:
    """Record that the folder is in the trash; its days count from now on."""
    conn.execute(
        """
        UPDATE download_jobs
        SET recycled_at = now()
        WHERE id = %(id)s
          AND recycled_to IS NOT NULL
        """,
        {"id": job_id},
    )


def finish_restore(conn: Connection, *, job_id: UUID) -> None:
    conn.execute(
        "UPDATE download_jobs SET recycled_to = NULL, recycled_at = NULL WHERE id = %(id)s",
        {"id": job_id},
    )


def forget_folder(conn: Connection, *, job_id: UUID) -> None:
    """Record that the job has no files on disk any more."""
    conn.execute(
        """
        UPDATE download_jobs
        SET recycled_to = NULL, recycled_at = NULL, save_path = NULL
        WHERE id = %(id)s
        """,
        {"id": job_id},
    )


RESUMABLE_DAYS = 7
