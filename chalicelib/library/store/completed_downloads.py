"""Completed downloads and the library items made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class FinishedJob:
    """A completed download, and its title: chosen by a user, or matched by its name."""

    id: UUID
    media_id: int | None
    is_movie: bool
    season_number: int | None
    episode_number: int | None
    match_is_manual: bool
    paths: list[str]  # absolute


def get(conn: Connection, *, id: UUID) -> FinishedJob | None:
    """None for an unknown or incomplete download."""
    with conn.cursor(row_factory=class_row(FinishedJob)) as cur:
        cur.execute(
            """
            SELECT job.id, job.media_id, coalesce(media.media_type = 'movie', false) AS is_movie,
                job.season_number, job.episode_number, job.match_is_manual,
                ARRAY(
                    SELECT file.path
                    FROM download_files AS file
                    WHERE file.job_id = job.id
                    ORDER BY file.file_index
                ) AS paths
            FROM download_jobs AS job
            LEFT JOIN media_items AS media ON media.id = job.media_id
            WHERE job.id = %(id)s AND job.status = 'completed'
            """,
            {"id": id},
        )
        return cur.fetchone()


def adopt_title(conn: Connection, *, id: UUID) -> None:
    """
    Give a download without a title that of its largest matched file.

    `updated_at` changes in any case: the download has its files in the library now.
    """
    conn.execute(
        """
        UPDATE download_jobs AS job
        SET media_id = coalesce(job.media_id, found.media_id),
            season_number = coalesce(job.season_number, found.season_number),
            episode_number = coalesce(job.episode_number, found.episode_number),
            match_confidence = CASE
                WHEN job.media_id IS NULL THEN coalesce(found.match_confidence, 0)
                ELSE job.match_confidence
            END,
            updated_at = clock_timestamp()
        FROM (SELECT 1) AS one
        LEFT JOIN (
            SELECT item.media_id, item.match_confidence,
                CASE WHEN count(*) OVER () = 1 THEN episode.season_number END AS season_number,
                CASE WHEN count(*) OVER () = 1 THEN episode.episode_number END AS episode_number
            FROM library_items AS item
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.source_job_id = %(id)s AND item.match_state = 'matched'
            ORDER BY item.file_size_bytes DESC, item.id
            LIMIT 1
        ) AS found ON true
        WHERE job.id = %(id)s
        """,
        {"id": id},
    )


def set_titles_of_items(conn: Connection, *, item_ids: Sequence[UUID]) -> None:
    """Give the downloads of files the titles of their largest ones, when those are among them."""
    conn.execute(
        """
        UPDATE download_jobs AS job
        SET media_id = item.media_id, match_confidence = 1, match_is_manual = true,
            season_number = episode.season_number, episode_number = episode.episode_number,
            recognized_at = coalesce(job.recognized_at, clock_timestamp()),
            updated_at = clock_timestamp()
        FROM library_items AS item
        LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
        WHERE item.id = ANY(%(item_ids)s)
            AND job.id = item.source_job_id
            AND job.media_id IS DISTINCT FROM item.media_id
            AND NOT EXISTS (
                SELECT
                FROM library_items AS other
                WHERE other.source_job_id = job.id
                    AND other.file_size_bytes > item.file_size_bytes
            )
        """,
        {"item_ids": list(item_ids)},
    )


def reset_titles_of_items(conn: Connection, *, item_ids: Sequence[UUID]) -> None:
    """Take the title from the downloads of files that were matched by hand, as undo."""
    conn.execute(
        """
        UPDATE download_jobs AS job
        SET media_id = NULL, match_confidence = 0, match_is_manual = false,
            season_number = NULL, episode_number = NULL, recognized_at = NULL,
            updated_at = clock_timestamp()
        FROM library_items AS item
        WHERE item.id = ANY(%(item_ids)s)
            AND job.id = item.source_job_id
            AND job.media_id = item.media_id
            AND job.match_is_manual
        """,
        {"item_ids": list(item_ids)},
    )


def list_unimported(conn: Connection) -> list[UUID]:
    """Completed downloads with files, none of which is in the library."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT job.id
            FROM download_jobs AS job
            WHERE job.status = 'completed'
                AND NOT job.removes_files
                AND EXISTS (SELECT FROM download_files AS file WHERE file.job_id = job.id)
                AND NOT EXISTS (
                    SELECT FROM library_items AS item WHERE item.source_job_id = job.id
                )
            ORDER BY job.completed_at, job.id
            """
        )
        return cur.fetchall()


@dataclass(frozen=True, slots=True)
class RemovedItem:
    """A library item whose download was removed with its files."""

    id: UUID
    object_key: str | None


def list_removed_items(conn: Connection, *, job_id: UUID) -> list[RemovedItem]:
    """
    The items of a download removed with its files; none if it was restored.

    Files that were imported into a folder of the library are not the download's any more.
    """
    with conn.cursor(row_factory=class_row(RemovedItem)) as cur:
        cur.execute(
            """
            SELECT item.id, item.object_key
            FROM library_items AS item
            JOIN download_jobs AS job ON job.id = item.source_job_id
            WHERE job.id = %(job_id)s
                AND job.removed_at IS NOT NULL
                AND job.removes_files
                AND item.match_state <> 'recycled' -- the recycle folder has it
                AND NOT EXISTS (
                    SELECT
                    FROM library_moves AS move
                    WHERE move.item_id = item.id AND move.job_id = job.id
                        AND move.state = 'done' AND move.new_path <> move.old_path
                )
                AND item.freed_at IS NULL -- the object store has the only copy
            """,
            {"job_id": job_id},
        )
        return cur.fetchall()


def delete_items(conn: Connection, *, ids: Sequence[UUID]) -> None:
    conn.execute("DELETE FROM library_items WHERE id = ANY(%(ids)s)", {"ids": list(ids)})


def relocate_items(conn: Connection, *, job_id: UUID, old: str, new: str) -> int:
    """Move item paths from `old` to `new`, replacing items a scan found at the new paths."""
    conn.execute(
        """
        DELETE FROM library_items AS found
        USING library_items AS item
        WHERE item.source_job_id = %(job_id)s
            AND starts_with(item.absolute_path, %(old)s || '/')
            AND found.absolute_path
                = %(new)s || substr(item.absolute_path, length(%(old)s) + 1)
        """,
        {"job_id": job_id, "old": old, "new": new},
    )
    moved = conn.execute(
        """
        UPDATE library_items
        SET absolute_path = %(new)s || substr(absolute_path, length(%(old)s) + 1)
        WHERE source_job_id = %(job_id)s
            AND starts_with(absolute_path, %(old)s || '/')
        """,
        {"job_id": job_id, "old": old, "new": new},
    )
    conn.execute(  # an import that was made knows its file by the new path, too
        """
        UPDATE library_moves
        SET old_path = %(new)s || substr(old_path, length(%(old)s) + 1),
            new_path = CASE
                WHEN new_path = old_path THEN %(new)s || substr(old_path, length(%(old)s) + 1)
                ELSE new_path
            END
        WHERE job_id = %(job_id)s AND starts_with(old_path, %(old)s || '/')
        """,
        {"job_id": job_id, "old": old, "new": new},
    )
    return moved.rowcount
