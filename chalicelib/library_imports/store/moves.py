"""Rows of moves: written before a file is touched, and closed after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.library_imports.models import FailedMove, LibraryMove, MovesProgress


def put_waiting(conn: Connection, *, ids: Sequence[UUID], job_id: UUID, now: datetime) -> None:
    """A row for each file of a download that has none yet; `ids` are as many as its files."""
    conn.execute(
        """
        INSERT INTO library_moves (id, batch_id, item_id, job_id, state, old_path, created_at)
        SELECT given.id, %(job_id)s, item.id, %(job_id)s, 'waiting', item.absolute_path, %(now)s
        FROM (
            SELECT found.*, row_number() OVER (ORDER BY found.absolute_path) AS position
            FROM library_items AS found
            WHERE found.source_job_id = %(job_id)s
                AND found.match_state NOT IN ('ignored', 'recycled')
                AND EXISTS (
                    SELECT
                    FROM download_files AS file
                    WHERE file.job_id = %(job_id)s AND file.path = found.absolute_path
                )
                AND NOT EXISTS (
                    SELECT
                    FROM library_moves AS move
                    WHERE move.item_id = found.id AND move.job_id = %(job_id)s
                )
        ) AS item
        JOIN unnest(%(ids)s::uuid[]) WITH ORDINALITY AS given (id, position) USING (position)
        """,
        {"ids": list(ids), "job_id": job_id, "now": now},
    )


def count_items(conn: Connection, *, job_id: UUID) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT count(*) FROM library_items WHERE source_job_id = %(job_id)s",
            {"job_id": job_id},
        )
        return int(cur.fetchone() or 0)


def list_open_jobs(conn: Connection, *, limit: int) -> list[tuple[UUID, str, datetime | None]]:
    """Downloads with files that wait: id, name and when they were complete, the oldest first."""
    return conn.execute(
        """
        SELECT job.id, job.title, job.completed_at
        FROM download_jobs AS job
        WHERE job.removed_at IS NULL
            AND EXISTS (
                SELECT
                FROM library_moves AS move
                WHERE move.job_id = job.id AND move.state IN ('waiting', 'failed')
            )
        ORDER BY job.completed_at, job.id
        LIMIT %(limit)s
        """,
        {"limit": limit},
    ).fetchall()


def list_waiting(conn: Connection, *, job_id: UUID) -> list[tuple[UUID, str]]:
    """File, and why an attempt failed, of those of a download that wait."""
    return conn.execute(
        """
        SELECT item_id, problem
        FROM library_moves
        WHERE job_id = %(job_id)s AND state IN ('waiting', 'failed')
        """,
        {"job_id": job_id},
    ).fetchall()


def set_ready(conn: Connection, *, job_id: UUID, item_id: UUID, new_path: str) -> None:
    """Let the worker move a file that waits."""
    conn.execute(
        """
        UPDATE library_moves AS move
        SET state = 'ready', new_path = %(new_path)s, problem = '',
            old_path = item.absolute_path
        FROM library_items AS item
        WHERE move.job_id = %(job_id)s AND move.item_id = %(item_id)s
            AND move.state IN ('waiting', 'failed')
            AND item.id = move.item_id
        """,
        {"job_id": job_id, "item_id": item_id, "new_path": new_path},
    )


def drop_waiting(conn: Connection, *, job_id: UUID) -> int:
    """Leave the files of a download where they are; how many waited."""
    return conn.execute(
        """
        UPDATE library_moves
        SET state = 'done', new_path = old_path, done_at = clock_timestamp()
        WHERE job_id = %(job_id)s AND state IN ('waiting', 'failed')
        """,
        {"job_id": job_id},
    ).rowcount


def wait_again(conn: Connection, *, job_id: UUID) -> None:
    """The files of a download that are not moved yet wait for a person again."""
    conn.execute(
        """
        UPDATE library_moves
        SET state = 'waiting', new_path = NULL
        WHERE job_id = %(job_id)s AND state = 'ready'
        """,
        {"job_id": job_id},
    )


def list_item_ids(conn: Connection, *, job_id: UUID) -> list[UUID]:
    """The files of a download that were to be imported."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT item_id FROM library_moves WHERE job_id = %(job_id)s", {"job_id": job_id}
        )
        return cur.fetchall()


def list_placed(conn: Connection, *, job_id: UUID) -> set[str]:
    """The files of a download that are in the library under another path."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT old_path
            FROM library_moves
            WHERE job_id = %(job_id)s AND state = 'done' AND new_path <> old_path
            """,
            {"job_id": job_id},
        )
        return set(cur)


def insert_renames(
    conn: Connection,
    *,
    batch_id: UUID,
    moves: Sequence[tuple[UUID, UUID, str, str]],
    now: datetime,
) -> None:
    """`moves`: id, file, old and new path of each."""
    conn.cursor().executemany(
        """
        INSERT INTO library_moves (id, batch_id, item_id, state, old_path, new_path, created_at)
        VALUES (%s, %s, %s, 'ready', %s, %s, %s)
        """,
        [(move_id, batch_id, item_id, old, new, now) for move_id, item_id, old, new in moves],
    )


