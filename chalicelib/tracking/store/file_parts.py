"""Files as their viewers see them: parts of a film, and several episodes in one file."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class FilePart:
    """
    A file as its viewer sees it: where it begins in the whole film, and all it holds.

    For a file that is no part, the whole is the file itself; `total_s` 0: not known.
    `credits_s` is where the end credits of the whole begin; None when that is not known.
    """

    id: UUID
    offset_s: int
    duration_s: int
    total_s: int
    more_episode_ids: list[int]
    credits_s: float | None

    @property
    def is_part(self) -> bool:
        return self.total_s > self.duration_s


def get_part(
    conn: Connection, *, item_id: UUID, media_id: int, episode_id: int | None
) -> FilePart | None:
    """The file, if it is this title and begins with this episode."""
    with conn.cursor(row_factory=class_row(FilePart)) as cur:
        cur.execute(
            """
            SELECT item.id, coalesce(before.seconds, 0)::integer AS offset_s,
                item.duration_seconds AS duration_s,
                coalesce(whole.seconds, item.duration_seconds)::integer AS total_s,
                ARRAY(
                    SELECT more.episode_id
                    FROM library_item_episodes AS more
                    WHERE more.item_id = item.id
                    ORDER BY more.position
                ) AS more_episode_ids,
                -- In the second half, as those before it belong to another part or episode.
                CASE
                    WHEN coalesce(before.seconds, 0) + ending.start_seconds
                        BETWEEN coalesce(whole.seconds, item.duration_seconds) / 2.0
                        AND coalesce(whole.seconds, item.duration_seconds) - 1
                    THEN coalesce(before.seconds, 0) + ending.start_seconds
                END AS credits_s
            FROM library_items AS item
            LEFT JOIN LATERAL (
                SELECT sum(part.duration_seconds) AS seconds
                FROM library_items AS part
                WHERE part.media_id = item.media_id AND part.part_set = item.part_set
                    AND part.part_number < item.part_number AND part.match_state = 'matched'
            ) AS before ON true
            LEFT JOIN LATERAL (
                SELECT sum(part.duration_seconds) AS seconds
                FROM library_items AS part
                WHERE item.part_number IS NOT NULL AND part.part_number IS NOT NULL
                    AND part.media_id = item.media_id AND part.part_set = item.part_set
                    AND part.match_state = 'matched'
            ) AS whole ON true
            LEFT JOIN library_item_segments AS ending
                ON ending.library_item_id = item.id AND ending.kind = 'credits'
            WHERE item.id = %(item_id)s AND item.media_id = %(media_id)s
                AND item.episode_id IS NOT DISTINCT FROM %(episode_id)s
                AND item.match_state = 'matched'
            """,
            {"item_id": item_id, "media_id": media_id, "episode_id": episode_id},
        )
        return cur.fetchone()
