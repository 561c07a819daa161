"""The journal of the recycle folder: what the worker moves, and how far it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from chalicelib.recycle_folder.models import (
    JournalEntry,
    Move,
    RecycledState,
)

SHOW_AGAIN: LiteralString = """
    UPDATE library_items AS item
    SET match_state = CASE
            WHEN entry.match_state = 'matched' AND item.media_id IS NULL THEN 'unmatched'
            ELSE entry.match_state
        END,
        updated_at = clock_timestamp()
    FROM recycled_files AS entry
    WHERE item.id = entry.library_item_id AND item.match_state = 'recycled'
"""

JOURNAL: LiteralString = """
    SELECT item.id, entry.state, entry.requested_at, item.absolute_path AS path,
        item.content <> 'video' AS is_game, item.content = 'game_folder' AS is_folder,
        item.object_key,
        item.freed_at IS NOT NULL AS is_freed, entry.moves,
        ARRAY(
            SELECT subtitle.path
            FROM subtitles AS subtitle
            WHERE subtitle.library_item_id = item.id AND subtitle.source = 'sidecar'
        ) AS subtitles
    FROM recycled_files AS entry
    JOIN library_items AS item ON item.id = entry.library_item_id
    WHERE ({which})
        AND (
            %(after_id)s::uuid IS NULL
            OR (entry.requested_at, item.id) > (%(after_at)s::timestamptz, %(after_id)s)
        )
    ORDER BY entry.requested_at, item.id
    LIMIT %(limit)s
"""


def _journal(
    conn: Connection,
    which: LiteralString,
    *,
    after: JournalEntry | None,
    limit: int,
    before: datetime | None = None,
) -> list[JournalEntry]:
    """The oldest first, from the one behind `after` on."""
    with conn.cursor(row_factory=dict_row) as cur:
        cur.execute(
            sql.SQL(JOURNAL).format(which=sql.SQL(which)),
            {
                "before": before,
                "after_at": after and after.requested_at,
                "after_id": after and after.id,
                "limit": limit,
            },
        )
        return [
            JournalEntry(
                **{
                    **row,
                    "moves": tuple(Move(old, new) for old, new in row["moves"]),
                    "subtitles": tuple(row["subtitles"]),
                }
            )
            for row in cur
        ]


def to_delete(
    conn: Connection, *, before: datetime, after: JournalEntry | None, limit: int
) -> list[JournalEntry]:
    """
    Files to be moved that were deleted before a time, that make room for a better version, or
    whose move has begun.
    """
    return _journal(
        conn,
        """
        entry.state = 'deleting' AND (
            entry.requested_at < %(before)s OR entry.replaced_by IS NOT NULL OR entry.moves <> '[]'
        )
        """,
        before=before,
        after=after,
        limit=limit,
    )


def to_restore(conn: Connection, *, after: JournalEntry | None, limit: int) -> list[JournalEntry]:
    return _journal(conn, "entry.state = 'restoring'", after=after, limit=limit)


def to_remove(
    conn: Connection, *, before: datetime, after: JournalEntry | None, limit: int
) -> list[JournalEntry]:
    """Entries that a user emptied, and those in the folder since before a time."""
    return _journal(
        conn,
        """
        entry.state = 'removing' OR (
            entry.state = 'deleted' AND entry.problem = '' AND entry.recycled_at <= %(before)s
        )
        """,
        before=before,
        after=after,
        limit=limit,
    )


def set_moves(conn: Connection, *, id: UUID, state: RecycledState, moves: Sequence[Move]) -> bool:
    """Journal where the files go, before the first is moved; False in another state by now."""
    return (
        conn.execute(
            """
            UPDATE recycled_files
            SET moves = %(moves)s
            WHERE library_item_id = %(id)s AND state = %(state)s
            """,
            {"id": id, "state": state, "moves": Jsonb([[move.old, move.new] for move in moves])},
        ).rowcount
        == 1
    )


def begin_remove(conn: Connection, *, id: UUID) -> bool:
    """An entry can no longer be restored; False when it is being restored already."""
    return (
        conn.execute(
            """
            UPDATE recycled_files
            SET state = 'removing'
            WHERE library_item_id = %(id)s AND state IN ('deleted', 'removing')
            """,
            {"id": id},
        ).rowcount
        == 1
    )


def finish_delete(conn: Connection, *, id: UUID, now: datetime) -> None:
    conn.execute(
        """
        UPDATE recycled_files
        SET state = 'deleted', recycled_at = %(now)s
        WHERE library_item_id = %(id)s AND state = 'deleting'
        """,
        {"id": id, "now": now},
    )


def set_places(conn: Connection, *, id: UUID, moves: Sequence[Move]) -> None:
    """Record that a file and its subtitles were moved; a file a scan found there gives way."""
    video = moves[0]
    conn.execute(
        "DELETE FROM library_items WHERE absolute_path = %(path)s AND id <> %(id)s",
        {"path": video.new, "id": id},
    )
    conn.execute(
        """
        UPDATE library_items
        SET absolute_path = %(path)s, missed_scans = 0, missing_since = NULL
        WHERE id = %(id)s
        """,
        {"path": video.new, "id": id},
    )
    conn.execute(
        """
        UPDATE subtitles AS subtitle
        SET path = given.new
        FROM unnest(%(old)s::text[], %(new)s::text[]) AS given (old, new)
        WHERE subtitle.library_item_id = %(id)s
            AND subtitle.source = 'sidecar'
            AND subtitle.path = given.old
        """,
        {"id": id, "old": [move.old for move in moves], "new": [move.new for move in moves]},
    )


def show_again(conn: Connection, *, id: UUID, problem: str = "") -> None:
    """A file is in the library again; with a `problem`, because it could not be moved."""
    conn.execute(sql.SQL(SHOW_AGAIN) + sql.SQL("AND item.id = %(id)s"), {"id": id})
    if problem:
        conn.execute(
            """
            UPDATE recycled_files
            SET state = 'refused', moves = '[]', problem = %(problem)s
            WHERE library_item_id = %(id)s
            """,
            {"id": id, "problem": problem},
        )
    else:
        conn.execute("DELETE FROM recycled_files WHERE library_item_id = %(id)s", {"id": id})


def set_problem(conn: Connection, *, id: UUID, problem: str) -> None:
    """An entry stays in the folder, because a step failed."""
    conn.execute(
        """
        UPDATE recycled_files
        SET state = 'deleted', problem = %(problem)s
        WHERE library_item_id = %(id)s
        """,
        {"id": id, "problem": problem},
    )


def forget(conn: Connection, *, id: UUID) -> None:
    """Delete the row of a file that is gone for good. History belongs to its title and stays."""
    conn.execute(
        "DELETE FROM library_items WHERE id = %(id)s AND match_state = 'recycled'", {"id": id}
    )


def list_replaced_moves(conn: Connection, *, by: UUID) -> list[Move]:
    """Where the replaced files and what lies beside them went."""
    rows = conn.execute(
        """
        SELECT entry.moves
        FROM recycled_files AS entry
        WHERE entry.replaced_by = %(by)s AND entry.state = 'deleted'
        ORDER BY entry.library_item_id
        """,
        {"by": by},
    )
    return [Move(old, new) for (moves,) in rows for old, new in moves]
