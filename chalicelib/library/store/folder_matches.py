"""Files that are matched together, and what takes that back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.library.models.folder_match import FolderRow, RecentMatchRow


@dataclass(frozen=True, slots=True)
class RestoredMatch:
    """A file, the match that it was given, and the one before, as `list_states` says it."""

    id: str
    media_id: int
    episode_id: int | None
    before: dict[str, Any]


def get_path(conn: Connection, *, id: UUID) -> str | None:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT absolute_path FROM library_items WHERE id = %(id)s", {"id": id})
        return cur.fetchone()


def list_ids_in(conn: Connection, *, folder: str, like: UUID | None, limit: int) -> list[UUID]:
    """
    The films and episodes below a folder, in the order of the review queue.

    With `like` only those whose names begin with the same title as that file's.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT item.id
            FROM library_items AS item
            WHERE item.absolute_path ~>=~ (%(folder)s || '/')
                AND item.absolute_path ~<~ (%(folder)s || '0')  -- comes right after /
                AND item.match_state IN ('matched', 'unmatched') AND item.content = 'video'
                AND (
                    %(like)s::uuid IS NULL
                    OR item.id = %(like)s
                    OR item.guess ->> 'title' = (
                        SELECT same.guess ->> 'title'
                        FROM library_items AS same
                        WHERE same.id = %(like)s
                    )
                )
            ORDER BY review_order(item.absolute_path) COLLATE "C", item.id
            LIMIT %(limit)s
            """,
            {"folder": folder, "like": like, "limit": limit},
        )
        return cur.fetchall()


def is_of_many_titles(conn: Connection, *, folder: str, inner: str, media_id: int) -> bool:
    """
    Whether a folder has files of another title than this one and those of its `inner` folder,
    which may be matched wrongly.
    """
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM library_items AS item
            WHERE item.absolute_path ~>=~ (%(folder)s || '/')
                AND item.absolute_path ~<~ (%(folder)s || '0')
                AND item.match_state = 'matched' AND item.media_id <> %(media_id)s
                AND item.media_id <> ALL (ARRAY(
                    SELECT DISTINCT own.media_id
                    FROM library_items AS own
                    WHERE own.absolute_path ~>=~ (%(inner)s || '/')
                        AND own.absolute_path ~<~ (%(inner)s || '0')
                        AND own.match_state = 'matched'
                ))
        )
        """,
        {"folder": folder, "inner": inner, "media_id": media_id},
    ).fetchone()
    return bool(row and row[0])


def list_rows(conn: Connection, *, ids: Sequence[UUID]) -> list[FolderRow]:
    """The files that exist, in the order of the review queue."""
    with conn.cursor(row_factory=class_row(FolderRow)) as cur:
        cur.execute(
            """
            SELECT item.id, item.absolute_path, item.guess, item.match_state, item.media_id,
                media.title, item.source_job_id, first.season_number, first.episode_number,
                array_remove(
                    item.episode_id || ARRAY(
                        SELECT more.episode_id
                        FROM library_item_episodes AS more
                        WHERE more.item_id = item.id
                        ORDER BY more.position
                    ),
                    NULL
                ) AS episode_ids
            FROM library_items AS item
            LEFT JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS first ON first.id = item.episode_id
            WHERE item.id = ANY(%(ids)s) AND item.match_state <> 'recycled'
                AND item.content = 'video'
            ORDER BY review_order(item.absolute_path) COLLATE "C", item.id
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()


def list_states(conn: Connection, *, ids: Sequence[UUID]) -> dict[str, dict[str, Any]]:
    """How files are matched, by their ids, for `restore`; the rows are locked."""
    rows = conn.execute(
        """
        SELECT item.id::text, jsonb_build_object(
            'media_id', item.media_id, 'episode_id', item.episode_id,
            'match_state', item.match_state, 'match_confidence', item.match_confidence,
            'match_is_manual', item.match_is_manual, 'extra_kind', item.extra_kind,
            'part_number', item.part_number, 'part_set', item.part_set
        )
        FROM library_items AS item
        WHERE item.id = ANY(%(ids)s)
        ORDER BY item.id
        FOR UPDATE
        """,
        {"ids": list(ids)},
    )
    return dict(rows)


def restore(conn: Connection, *, changed: Sequence[RestoredMatch]) -> set[UUID]:
    """
    Match files as they were before; those that were still as they had been matched since.

    Not when the title or the episode before is gone.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            UPDATE library_items AS item
            SET media_id = was.media_id, episode_id = was.episode_id,
                match_state = was.match_state, match_confidence = was.match_confidence,
                match_is_manual = was.match_is_manual, extra_kind = was.extra_kind,
                part_number = was.part_number, part_set = coalesce(was.part_set, ''),
                updated_at = clock_timestamp()
            FROM jsonb_to_recordset(%(changed)s) AS one (
                id uuid, media_id bigint, episode_id bigint, before jsonb
            )
            CROSS JOIN LATERAL jsonb_populate_record(NULL::library_items, one.before) AS was
            WHERE item.id = one.id
                AND item.match_state = 'matched'
                AND item.media_id = one.media_id
                AND item.episode_id IS NOT DISTINCT FROM one.episode_id
                AND (
                    was.media_id IS NULL
                    OR EXISTS (SELECT FROM media_items AS m WHERE m.id = was.media_id)
                )
                AND (
                    was.episode_id IS NULL
                    OR EXISTS (SELECT FROM show_episodes AS e WHERE e.id = was.episode_id)
                )
            RETURNING item.id
            """,
            {"changed": Jsonb([asdict(one) for one in changed])},
        )
        return set(cur.fetchall())


def list_recent(
    conn: Connection, *, user_id: UUID, part: str, now: datetime, limit: int
) -> list[RecentMatchRow]:
    """The user's changes with this part that can still be undone, newest first."""
    with conn.cursor(row_factory=class_row(RecentMatchRow)) as cur:
        cur.execute(
            """
            SELECT change.id AS undo_id, change.created_at AS matched_at,
                (first ->> 'media_id')::bigint AS media_id,
                jsonb_array_length(change.parts -> %(part)s) AS files,
                (first ->> 'id')::uuid AS first_file
            FROM user_changes AS change
            CROSS JOIN LATERAL (SELECT change.parts -> %(part)s -> 0) AS one (first)
            WHERE change.user_id = %(user_id)s AND change.expires_at >= %(now)s
                AND change.parts ? %(part)s
            ORDER BY change.created_at DESC, change.id
            LIMIT %(limit)s
            """,
            {"user_id": user_id, "part": part, "now": now, "limit": limit},
        )
        return cur.fetchall()
