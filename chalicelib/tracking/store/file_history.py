"""What was watched with a file: moved when the file turns out to be another title."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

from psycopg.rows import scalar_row

from chalicelib.platform.db import Connection


def list_viewers(conn: Connection, *, item_ids: Sequence[UUID]) -> list[UUID]:
    """Who played one of the files, in one order for every transaction that locks them."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT user_id FROM user_plays WHERE library_item_id = ANY(%(ids)s)
            UNION
            SELECT user_id FROM user_progress WHERE library_item_id = ANY(%(ids)s)
            ORDER BY user_id
            """,
            {"ids": list(item_ids)},
        )
        return cur.fetchall()


def list_watched(conn: Connection, *, item_ids: Sequence[UUID]) -> set[UUID]:
    """The files among these that have plays."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT library_item_id FROM user_plays WHERE library_item_id = ANY(%(ids)s)
            UNION
            SELECT library_item_id FROM user_progress WHERE library_item_id = ANY(%(ids)s)
            """,
            {"ids": list(item_ids)},
        )
        return set(cur.fetchall())


def move_plays(
    conn: Connection, *, item_id: UUID, media_id: int, episode_ids: Sequence[int | None]
) -> str:
    """
    Make the plays with a file those of its title: one for each episode that it holds.

    Returns the rows before, and the new ones, as JSON. Needs the locks of the viewers.
    """
    return _json(
        conn,
        """
        WITH target AS (
            SELECT unnest(%(episode_ids)s::bigint[]) AS episode_id
        ),
        gone AS (
            DELETE FROM user_plays AS p
            WHERE p.library_item_id = %(item_id)s
              AND NOT (
                  p.media_id = %(media_id)s
                  AND coalesce(p.episode_id, 0) IN (SELECT coalesce(episode_id, 0) FROM target)
              )
            RETURNING p.*
        ),
        played AS (  -- one viewing of a file is a play of each episode in it
            SELECT DISTINCT ON (user_id, coalesce(viewing_id::text, watched_at::text)) *
            FROM gone
            ORDER BY user_id, coalesce(viewing_id::text, watched_at::text), id
        ),
        added AS (
            INSERT INTO user_plays (
                user_id, media_id, episode_id, watched_at, precision, source, created_at,
                viewing_id, library_item_id
            )
            SELECT p.user_id, %(media_id)s, t.episode_id, p.watched_at, p.precision, p.source,
                   p.created_at, p.viewing_id, p.library_item_id
            FROM played AS p
            CROSS JOIN target AS t
            WHERE p.viewing_id IS NULL OR NOT EXISTS (
                SELECT
                FROM user_plays AS known
                WHERE known.user_id = p.user_id
                  AND known.media_id = %(media_id)s
                  AND known.episode_id IS NOT DISTINCT FROM t.episode_id
                  AND known.viewing_id = p.viewing_id
            )
            ORDER BY p.id
            RETURNING id, user_id, media_id
        )
        SELECT jsonb_build_object(
            'before', (SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]') FROM gone),
            'after', (SELECT coalesce(jsonb_agg(to_jsonb(added)), '[]') FROM added)
        )::text
        """,
        item_id,
        media_id,
        episode_ids,
    )


def move_positions(
    conn: Connection, *, item_id: UUID, media_id: int, episode_ids: Sequence[int | None]
) -> str:
    """
    Make the positions in a file those of its title; a newer one of the title stays.

    Returns the rows before, and the new ones, as JSON. Needs the locks of the viewers.
    """
    return _json(
        conn,
        """
        WITH target AS (
            SELECT unnest(%(episode_ids)s::bigint[]) AS episode_id
        ),
        gone AS (
            DELETE FROM user_progress AS p
            WHERE p.library_item_id = %(item_id)s
              AND NOT (
                  p.media_id = %(media_id)s
                  AND coalesce(p.episode_id, 0) IN (SELECT coalesce(episode_id, 0) FROM target)
              )
            RETURNING p.*
        ),
        newest AS (
            SELECT DISTINCT ON (user_id) * FROM gone ORDER BY user_id, updated_at DESC, id DESC
        ),
        replaced AS (
            SELECT known.*
            FROM user_progress AS known
            JOIN newest AS n ON n.user_id = known.user_id AND n.updated_at > known.updated_at
            JOIN target AS t ON t.episode_id IS NOT DISTINCT FROM known.episode_id
            WHERE known.media_id = %(media_id)s
        ),
        added AS (
            INSERT INTO user_progress AS known (
                user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at,
                completed_at, updated_at, viewing_id, is_from_start, viewing_completed_at,
                completed_before, library_item_id
            )
            SELECT n.user_id, %(media_id)s, t.episode_id, n.position_seconds, n.duration_seconds,
                   n.hidden_at, n.completed_at, n.updated_at, n.viewing_id, n.is_from_start,
                   n.viewing_completed_at, n.completed_before, n.library_item_id
            FROM newest AS n
            CROSS JOIN target AS t
            ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
            SET position_seconds = excluded.position_seconds,
                duration_seconds = excluded.duration_seconds,
                hidden_at = excluded.hidden_at,
                completed_at = excluded.completed_at,
                updated_at = excluded.updated_at,
                viewing_id = excluded.viewing_id,
                is_from_start = excluded.is_from_start,
                viewing_completed_at = excluded.viewing_completed_at,
                completed_before = excluded.completed_before,
                library_item_id = excluded.library_item_id
            WHERE known.updated_at < excluded.updated_at
            RETURNING known.*
        )
        SELECT jsonb_build_object(
            'before', (
                SELECT coalesce(jsonb_agg(to_jsonb(rows)), '[]')
                FROM (SELECT * FROM gone UNION ALL SELECT * FROM replaced) AS rows
            ),
            'after', (SELECT coalesce(jsonb_agg(to_jsonb(added)), '[]') FROM added)
        )::text
        """,
        item_id,
        media_id,
        episode_ids,
    )


def restore_plays(conn: Connection, *, before: str, after: str) -> None:
    """Take moved plays back; both are JSON of `move_plays`."""
    conn.execute(
        """
        WITH gone AS (
            DELETE FROM user_plays AS p
            USING jsonb_populate_recordset(NULL::user_plays, %(after)s::jsonb) AS a
            WHERE p.id = a.id AND p.user_id = a.user_id
        )
        INSERT INTO user_plays (
            id, user_id, media_id, episode_id, watched_at, precision, source, created_at,
            viewing_id, library_item_id
        )
        OVERRIDING SYSTEM VALUE
        SELECT b.id, b.user_id, b.media_id, b.episode_id, b.watched_at, b.precision, b.source,
               b.created_at, b.viewing_id, b.library_item_id
        FROM jsonb_populate_recordset(NULL::user_plays, %(before)s::jsonb) AS b
        JOIN users AS u ON u.id = b.user_id
        JOIN media_items AS m ON m.id = b.media_id
        LEFT JOIN show_episodes AS e ON e.id = b.episode_id
        WHERE b.episode_id IS NULL OR e.id IS NOT NULL
        ON CONFLICT (id) DO NOTHING
        """,
        {"before": before, "after": after},
    )


def restore_positions(conn: Connection, *, before: str, after: str) -> None:
    """Take moved positions back, unless something was played since; JSON of `move_positions`."""
    conn.execute(
        """
        DELETE FROM user_progress AS p
        USING jsonb_populate_recordset(NULL::user_progress, %(after)s::jsonb) AS a
        WHERE p.user_id = a.user_id
          AND p.media_id = a.media_id
          AND p.episode_id IS NOT DISTINCT FROM a.episode_id
          AND p.updated_at = a.updated_at
        """,
        {"after": after},
    )
    conn.execute(
        """
        INSERT INTO user_progress (
            user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at,
            completed_at, updated_at, viewing_id, is_from_start, viewing_completed_at,
            completed_before, library_item_id
        )
        SELECT b.user_id, b.media_id, b.episode_id, b.position_seconds, b.duration_seconds,
               b.hidden_at, b.completed_at, b.updated_at, b.viewing_id, b.is_from_start,
               b.viewing_completed_at, b.completed_before, b.library_item_id
        FROM jsonb_populate_recordset(NULL::user_progress, %(before)s::jsonb) AS b
        JOIN users AS u ON u.id = b.user_id
        JOIN media_items AS m ON m.id = b.media_id
        LEFT JOIN show_episodes AS e ON e.id = b.episode_id
        WHERE b.episode_id IS NULL OR e.id IS NOT NULL
        ON CONFLICT ON CONSTRAINT user_progress_one_position DO NOTHING
        """,
        {"before": before},
    )


def _json(
    conn: Connection,
    statement: LiteralString,
    item_id: UUID,
    media_id: int,
    episode_ids: Sequence[int | None],
) -> str:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            statement,
            {"item_id": item_id, "media_id": media_id, "episode_ids": list(episode_ids)},
        )
        return str(cur.fetchall()[0])
