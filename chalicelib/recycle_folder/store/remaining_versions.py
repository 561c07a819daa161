"""Whether films and episodes keep a version when files of them are deleted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.recycle_folder.models import VersionToDelete


def lock_versions(conn: Connection, *, ids: Sequence[UUID]) -> None:
    """Lock every file of these files' titles: the one that stays must not go at the same time."""
    conn.execute(
        """
        SELECT
        FROM library_items
        WHERE id = ANY(%(ids)s)
            OR media_id IN (SELECT media_id FROM library_items WHERE id = ANY(%(ids)s))
        ORDER BY id
        FOR UPDATE
        """,
        {"ids": list(ids)},
    )


def list_versions(
    conn: Connection, *, ids: Sequence[UUID], playing_since: datetime
) -> list[VersionToDelete]:
    """
    What these files hold. Needs `lock_versions`.

    Another version is of the same edition, complete, and not on a disk that is away.
    """
    with conn.cursor(row_factory=class_row(VersionToDelete)) as cur:
        cur.execute(
            """
            SELECT coalesce(media.title, item.file_name) AS name,
                EXISTS (
                    SELECT
                    FROM library_parts AS other
                    JOIN library_items AS kept ON kept.id = other.item_id
                    WHERE other.media_id = part.media_id
                        AND other.episode_id IS NOT DISTINCT FROM part.episode_id
                        AND kept.editions = item.editions
                    GROUP BY other.version
                    HAVING bool_and(kept.id <> ALL(%(ids)s) AND kept.missing_since IS NULL)
                ) AS has_another,
                EXISTS (
                    SELECT
                    FROM user_progress AS progress
                    WHERE progress.media_id = part.media_id
                        AND progress.episode_id IS NOT DISTINCT FROM part.episode_id
                        AND progress.updated_at > %(playing_since)s
                ) AS is_playing
            FROM library_items AS item
            LEFT JOIN library_parts AS part ON part.item_id = item.id
            LEFT JOIN media_items AS media ON media.id = part.media_id
            WHERE item.id = ANY(%(ids)s)
            ORDER BY item.absolute_path
            """,
            {"ids": list(ids), "playing_since": playing_since},
        )
        return cur.fetchall()
