"""The playable fields of an item, and the file of the next episode."""

from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.playback.models import PlayableItem


def get(conn: Connection, *, item_id: UUID) -> PlayableItem | None:
    with conn.cursor(row_factory=class_row(PlayableItem)) as cur:
        cur.execute(
            """
            SELECT item.id, item.absolute_path AS path, item.file_name,
                item.file_size_bytes AS size_bytes, item.mime_type, item.duration_seconds,
                item.object_key, item.stored_at, item.media_id, item.episode_id, item.extra_kind,
                item.part_number, item.part_set,
                item.part_number IS NULL AND is_sample(
                    item.duration_seconds, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) AND EXISTS (
                    SELECT
                    FROM library_items AS other
                    WHERE other.media_id = item.media_id
                        AND other.episode_id IS NOT DISTINCT FROM item.episode_id
                        AND other.match_state = 'matched'
                        AND other.probe_error = ''
                        AND NOT is_sample(
                            other.duration_seconds,
                            coalesce(episode.runtime_minutes, media.runtime_minutes)
                        )
                ) AS is_sample,
                media.title, media.year,
                episode.season_number, episode.episode_number, episode.title AS episode_title
            FROM library_items AS item
            LEFT JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.id = %(item_id)s
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def list_parts(conn: Connection, *, media_id: int, part_set: str) -> list[tuple[UUID, int]]:
    """The files of one copy of a film in order, and their lengths in seconds."""
    return conn.execute(
        """
        SELECT id, duration_seconds
        FROM library_items
        WHERE media_id = %(media_id)s AND part_set = %(part_set)s
            AND part_number IS NOT NULL AND match_state = 'matched' AND probe_error = ''
        ORDER BY part_number, discovered_at, id
        """,
        {"media_id": media_id, "part_set": part_set},
    ).fetchall()


def next_episode(conn: Connection, *, item_id: UUID) -> UUID | None:
    """
    The file of the episode right after the last one of this file; None when that episode is not
    in the library.

    Specials (season 0) follow only each other.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT (
                SELECT item.id
                FROM library_shelf AS item
                WHERE item.episode_id = following.id AND item.probe_error = ''
                ORDER BY version_rank(item.file, following.runtime_minutes) DESC,
                    item.discovered_at DESC, item.id
                LIMIT 1
            )
            FROM show_episodes AS current
            JOIN show_episodes AS following
                ON following.media_id = current.media_id
                AND (following.season_number = 0) = (current.season_number = 0)
                AND (following.season_number, following.episode_number)
                    > (current.season_number, current.episode_number)
            WHERE current.id = (
                SELECT coalesce(
                    (
                        SELECT more.episode_id
                        FROM library_item_episodes AS more
                        WHERE more.item_id = file.id
                        ORDER BY more.position DESC
                        LIMIT 1
                    ),
                    file.episode_id
                )
                FROM library_items AS file
                WHERE file.id = %(item_id)s
            )
            ORDER BY following.season_number, following.episode_number
            LIMIT 1
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()