def list_ready(conn: Connection, *, batch_id: UUID) -> list[LibraryMove]:
    with conn.cursor(row_factory=class_row(LibraryMove)) as cur:
        cur.execute(
            """
            SELECT id, item_id, job_id, old_path, new_path
            FROM library_moves
            WHERE batch_id = %(batch_id)s AND state = 'ready'
            ORDER BY new_path, id
            """,
            {"batch_id": batch_id},
        )
        return cur.fetchall()


def lock_ready(conn: Connection, *, id: UUID) -> bool:
    """Keep a move from being taken back until the transaction ends; False when it was."""
    row = conn.execute(
        "SELECT FROM library_moves WHERE id = %(id)s AND state = 'ready' FOR UPDATE", {"id": id}
    ).fetchone()
    return row is not None


def lock_open(conn: Connection, *, id: UUID) -> bool:
    """Let one worker end a move until the transaction ends; False when one has."""
    row = conn.execute(
        "SELECT FROM library_moves WHERE id = %(id)s AND state <> 'done' FOR UPDATE", {"id": id}
    ).fetchone()
    return row is not None


def revert_batch(conn: Connection, *, batch_id: UUID) -> list[LibraryMove]:
    """End a batch: what is not begun is dropped; returns what was done."""
    conn.execute(
        "DELETE FROM library_moves WHERE batch_id = %(batch_id)s AND state = 'ready'",
        {"batch_id": batch_id},
    )
    with conn.cursor(row_factory=class_row(LibraryMove)) as cur:
        cur.execute(
            """
            SELECT id, item_id, job_id, old_path, new_path
            FROM library_moves
            WHERE batch_id = %(batch_id)s AND state = 'done'
            """,
            {"batch_id": batch_id},
        )
        return cur.fetchall()


def finish(conn: Connection, *, move: LibraryMove, file_name: str, modified_ns: int) -> bool:
    """
    Give the file its new path; its match, history and subtitles stay. False when it is gone.

    An item that a scan has made of the new path meanwhile is dropped, and a deleted one whose file
    was gone before it could be moved.
    """
    conn.execute(
        """
        DELETE FROM library_items
        WHERE absolute_path = %(new_path)s AND id <> %(item_id)s
            AND (match_state <> 'recycled' OR freed_at IS NULL)
        """,
        {"new_path": move.new_path, "item_id": move.item_id},
    )
    is_moved = conn.execute(
        """
        UPDATE library_items
        SET absolute_path = %(new_path)s, file_name = %(file_name)s,
            file_modified_ns = %(modified_ns)s, missed_scans = 0, missing_since = NULL,
            updated_at = clock_timestamp()
        WHERE id = %(item_id)s AND absolute_path IN (%(old_path)s, %(new_path)s)
        """,
        {
            "new_path": move.new_path,
            "old_path": move.old_path,
            "file_name": file_name,
            "item_id": move.item_id,
            "modified_ns": modified_ns,
        },
    )
    conn.execute(
        """
        UPDATE library_moves
        SET state = 'done', problem = '', done_at = clock_timestamp()
        WHERE id = %(id)s
        """,
        {"id": move.id},
    )
    return is_moved.rowcount == 1


def fail(conn: Connection, *, id: UUID, problem: str) -> None:
    """Say why a file stayed where it was, unless another worker has moved it or it waits again."""
    conn.execute(
        """
        UPDATE library_moves
        SET state = 'failed', problem = %(problem)s
        WHERE id = %(id)s AND state = 'ready'
        """,
        {"id": id, "problem": problem},
    )


def forget_finished_renames(conn: Connection, *, before: datetime) -> int:
    """
    Delete the rows of renames that ended before a time; how many.

    Those of downloads stay with their download: they say which files the library has made its own.
    """
    return conn.execute(
        """
        DELETE FROM library_moves
        WHERE job_id IS NULL
            AND (
                (state = 'done' AND done_at < %(before)s)
                OR (state = 'failed' AND created_at < %(before)s)
            )
        """,
        {"before": before},
    ).rowcount


def progress(conn: Connection, *, batch_id: UUID) -> MovesProgress | None:
    """None where the batch has no moves."""
    rows = conn.execute(
        """
        SELECT move.state, item.file_name, move.problem
        FROM library_moves AS move
        JOIN library_items AS item ON item.id = move.item_id
        WHERE move.batch_id = %(batch_id)s
        ORDER BY move.old_path
        """,
        {"batch_id": batch_id},
    ).fetchall()
    if not rows:
        return None
    return MovesProgress(
        open=sum(state == "ready" for state, _, _ in rows),
        done=sum(state == "done" for state, _, _ in rows),
        failed=[
            FailedMove(file_name=name, problem=problem)
            for state, name, problem in rows
            if state == "failed"
        ],
    )
