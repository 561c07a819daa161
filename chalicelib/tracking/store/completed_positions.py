"""What marking does to the positions in started titles."""

from datetime import datetime
from uuid import UUID

from chalicelib.platform.db import Connection


def complete(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    episode_ids: list[int] | None,
    now: datetime,
) -> str:
    """
    Complete started viewings of some episodes, or of the title and all of them (None).

    They are no longer continued. Returns the rows before as JSON.
    """
    row = conn.execute(
        """
        WITH before AS (
            SELECT p.*
            FROM user_progress AS p
            WHERE p.user_id = %(user_id)s
              AND p.media_id = %(media_id)s
              AND (
                  %(episode_ids)s::bigint[] IS NULL
                  OR p.episode_id = ANY(%(episode_ids)s::bigint[])
              )
              AND p.completed_at IS NULL
        ),
        completed AS (
            UPDATE user_progress AS p
            SET completed_at = %(now)s, viewing_completed_at = %(now)s
            FROM before AS b
            WHERE p.id = b.id
        )
        SELECT coalesce(jsonb_agg(to_jsonb(before)), '[]')::text FROM before
        """,
        {"user_id": user_id, "media_id": media_id, "episode_ids": episode_ids, "now": now},
    ).fetchone()
    return "[]" if row is None else row[0]


def delete_completed(
    conn: Connection, *, user_id: UUID, media_id: int, episode_ids: list[int] | None
) -> str:
    """Delete the final positions of what is no longer watched; returns the rows as JSON."""
    row = conn.execute(
        """
        WITH gone AS (
            DELETE FROM user_progress AS p
            WHERE p.user_id = %(user_id)s
              AND p.media_id = %(media_id)s
              AND (
                  %(episode_ids)s::bigint[] IS NULL
                  OR p.episode_id = ANY(%(episode_ids)s::bigint[])
              )
              AND p.completed_at IS NOT NULL
            RETURNING p.*
        )
        SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]')::text FROM gone
        """,
        {"user_id": user_id, "media_id": media_id, "episode_ids": episode_ids},
    ).fetchone()
    return "[]" if row is None else row[0]
