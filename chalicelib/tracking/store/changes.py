"""What a request changed, so that it can be undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection
from chalicelib.tracking.models.plays import Change


def insert(
    conn: Connection,
    *,
    user_id: UUID,
    now: datetime,
    expires_at: datetime,
    added_plays: Sequence[int] = (),
    removed_plays: str = "[]",
    positions: str = "[]",
    ratings: str = "[]",
    favorites: str = "[]",
    statuses: str = "[]",
    parts: Mapping[str, str] | None = None,
) -> UUID:
    """
    Store a change, and delete the user's that can no longer be undone.

    `parts` are the changes of further lists as JSON, by the name of the list.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH expired AS (
                DELETE FROM user_changes
                WHERE user_id = %(user_id)s AND expires_at < %(now)s
            )
            INSERT INTO user_changes (
                user_id, added_plays, removed_plays, positions, ratings, favorites, statuses,
                parts, created_at, expires_at
            )
            VALUES (
                %(user_id)s, %(added)s::bigint[], %(removed)s::jsonb, %(positions)s::jsonb,
                %(ratings)s::jsonb, %(favorites)s::jsonb, %(statuses)s::jsonb,
                %(parts)s::jsonb, %(now)s, %(expires_at)s
            )
            RETURNING id
            """,
            {
                "user_id": user_id,
                "added": list(added_plays),
                "removed": removed_plays,
                "positions": positions,
                "ratings": ratings,
                "favorites": favorites,
                "statuses": statuses,
                "parts": _object(parts or {}),
                "now": now,
                "expires_at": expires_at,
            },
        )
        change_id: UUID = cur.fetchall()[0]
        return change_id


def _object(parts: Mapping[str, str]) -> str:
    rows = ",".join(f'"{name}":{changes}' for name, changes in parts.items())
    return f"{{{rows}}}"


def parts_of(conn: Connection, *, user_id: UUID, change_id: UUID) -> str:
    """The changes of other slices in a change, as JSON; none of an unknown change."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT parts::text
            FROM user_changes
            WHERE user_id = %(user_id)s AND id = %(change_id)s
            """,
            {"user_id": user_id, "change_id": change_id},
        )
        return cur.fetchone() or "{}"


def take(conn: Connection, *, user_id: UUID, change_id: UUID) -> Change | None:
    """Delete and return a change; None when the user has no such change."""
    with conn.cursor(row_factory=class_row(Change)) as cur:
        cur.execute(
            """
            DELETE FROM user_changes
            WHERE user_id = %(user_id)s AND id = %(change_id)s
            RETURNING added_plays, removed_plays::text AS removed_plays,
                      positions::text AS positions, ratings::text AS ratings,
                      favorites::text AS favorites, statuses::text AS statuses,
                      parts::text AS parts, xact::text AS xact, expires_at
            """,
            {"user_id": user_id, "change_id": change_id},
        )
        return cur.fetchone()


def revert_plays(conn: Connection, *, user_id: UUID, change: Change) -> list[int]:
    """
    Delete added plays and put removed or corrected ones back; returns the titles they belong to.

    Plays of titles and episodes that are gone stay away. One that was corrected again, or removed,
    since its correction stays as it is.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH gone AS (
                DELETE FROM user_plays
                WHERE user_id = %(user_id)s AND id = ANY(%(added)s)
                RETURNING media_id
            ),
            before AS (
                SELECT r.*, (j -> 'after') IS NOT NULL AS is_corrected,
                       a.watched_at AS watched_after, a.precision AS precision_after
                FROM jsonb_array_elements(%(removed)s::jsonb) AS j
                CROSS JOIN LATERAL jsonb_populate_record(NULL::user_plays, j) AS r
                CROSS JOIN LATERAL jsonb_populate_record(NULL::user_plays, j -> 'after') AS a
            ),
            corrected_back AS (
                UPDATE user_plays AS p
                SET watched_at = b.watched_at, precision = b.precision
                FROM before AS b
                WHERE b.is_corrected
                  AND p.user_id = %(user_id)s
                  AND p.id = b.id
                  AND p.watched_at = b.watched_after
                  AND p.precision = b.precision_after
                RETURNING p.media_id
            ),
            restored AS (
                INSERT INTO user_plays (
                    id, user_id, media_id, episode_id, watched_at, precision, source, created_at,
                    viewing_id, library_item_id
                )
                OVERRIDING SYSTEM VALUE
                SELECT r.id, %(user_id)s, r.media_id, r.episode_id, r.watched_at, r.precision,
                       r.source, r.created_at, r.viewing_id, r.library_item_id
                FROM before AS r
                WHERE NOT r.is_corrected
                  AND EXISTS (SELECT FROM media_items AS m WHERE m.id = r.media_id)
                  AND (
                      r.episode_id IS NULL
                      OR EXISTS (SELECT FROM show_episodes AS e WHERE e.id = r.episode_id)
                  )
                ON CONFLICT (id) DO NOTHING
                RETURNING media_id
            )
            SELECT media_id FROM gone
            UNION SELECT media_id FROM corrected_back
            UNION SELECT media_id FROM restored
            """,
            {"user_id": user_id, "added": change.added_plays, "removed": change.removed_plays},
        )
        return cur.fetchall()


def revert_positions(conn: Connection, *, user_id: UUID, change: Change) -> None:
    """Put positions back that nothing was played of since."""
    conn.execute(
        """
        INSERT INTO user_progress AS p (
            user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at,
            completed_at, updated_at, viewing_id, is_from_start, viewing_completed_at,
            completed_before, library_item_id
        )
        SELECT %(user_id)s, r.media_id, r.episode_id, r.position_seconds, r.duration_seconds,
               r.hidden_at, r.completed_at, r.updated_at, r.viewing_id,
               coalesce(r.is_from_start, false), r.viewing_completed_at, r.completed_before,
               r.library_item_id
        FROM jsonb_populate_recordset(NULL::user_progress, %(positions)s::jsonb) AS r
        WHERE EXISTS (SELECT FROM media_items AS m WHERE m.id = r.media_id)
          AND (
              r.episode_id IS NULL
              OR EXISTS (SELECT FROM show_episodes AS e WHERE e.id = r.episode_id)
          )
        ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
        SET completed_at = excluded.completed_at,
            viewing_completed_at = excluded.viewing_completed_at,
            hidden_at = excluded.hidden_at
        WHERE p.updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "positions": change.positions},
    )


def forget_moves(conn: Connection, *, user_id: UUID, change: Change) -> None:
    """Of what an undone change and this undo moved, the log of the titles keeps nothing."""
    conn.execute(
        """
        DELETE FROM user_title_moves
        WHERE user_id = %(user_id)s AND xact IN (%(xact)s::xid8, pg_current_xact_id())
        """,
        {"user_id": user_id, "xact": change.xact},
    )
