"""The review queue: unmatched files by folder, the newest folders first."""

from datetime import datetime, timedelta
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.library.models.review import QueuePlace

#: A folder that gets files comes to the top of the queue at most so often: a scan that adds its
#: files in many batches writes none of its rows twice.
STAYS_FOR = timedelta(days=1)

PAGE: LiteralString = """
    SELECT id, arrived_at AS folder_at, review_order(absolute_path) COLLATE "C" AS name
    FROM library_items
    WHERE match_state = 'unmatched'
    ORDER BY arrived_at DESC, review_order(absolute_path) COLLATE "C", id
    LIMIT %(limit)s OFFSET %(offset)s
"""
#: The rest of the folders that arrived with the last one, and then the others: a range of the index
#: each, which one comparison of columns in two directions would not be.
PAGE_AFTER: LiteralString = """
    SELECT id, folder_at, name
    FROM (
        (
            SELECT id, arrived_at AS folder_at, review_order(absolute_path) COLLATE "C" AS name
            FROM library_items
            WHERE match_state = 'unmatched' AND arrived_at = %(folder_at)s
                AND (review_order(absolute_path) COLLATE "C", id) > (%(name)s, %(id)s)
            ORDER BY arrived_at DESC, review_order(absolute_path) COLLATE "C", id
            LIMIT %(limit)s
        )
        UNION ALL
        (
            SELECT id, arrived_at, review_order(absolute_path) COLLATE "C"
            FROM library_items
            WHERE match_state = 'unmatched' AND arrived_at < %(folder_at)s
            ORDER BY arrived_at DESC, review_order(absolute_path) COLLATE "C", id
            LIMIT %(limit)s
        )
    ) AS found
    ORDER BY folder_at DESC, name COLLATE "C", id
    LIMIT %(limit)s
"""


def list_page(
    conn: Connection, *, after: QueuePlace | None, limit: int, offset: int = 0
) -> list[QueuePlace]:
    """The files after a place of the queue; from its beginning on, without one."""
    with conn.cursor(row_factory=class_row(QueuePlace)) as cur:
        if after is None:
            cur.execute(PAGE, {"limit": limit, "offset": offset})
        else:
            cur.execute(PAGE_AFTER, {**after.model_dump(), "limit": limit})
        return cur.fetchall()


def move_to_front(conn: Connection, *, paths: list[str], now: datetime) -> None:
    """Bring the folders of files that are added to the top of the queue."""
    # The planner knows nothing of a new library yet, and would read all of it for each batch.
    conn.execute("SET LOCAL enable_seqscan = off")
    conn.execute(
        """
        UPDATE library_items
        SET arrived_at = %(now)s
        WHERE match_state = 'unmatched' AND arrived_at < %(before)s
            AND review_folder(absolute_path) = ANY (
                ARRAY(SELECT DISTINCT review_folder(path) FROM unnest(%(paths)s::text[]) AS path)
            )
        """,
        {"paths": paths, "now": now, "before": now - STAYS_FOR},
    )
    conn.execute("SET LOCAL enable_seqscan = on")
