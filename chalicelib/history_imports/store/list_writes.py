"""
Lists of a file as collections of the person: what is new, writing it, and taking it back.

A list goes into the collection that an earlier import of the same service put it into, or into one
of its name; otherwise one is made. Titles that are there keep their place, new ones follow.

Every function needs a transaction and `lock_plays` of tracking.
"""

from datetime import datetime
from uuid import UUID

from psycopg import sql

from chalicelib.collections.models.user_collections import MAX_COLLECTIONS, MAX_ITEMS
from chalicelib.collections.service.imported_lists import make_private_collection
from chalicelib.history_imports.store.import_rows import MARK_REVERTED
from chalicelib.platform.db import Connection

#: What the statements of `CLASSIFY` need besides the import and its user.
LIMITS = {"max_collections": MAX_COLLECTIONS, "max_items": MAX_ITEMS}

RESOLVE = """
    WITH earlier AS (
        SELECT DISTINCT lower(before_list.name) AS name, before_list.collection_id
        FROM history_imports AS i
        JOIN history_imports AS before ON before.user_id = i.user_id AND before.format = i.format
        JOIN history_import_lists AS before_list ON before_list.import_id = before.id
        WHERE i.id = %(import_id)s AND before.id <> i.id AND before_list.collection_id IS NOT NULL
    ),
    found AS (
        SELECT DISTINCT ON (l.number) l.number, c.id
        FROM history_import_lists AS l
        JOIN collections AS c ON c.user_id = %(user_id)s AND c.strategy = 'static'
        LEFT JOIN earlier AS e ON e.name = lower(l.name) AND e.collection_id = c.id
        WHERE l.import_id = %(import_id)s
          AND l.collection_id IS NULL
          AND (e.collection_id IS NOT NULL OR lower(c.name) = lower(l.name))
        ORDER BY l.number, e.collection_id IS NULL, c.id
    )
    UPDATE history_import_lists AS l
    SET collection_id = f.id, is_made = false
    FROM found AS f
    WHERE l.import_id = %(import_id)s AND l.number = f.number
"""

CLASSIFY_ROWS = """
    WITH target AS MATERIALIZED (
        SELECT r.number, r.outcome, r.list_number, l.collection_id, t.media_id
        FROM history_import_rows AS r
        JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        JOIN history_import_lists AS l
            ON l.import_id = r.import_id AND l.number = r.list_number
        WHERE r.import_id = %(import_id)s
          AND r.kind = 'list'
          AND t.media_id IS NOT NULL
          AND r.outcome NOT IN ('invalid', 'undone', 'kept')
    ),
    compared AS (
        SELECT t.*,
               row_number() OVER (PARTITION BY t.list_number, t.media_id ORDER BY t.number) > 1
               OR EXISTS (
                   SELECT
                   FROM collection_items AS i
                   WHERE i.collection_id = t.collection_id AND i.media_id = t.media_id
               ) AS is_there
        FROM target AS t
    ),
    sized AS (
        SELECT c.*,
               count(*) FILTER (WHERE NOT c.is_there AND c.outcome <> 'applied')
                   OVER (PARTITION BY c.list_number ORDER BY c.number)
               + (SELECT count(*) FROM collection_items AS i
                  WHERE i.collection_id = c.collection_id) AS size
        FROM compared AS c
    ),
    to_make AS (
        SELECT l.list_number,
               row_number() OVER (ORDER BY l.list_number)
               + (SELECT count(*) FROM collections WHERE user_id = %(user_id)s) AS nth
        FROM (SELECT DISTINCT list_number FROM target WHERE collection_id IS NULL) AS l
    ),
    decided AS (
        SELECT s.number,
               CASE
                   WHEN s.is_there THEN 'there'
                   WHEN m.nth > %(max_collections)s OR s.size > %(max_items)s THEN 'unsupported'
                   ELSE 'new'
               END AS outcome,
               CASE
                   WHEN s.is_there THEN ''
                   WHEN m.nth > %(max_collections)s
                       THEN 'You have ' || %(max_collections)s || ' collections; delete one first'
                   WHEN s.size > %(max_items)s
                       THEN 'A collection has at most ' || %(max_items)s || ' titles'
                   ELSE ''
               END AS message
        FROM sized AS s
        LEFT JOIN to_make AS m ON m.list_number = s.list_number
        WHERE s.outcome <> 'applied'
    )
    UPDATE history_import_rows AS r
    SET outcome = d.outcome, message = d.message
    FROM decided AS d
    WHERE r.import_id = %(import_id)s AND r.number = d.number
"""

#: Finds the collections of lists, and sets the outcome of rows that were not applied.
CLASSIFY = (RESOLVE, CLASSIFY_ROWS)


