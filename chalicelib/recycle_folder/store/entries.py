"""Entries of the recycle folder: files of the library, and the trash of downloads."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import class_row, dict_row, scalar_row

from chalicelib.recycle_folder.models import (
    FileToDelete,
    RecycledEntry,
)
from chalicelib.recycle_folder.store.journal import SHOW_AGAIN


def list_to_delete(conn: Connection, *, ids: Sequence[UUID]) -> list[FileToDelete]:
    """These files, and the other parts of films in parts; without those deleted already."""
    with conn.cursor(row_factory=class_row(FileToDelete)) as cur:
        cur.execute(
            """
            SELECT item.id, item.absolute_path AS path, item.file_size_bytes AS size_bytes,
                EXISTS (
                    SELECT
                    FROM download_jobs AS job
                    LEFT JOIN download_seeding AS seeding ON seeding.job_id = job.id
                    WHERE job.id = item.source_job_id
                        AND starts_with(item.absolute_path, job.save_path || '/')
                        AND (
                            job.status NOT IN ('completed', 'cancelled', 'failed')
                            OR (seeding.job_id IS NOT NULL AND seeding.ended_at IS NULL)
                        )
                ) AS is_seeding
            FROM library_items AS item
            WHERE item.match_state <> 'recycled'
                AND (
                    item.id = ANY(%(ids)s)
                    OR EXISTS (
                        SELECT
                        FROM library_items AS part
                        WHERE part.id = ANY(%(ids)s)
                            AND part.part_set <> ''
                            AND part.part_set = item.part_set
                            AND part.media_id = item.media_id
                    )
                )
            ORDER BY item.absolute_path
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()


def put(
    conn: Connection,
    *,
    ids: Sequence[UUID],
    user_id: UUID | None,
    now: datetime,
    replaced_by: UUID | None = None,
) -> list[UUID]:
    """Take files out of the library and journal that they are to be moved; which were taken."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH taken AS (
                SELECT id, match_state
                FROM library_items
                WHERE id = ANY(%(ids)s) AND match_state <> 'recycled'
                ORDER BY id
                FOR UPDATE
            ),
            hidden AS (
                UPDATE library_items AS item
                SET match_state = 'recycled', updated_at = %(now)s
                FROM taken
                WHERE item.id = taken.id
            )
            INSERT INTO recycled_files (
                library_item_id, match_state, user_id, requested_at, replaced_by
            )
            SELECT id, match_state, %(user_id)s, %(now)s, %(replaced_by)s
            FROM taken
            ON CONFLICT (library_item_id) DO UPDATE -- it could not be moved before
            SET state = 'deleting', match_state = excluded.match_state, moves = '[]',
                problem = '', user_id = excluded.user_id, requested_at = excluded.requested_at,
                recycled_at = NULL, replaced_by = excluded.replaced_by
            RETURNING library_item_id
            """,
            {"ids": list(ids), "user_id": user_id, "now": now, "replaced_by": replaced_by},
        )
        return cur.fetchall()


def list_replaced(conn: Connection, *, by: Sequence[UUID]) -> list[UUID]:
    """The files that these have replaced and that can come back."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT library_item_id
            FROM recycled_files
            WHERE replaced_by = ANY(%(by)s) AND state IN ('deleting', 'deleted')
            """,
            {"by": list(by)},
        )
        return cur.fetchall()


def restore(conn: Connection, *, ids: Sequence[UUID]) -> None:
    """Put files back into the library: at once, or once the worker has moved them back."""
    conn.execute(  # first the files, as every statement that locks both does
        """
        SELECT
        FROM library_items
        WHERE id = ANY(%(ids)s)
        ORDER BY id
        FOR UPDATE
        """,
        {"ids": list(ids)},
    )
    conn.execute(
        """
        SELECT
        FROM recycled_files
        WHERE library_item_id = ANY(%(ids)s)
        ORDER BY library_item_id
        FOR UPDATE
        """,
        {"ids": list(ids)},
    )
    conn.execute(
        sql.SQL(SHOW_AGAIN)
        + sql.SQL("AND entry.state = 'deleting' AND entry.moves = '[]' AND item.id = ANY(%(ids)s)"),
        {"ids": list(ids)},
    )
    conn.execute(
        """
        DELETE FROM recycled_files
        WHERE library_item_id = ANY(%(ids)s)
            AND (state = 'refused' OR (state = 'deleting' AND moves = '[]'))
        """,
        {"ids": list(ids)},
    )
    conn.execute(
        """
        UPDATE recycled_files
        SET state = 'restoring', problem = ''
        WHERE library_item_id = ANY(%(ids)s) AND state IN ('deleting', 'deleted')
        """,
        {"ids": list(ids)},
    )


