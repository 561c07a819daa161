"""Library items as the scanner writes them: one row per path."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.library.models.matching import MatchResult, MatchState
from chalicelib.library.models.scans import LibraryFile, ScannedFile
from chalicelib.library.store import episodes_and_extras, review_queue
from chalicelib.library.store.matches import parameters_of


def list_under(conn: Connection, *, folder: str, is_games: bool = False) -> dict[str, LibraryFile]:
    """The videos, or the games, in `folder` and below, by path; without those in its recycle
    folder, and those that are only in the object store.
    """
    with conn.cursor(binary=True) as cur:  # a scan compares all rows of a library
        cur.execute(
            """
            SELECT absolute_path, id, file_size_bytes, file_modified_ns, content
            FROM library_items
            WHERE (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
                AND (content <> 'video') = %(is_games)s
                AND NOT (match_state = 'recycled' AND strpos(absolute_path, '/.recycle/') > 0)
                AND freed_at IS NULL
            """,
            {"folder": folder, "is_games": is_games},
        )
        return {
            path: LibraryFile(item_id, path, size, modified, content)
            for path, item_id, size, modified, content in cur.fetchall()
        }


def count_under(conn: Connection, *, folder: str) -> int:
    """How many videos and games are in a folder and below, the missing ones among them."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM library_items
            WHERE starts_with(absolute_path, %(folder)s || '/') AND match_state <> 'recycled'
                AND freed_at IS NULL
            """,
            {"folder": folder},
        )
        return cur.fetchone() or 0


def list_paths(conn: Connection, *, media_id: int) -> list[str]:
    """The paths of a title's files, as far as they should be on a disk."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT absolute_path
            FROM library_items
            WHERE media_id = %(media_id)s AND match_state <> 'recycled' AND freed_at IS NULL
            ORDER BY absolute_path COLLATE "C"
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def has_other(conn: Connection, *, folder: str, media_id: int) -> bool:
    """
    Whether a folder has a file of another title.

    A file without a match is of another one when its name says another title than the names of
    this title's files; else it may be an episode of it.
    """
    found = conn.execute(
        """
        SELECT
        FROM library_items AS item
        WHERE starts_with(item.absolute_path, %(folder)s || '/')
            AND item.match_state <> 'recycled'
            AND (
                item.media_id <> %(media_id)s
                OR item.media_id IS NULL AND fold(item.guess ->> 'title') <> ALL (ARRAY(
                    SELECT fold(own.guess ->> 'title')
                    FROM library_items AS own
                    WHERE own.media_id = %(media_id)s AND own.guess ->> 'title' IS NOT NULL
                ))
            )
        LIMIT 1
        """,
        {"folder": folder, "media_id": media_id},
    )
    return found.fetchone() is not None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A library item and the key of its copy in the object store, if there is one."""

    id: UUID
    path: str
    object_key: str | None


def list_objects_under(conn: Connection, *, folder: str) -> list[StoredFile]:
    """Without deleted files: the recycle folder has them until their days end."""
    with conn.cursor(row_factory=class_row(StoredFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, object_key
            FROM library_items
            WHERE starts_with(absolute_path, %(folder)s || '/') AND freed_at IS NULL
                AND match_state <> 'recycled'
            """,
            {"folder": folder},
        )
        return cur.fetchall()


def list_without_copy(conn: Connection, *, folder: str, points: Sequence[str]) -> list[StoredFile]:
    """Files of a folder below one of these paths; without deleted ones and those with a copy."""
    with conn.cursor(row_factory=class_row(StoredFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, object_key
            FROM library_items
            WHERE starts_with(absolute_path, %(folder)s || '/')
                AND absolute_path ^@ ANY (%(below)s)
                AND match_state <> 'recycled' AND stored_at IS NULL
            """,
            {"folder": folder, "below": [f"{point}/" for point in points]},
        )
        return cur.fetchall()


def has_any(conn: Connection, *, folder: str) -> bool:
    """Whether the library has a file of a folder, a deleted one too."""
    found = conn.execute(
        "SELECT FROM library_items WHERE starts_with(absolute_path, %(folder)s || '/') LIMIT 1",
        {"folder": folder},
    )
    return found.fetchone() is not None


def add(
    conn: Connection,
    *,
    id: UUID,
    file: ScannedFile,
    match: MatchResult,
    job_id: UUID | None,
    now: datetime,
) -> bool:
    """Insert an item; False if the path is in the library already."""
    if match.match_state == MatchState.UNMATCHED:
        review_queue.move_to_front(conn, paths=[file.path], now=now)
    is_new = (
        conn.execute(
            """
            INSERT INTO library_items (
                id, absolute_path, file_name, file_size_bytes, file_modified_ns, source_job_id,
                guess, match_state, media_id, episode_id, match_confidence, extra_kind,
                part_number, part_set, editions, candidates, match_tried_at, discovered_at,
                arrived_at, created_at, updated_at
            )
            VALUES (
                %(id)s, %(path)s, %(name)s, %(size)s, %(modified)s,
                (SELECT id FROM download_jobs WHERE id = %(job_id)s),
                %(guess)s, %(match_state)s, %(media_id)s, %(episode_id)s, %(confidence)s,
                %(extra_kind)s, %(part_number)s, %(part_set)s, %(editions)s, %(candidates)s,
                %(now)s, %(now)s,
                coalesce(review_arrival(review_folder(%(path)s)), %(now)s), %(now)s, %(now)s
            )
            ON CONFLICT ON CONSTRAINT library_items_one_per_path DO NOTHING
            """,
            {
                "id": id,
                "path": file.path,
                "name": file.path.rpartition("/")[2],
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "job_id": job_id,
                "now": now,
                **parameters_of(match),
            },
        ).rowcount
        == 1
    )
    if is_new and match.more_episode_ids:
        episodes_and_extras.put_more_episodes(conn, {id: match.more_episode_ids})
    return is_new


def mark_changed(conn: Connection, *, file: ScannedFile, now: datetime) -> bool:
    """Store the new size and mtime; the probe and the stored copy become invalid."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET file_size_bytes = %(size)s, file_modified_ns = %(modified)s, scanned_at = NULL,
                probe_error = '', stored_at = NULL, freed_at = NULL, object_sha256 = NULL,
                push_error = '',
                updated_at = %(now)s
            WHERE absolute_path = %(path)s
                AND (file_size_bytes, file_modified_ns) <> (%(size)s, %(modified)s)
            """,
            {
                "path": file.path,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "now": now,
            },
        ).rowcount
        == 1
    )


def set_source_job(conn: Connection, *, id: UUID, job_id: UUID) -> None:
    """Record the download of a file that a scan found first."""
    conn.execute(
        """
        UPDATE library_items
        SET source_job_id = %(job_id)s
        WHERE id = %(id)s AND source_job_id IS NULL
        """,
        {"id": id, "job_id": job_id},
    )


def get(conn: Connection, *, id: UUID) -> LibraryFile | None:
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def is_playable(conn: Connection, *, id: UUID) -> bool:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT scanned_at IS NOT NULL AND probe_error = ''
            FROM library_items
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return bool(cur.fetchone())