def make_collections(conn: Connection, *, import_id: UUID, user_id: UUID, now: datetime) -> None:
    """Make the private collections that new rows need and that are not there."""
    missing = conn.execute(
        """
        SELECT l.number, l.name, l.description
        FROM history_import_lists AS l
        WHERE l.import_id = %(import_id)s
          AND l.collection_id IS NULL
          AND EXISTS (
              SELECT
              FROM history_import_rows AS r
              WHERE r.import_id = l.import_id AND r.list_number = l.number AND r.outcome = 'new'
          )
        ORDER BY l.number
        """,
        {"import_id": import_id},
    ).fetchall()
    for number, name, description in missing:
        made = make_private_collection(
            conn, owner_id=user_id, name=name, description=description, now=now
        )
        conn.execute(
            """
            UPDATE history_import_lists
            SET collection_id = %(made)s, is_made = true
            WHERE import_id = %(import_id)s AND number = %(number)s
            """,
            {"import_id": import_id, "number": number, "made": made},
        )


def apply_batch(
    conn: Connection, *, import_id: UUID, user_id: UUID, now: datetime, limit: int
) -> int:
    """
    Put the next new titles behind those of their collections; returns how many.

    The collection itself is not marked as changed: `delete_made_collections` tells by that whether
    a person has worked on it.
    """
    written = conn.execute(
        """
        WITH chosen AS MATERIALIZED (
            SELECT r.number, l.collection_id, t.media_id
            FROM history_import_rows AS r
            JOIN history_import_titles AS t
                ON t.import_id = r.import_id AND t.number = r.title_number
            JOIN history_import_lists AS l
                ON l.import_id = r.import_id AND l.number = r.list_number
            JOIN collections AS c ON c.id = l.collection_id AND c.user_id = %(user_id)s
            WHERE r.import_id = %(import_id)s
              AND r.kind = 'list'
              AND r.outcome = 'new'
              AND t.media_id IS NOT NULL
            ORDER BY r.number
            LIMIT %(limit)s
        ),
        placed AS (
            INSERT INTO collection_items (collection_id, media_id, rank, added_at)
            SELECT c.collection_id, c.media_id,
                   coalesce((
                       SELECT max(i.rank) FROM collection_items AS i
                       WHERE i.collection_id = c.collection_id
                   ), 0)
                   + row_number() OVER (PARTITION BY c.collection_id ORDER BY c.number),
                   %(now)s
            FROM chosen AS c
            ON CONFLICT (collection_id, media_id) DO NOTHING
        )
        UPDATE history_import_rows AS r
        SET outcome = 'applied', written_at = %(now)s
        FROM chosen AS c
        WHERE r.import_id = %(import_id)s AND r.number = c.number
        """,
        {"import_id": import_id, "user_id": user_id, "now": now, "limit": limit},
    )
    return written.rowcount


def revert_batch(
    conn: Connection, *, import_id: UUID, user_id: UUID, now: datetime, limit: int
) -> int:
    """Take the next titles out of their collections, unless they were put there anew."""
    del now  # nothing that stays is changed
    return conn.execute(
        REVERT,
        {"import_id": import_id, "user_id": user_id, "limit": limit},
    ).rowcount


REVERT = sql.SQL("""
    WITH chosen AS MATERIALIZED (
        SELECT r.number, r.written_at, l.collection_id, t.media_id
        FROM history_import_rows AS r
        LEFT JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        LEFT JOIN history_import_lists AS l
            ON l.import_id = r.import_id AND l.number = r.list_number
        WHERE r.import_id = %(import_id)s AND r.kind = 'list' AND r.outcome = 'applied'
        ORDER BY r.number
        LIMIT %(limit)s
    ),
    reverted AS (
        DELETE FROM collection_items AS i
        USING chosen AS ch, collections AS c
        WHERE i.collection_id = ch.collection_id
          AND i.media_id = ch.media_id
          AND i.added_at = ch.written_at
          AND c.id = i.collection_id
          AND c.user_id = %(user_id)s
        RETURNING ch.number
    )
    {mark_reverted}
""").format(mark_reverted=MARK_REVERTED)


def delete_made_collections(conn: Connection, *, import_id: UUID, user_id: UUID) -> None:
    """Delete the collections that the import made, if they are empty and were never changed."""
    conn.execute(
        """
        DELETE FROM collections AS c
        USING history_import_lists AS l
        WHERE l.import_id = %(import_id)s
          AND l.is_made
          AND c.id = l.collection_id
          AND c.user_id = %(user_id)s
          AND c.updated_at = c.created_at
          AND NOT EXISTS (SELECT FROM collection_items AS i WHERE i.collection_id = c.id)
        """,
        {"import_id": import_id, "user_id": user_id},
    )
