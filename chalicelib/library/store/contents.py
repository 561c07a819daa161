"""What a file holds besides its first episode: further episodes, a part of a film, an extra."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.library.models import TitleExtra


def put_more_episodes(conn: Connection, *, item_id: UUID, episode_ids: Sequence[int]) -> None:
    """Replace the episodes of a file after its first one."""
    conn.execute(
        """
        WITH gone AS (
            DELETE FROM library_item_episodes
            WHERE item_id = %(item_id)s AND position > %(count)s + 1
        )
        INSERT INTO library_item_episodes (item_id, episode_id, position)
        SELECT %(item_id)s, given.episode_id, given.position + 1
        FROM unnest(%(episode_ids)s::bigint[]) WITH ORDINALITY AS given (episode_id, position)
        ON CONFLICT (item_id, position) DO UPDATE SET episode_id = excluded.episode_id
        """,
        {"item_id": item_id, "episode_ids": list(episode_ids), "count": len(episode_ids)},
    )


def list_extras(conn: Connection, *, media_id: int) -> list[TitleExtra]:
    """The playable extras of a title."""
    with conn.cursor(row_factory=class_row(TitleExtra)) as cur:
        cur.execute(
            """
            SELECT id AS library_item_id, extra_kind AS kind, file_name, duration_seconds
            FROM library_items
            WHERE media_id = %(media_id)s AND match_state = 'extra' AND probe_error = ''
                AND extra_kind <> 'sample'
            ORDER BY extra_kind, file_name, id
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()
