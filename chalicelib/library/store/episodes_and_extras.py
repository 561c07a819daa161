"""What a file holds besides its first episode: further episodes, a part of a film, an extra."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.library.models import TitleExtra


def put_more_episodes(conn: Connection, episodes: Mapping[UUID, Sequence[int]]) -> None:
    """Replace the episodes of files after their first ones; by file."""
    conn.execute(
        """
        WITH given AS (
            SELECT key::uuid AS item_id, value AS episodes FROM jsonb_each(%(episodes)s)
        ),
        gone AS (
            DELETE FROM library_item_episodes AS more
            USING given
            WHERE more.item_id = given.item_id
              AND more.position > jsonb_array_length(given.episodes) + 1
        )
        INSERT INTO library_item_episodes (item_id, episode_id, position)
        SELECT given.item_id, each.episode_id::bigint, each.position + 1
        FROM given
        CROSS JOIN LATERAL jsonb_array_elements_text(given.episodes)
            WITH ORDINALITY AS each (episode_id, position)
        ON CONFLICT (item_id, position) DO UPDATE SET episode_id = excluded.episode_id
        """,
        {"episodes": Jsonb({str(item_id): list(more) for item_id, more in episodes.items()})},
    )


def list_extras(conn: Connection, *, media_id: int) -> list[TitleExtra]:
    """The extras of a title that are at hand."""
    with conn.cursor(row_factory=class_row(TitleExtra)) as cur:
        cur.execute(
            """
            SELECT id AS library_item_id, extra_kind AS kind, file_name, duration_seconds
            FROM library_items AS item
            WHERE media_id = %(media_id)s AND match_state = 'extra' AND probe_error = ''
                AND extra_kind <> 'sample' AND is_at_hand(item, (SELECT library_away()))
            ORDER BY extra_kind, file_name, id
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()