def remove(conn: Connection, *, ids: Sequence[UUID] | None) -> int:
    """Journal that entries are to be deleted for good, these or all; how many."""
    conn.execute(
        "DELETE FROM recycled_files WHERE state = 'refused' AND "
        "(%(ids)s::uuid[] IS NULL OR library_item_id = ANY(%(ids)s))",
        {"ids": ids},
    )
    return conn.execute(
        """
        UPDATE recycled_files
        SET state = 'removing', problem = ''
        WHERE state = 'deleted' AND (%(ids)s::uuid[] IS NULL OR library_item_id = ANY(%(ids)s))
        """,
        {"ids": ids},
    ).rowcount


def expire_downloads(conn: Connection, *, ids: Sequence[UUID] | None, user_id: UUID | None) -> int:
    """Let the trash of downloads delete these, or all, next; `user_id`: only that user's."""
    return conn.execute(
        """
        UPDATE download_jobs
        SET recycled_at = 'epoch'
        WHERE recycled_to IS NOT NULL AND recycled_at IS NOT NULL
            AND (status <> 'completed' OR removed_at IS NOT NULL)
            AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s))
            AND (%(user_id)s::uuid IS NULL OR user_id = %(user_id)s)
        """,
        {"ids": ids, "user_id": user_id},
    ).rowcount


ENTRIES: LiteralString = """
    SELECT item.id, 'file' AS kind, coalesce(media.title, item.file_name) AS title,
        CASE
            WHEN media.id IS NULL THEN ''
            WHEN episode.id IS NULL THEN item.file_name
            ELSE 'S' || lpad(episode.season_number::text, 2, '0')
                || 'E' || lpad(episode.episode_number::text, 2, '0')
        END AS detail,
        item.file_size_bytes AS size_bytes, entry.state, entry.problem,
        person.display_name AS deleted_by, better.file_name AS replaced_by,
        entry.requested_at AS deleted_at,
        entry.recycled_at + make_interval(days => %(days)s) AS removed_at,
        entry.state IN ('deleting', 'deleted') AS can_restore
    FROM recycled_files AS entry
    JOIN library_items AS item ON item.id = entry.library_item_id
    LEFT JOIN media_items AS media ON media.id = item.media_id
    LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
    LEFT JOIN users AS person ON person.id = entry.user_id
    LEFT JOIN library_items AS better ON better.id = entry.replaced_by
    UNION ALL
    SELECT job.id, 'download', coalesce(media.title, nullif(job.title, ''), 'A download'),
        CASE WHEN media.id IS NULL THEN '' ELSE job.title END,
        coalesce(progress.bytes_downloaded, 0),
        CASE WHEN job.removed_at IS NULL AND job.status = 'completed' THEN 'restoring'
            WHEN job.recycled_at = 'epoch' THEN 'removing'
            ELSE 'deleted' END,
        '', person.display_name, NULL,
        coalesce(job.removed_at, job.recycled_at),
        job.recycled_at + make_interval(days => %(days)s),
        job.status = 'completed' AND job.removed_at IS NOT NULL AND job.recycled_at <> 'epoch'
    FROM download_jobs AS job
    LEFT JOIN download_progress AS progress ON progress.job_id = job.id
    LEFT JOIN media_items AS media ON media.id = job.media_id
    LEFT JOIN users AS person ON person.id = job.user_id
    WHERE job.recycled_to IS NOT NULL AND job.recycled_at IS NOT NULL
        AND (%(user_id)s::uuid IS NULL OR job.user_id = %(user_id)s)
"""


def list_entries(
    conn: Connection, *, days: int, user_id: UUID | None, limit: int
) -> list[RecycledEntry]:
    """The newest first; of downloads only those of `user_id`, if given."""
    with conn.cursor(row_factory=dict_row) as cur:
        cur.execute(
            sql.SQL(
                "SELECT * FROM ({}) AS entry"
                " ORDER BY deleted_at DESC, title, detail LIMIT %(limit)s"
            ).format(sql.SQL(ENTRIES)),
            {"days": days, "user_id": user_id, "limit": limit},
        )
        return [RecycledEntry.model_validate(row) for row in cur]


def count_entries(conn: Connection, *, user_id: UUID | None) -> tuple[int, int]:
    """Number and bytes of all entries that are not in the library again."""
    row = conn.execute(
        sql.SQL(
            "SELECT count(*), coalesce(sum(size_bytes), 0)::bigint FROM ({}) AS entry "
            "WHERE state <> 'refused'"
        ).format(sql.SQL(ENTRIES)),
        {"days": 0, "user_id": user_id},
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)
