"""The order of the queue."""

from uuid import UUID

from chalicelib.downloads.store.control import UNLEASED
from chalicelib.platform.db import Connection


def move_to_end(conn: Connection, *, id: UUID, is_top: bool) -> None:
    """To the top, or to the bottom, where a new job would be."""
    conn.execute(
        """
        UPDATE download_jobs
        SET queue_rank = CASE
                WHEN %(is_top)s THEN (
                    SELECT coalesce(min(queue_rank) - 1, 0)
                    FROM download_jobs
                    WHERE status IN ('queued', 'retrying') AND id <> %(id)s
                )
                ELSE nextval('download_queue_ranks')
            END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
        """,
        {"id": id, "is_top": is_top},
    )


def swap_with_neighbour(conn: Connection, *, id: UUID, is_up: bool) -> bool:
    """
    Swap positions with the user's next queued job up or down; False when there is none.

    Other users' jobs are ignored: slots are shared fairly between users anyway.
    """
    found = conn.execute(
        """
        WITH mine AS (
            SELECT user_id, queue_rank FROM download_jobs WHERE id = %(id)s
        ),
        neighbour AS (
            SELECT j.id, j.queue_rank
            FROM download_jobs AS j, mine
            WHERE j.user_id = mine.user_id
              AND j.status = ANY(%(unleased)s)
              AND j.paused_at IS NULL
              AND CASE WHEN %(is_up)s THEN j.queue_rank < mine.queue_rank
                       ELSE j.queue_rank > mine.queue_rank END
            ORDER BY abs(j.queue_rank - mine.queue_rank)
            LIMIT 1
        )
        UPDATE download_jobs AS j
        SET queue_rank = CASE WHEN j.id = neighbour.id
                              THEN mine.queue_rank ELSE neighbour.queue_rank END,
            updated_at = clock_timestamp()
        FROM mine, neighbour
        WHERE j.id IN (%(id)s, neighbour.id)
        """,
        {"id": id, "is_up": is_up, "unleased": UNLEASED},
    )
    return found.rowcount > 0


def move_to_position_of(conn: Connection, *, id: UUID, other: UUID) -> bool:
    """
    Take the position of another queued job of the same user; False when it is not queued.

    Only ranks between the two are reassigned, among the user's own jobs.
    """
    found = conn.execute(
        """
        WITH mine AS (
            SELECT user_id, queue_rank FROM download_jobs WHERE id = %(id)s
        ),
        theirs AS (
            SELECT j.queue_rank
            FROM download_jobs AS j, mine
            WHERE j.id = %(other)s
              AND j.user_id = mine.user_id
              AND (j.id = %(id)s OR (j.status = ANY(%(unleased)s) AND j.paused_at IS NULL))
        ),
        placed AS (
            SELECT j.id,
                   CASE WHEN j.id = %(id)s THEN theirs.queue_rank
                        WHEN theirs.queue_rank < mine.queue_rank
                        THEN lead(j.queue_rank) OVER in_line
                        ELSE lag(j.queue_rank) OVER in_line END AS queue_rank
            FROM download_jobs AS j, mine, theirs
            WHERE j.user_id = mine.user_id
              AND (j.id = %(id)s OR (j.status = ANY(%(unleased)s) AND j.paused_at IS NULL))
              AND j.queue_rank BETWEEN least(mine.queue_rank, theirs.queue_rank)
                                   AND greatest(mine.queue_rank, theirs.queue_rank)
            WINDOW in_line AS (ORDER BY j.queue_rank)
        )
        UPDATE download_jobs AS j
        SET queue_rank = placed.queue_rank, updated_at = clock_timestamp()
        FROM placed
        WHERE j.id = placed.id
        """,
        {"id": id, "other": other, "unleased": UNLEASED},
    )
    return found.rowcount > 0
