"""By which rule the segments of files were read from their chapters."""

from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.segments.models.chapter_segments import CHAPTER_RULE, FileChapters


def lock_of_earlier_rules(conn: Connection, *, limit: int) -> list[FileChapters]:
    """The chapters of files that an earlier rule read. The files are locked against a probe."""
    with conn.cursor(row_factory=class_row(FileChapters)) as cur:
        cur.execute(
            """
            SELECT item.id AS item_id, item.duration_seconds, chapters.starts_ms, chapters.titles
            FROM library_items AS item
            CROSS JOIN LATERAL (
                SELECT array_agg(start_ms ORDER BY start_ms) AS starts_ms,
                    array_agg(title ORDER BY start_ms) AS titles
                FROM library_chapters
                WHERE library_item_id = item.id
                HAVING count(*) > 0
            ) AS chapters
            WHERE item.chapter_rule < %(rule)s
            LIMIT %(limit)s
            FOR UPDATE OF item SKIP LOCKED
            """,
            {"rule": CHAPTER_RULE, "limit": limit},
        )
        return cur.fetchall()


def mark_read(conn: Connection, *, item_id: UUID) -> None:
    """The rule of today has read the chapters of this file."""
    conn.execute(
        "UPDATE library_items SET chapter_rule = %(rule)s WHERE id = %(item_id)s",
        {"rule": CHAPTER_RULE, "item_id": item_id},
    )
