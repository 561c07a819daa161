"""
Reviews, notes and tags of a file: what is new, writing it, and taking it back.

What a person wrote stays as it is: a title with a review of one's own keeps it.

Every function needs a transaction and `lock_plays` of tracking.
"""

from datetime import datetime
from uuid import UUID

from psycopg import sql

from chalicelib.history_imports.store.import_rows import MARK_REVERTED
from chalicelib.notes.models import MAX_NOTED_TITLES, MAX_TAGS, MAX_TAGS_OF_TITLE
from chalicelib.platform.db import Connection

#: What the statements of `CLASSIFY` need besides the import and its user.
LIMITS = {
    "max_titles": MAX_NOTED_TITLES,
    "max_tags": MAX_TAGS,
    "max_tags_of_title": MAX_TAGS_OF_TITLE,
}

CLASSIFY_NOTES = """
    WITH target AS MATERIALIZED (
        SELECT r.number, r.kind, r.outcome, r.value, t.media_id,
               row_number() OVER (
                   PARTITION BY r.kind, t.media_id
                   ORDER BY r.outcome <> 'applied', r.happened_at DESC NULLS LAST, r.number
               ) AS place,
               first_value(r.value) OVER (
                   PARTITION BY r.kind, t.media_id
                   ORDER BY r.outcome <> 'applied', r.happened_at DESC NULLS LAST, r.number
               ) AS taken
        FROM history_import_rows AS r
        JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        WHERE r.import_id = %(import_id)s
          AND r.kind IN ('review', 'note')
          AND t.media_id IS NOT NULL
          AND r.outcome NOT IN ('invalid', 'undone', 'kept')
    ),
    compared AS (
        SELECT t.*,
               t.place > 1 AND t.value = t.taken OR EXISTS (
                   SELECT
                   FROM user_notes AS n
                   WHERE n.user_id = %(user_id)s
                     AND n.media_id = t.media_id
                     AND CASE t.kind WHEN 'note' THEN n.note ELSE n.review END <> ''
               ) AS is_there,
               dense_rank() OVER (ORDER BY t.media_id)
               + (SELECT count(*) FROM user_notes WHERE user_id = %(user_id)s) AS nth
        FROM target AS t
        WHERE t.outcome <> 'applied'
    )
    UPDATE history_import_rows AS r
    SET outcome = CASE
            WHEN c.is_there THEN 'there'
            WHEN c.place > 1 OR c.nth > %(max_titles)s THEN 'unsupported'
            ELSE 'new'
        END,
        message = CASE
            WHEN c.is_there THEN ''
            WHEN c.place > 1 THEN 'Another ' || c.kind || ' of the same title is imported'
            WHEN c.nth > %(max_titles)s
                THEN 'You wrote about ' || %(max_titles)s || ' titles, which is as many as fit'
            ELSE ''
        END
    FROM compared AS c
    WHERE r.import_id = %(import_id)s AND r.number = c.number
"""

CLASSIFY_TAGS = """
    WITH target AS MATERIALIZED (
        SELECT r.number, r.outcome, lower(r.value) AS name, t.media_id,
               row_number() OVER (
                   PARTITION BY t.media_id, lower(r.value)
                   ORDER BY r.outcome <> 'applied', r.number
               ) AS place
        FROM history_import_rows AS r
        JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        WHERE r.import_id = %(import_id)s
          AND r.kind = 'tag'
          AND t.media_id IS NOT NULL
          AND r.outcome NOT IN ('invalid', 'undone', 'kept')
    ),
    own AS MATERIALIZED (
        SELECT media_id, lower(name) AS name FROM user_tags WHERE user_id = %(user_id)s
    ),
    compared AS (
        SELECT t.*,
               t.place > 1 OR (t.media_id, t.name) IN (SELECT media_id, name FROM own) AS is_there,
               t.name IN (SELECT name FROM own) AS is_known
        FROM target AS t
        WHERE t.outcome <> 'applied'
    ),
    counted AS (
        SELECT c.*,
               row_number() OVER (PARTITION BY c.media_id, c.is_there ORDER BY c.number)
               + (SELECT count(*) FROM own AS o WHERE o.media_id = c.media_id) AS of_title,
               dense_rank() OVER (PARTITION BY c.is_known ORDER BY c.name)
               + (SELECT count(DISTINCT name) FROM own) AS nth
        FROM compared AS c
    )
    UPDATE history_import_rows AS r
    SET outcome = CASE
            WHEN c.is_there THEN 'there'
            WHEN c.of_title > %(max_tags_of_title)s THEN 'unsupported'
            WHEN NOT c.is_known AND c.nth > %(max_tags)s THEN 'unsupported'
            ELSE 'new'
        END,
        message = CASE
            WHEN c.is_there THEN ''
            WHEN c.of_title > %(max_tags_of_title)s
                THEN 'A title has at most ' || %(max_tags_of_title)s || ' tags'
            WHEN NOT c.is_known AND c.nth > %(max_tags)s
                THEN 'You have at most ' || %(max_tags)s || ' tags'
            ELSE ''
        END
    FROM counted AS c
    WHERE r.import_id = %(import_id)s AND r.number = c.number
"""

#: Sets the outcome of rows that were not applied.
CLASSIFY = (CLASSIFY_NOTES, CLASSIFY_TAGS)


def apply_batch(
    conn: Connection, *, import_id: UUID, user_id: UUID, now: datetime, limit: int
) -> int:
    """Write the next new texts and tags; returns how many. A known tag keeps its spelling."""
    written = conn.execute(
        """
        WITH chosen AS MATERIALIZED (
            SELECT r.number, r.kind, r.value, r.has_spoilers, t.media_id,
                   least(coalesce(r.happened_at, %(now)s), %(now)s) AS at
            FROM history_import_rows AS r
            JOIN history_import_titles AS t
                ON t.import_id = r.import_id AND t.number = r.title_number
            WHERE r.import_id = %(import_id)s
              AND r.kind IN ('review', 'note', 'tag')
              AND r.outcome = 'new'
              AND t.media_id IS NOT NULL
            ORDER BY r.number
            LIMIT %(limit)s
        ),
        noted AS (
            INSERT INTO user_notes AS n (
                user_id, media_id, note, note_at, review, review_has_spoilers, review_at,
                updated_at
            )
            SELECT %(user_id)s, c.media_id,
                   coalesce(max(c.value) FILTER (WHERE c.kind = 'note'), ''),
                   max(c.at) FILTER (WHERE c.kind = 'note'),
                   coalesce(max(c.value) FILTER (WHERE c.kind = 'review'), ''),
                   coalesce(bool_or(c.has_spoilers) FILTER (WHERE c.kind = 'review'), false),
                   max(c.at) FILTER (WHERE c.kind = 'review'),
                   %(now)s
            FROM chosen AS c
            WHERE c.kind <> 'tag'
            GROUP BY c.media_id
            ON CONFLICT (user_id, media_id) DO UPDATE
            SET note = CASE WHEN n.note = '' THEN excluded.note ELSE n.note END,
                note_at = coalesce(n.note_at, excluded.note_at),
                review = CASE WHEN n.review = '' THEN excluded.review ELSE n.review END,
                review_has_spoilers = CASE WHEN n.review = '' THEN excluded.review_has_spoilers
                                           ELSE n.review_has_spoilers END,
                review_at = coalesce(n.review_at, excluded.review_at),
                updated_at = excluded.updated_at
        ),
        tagged AS (
            INSERT INTO user_tags (user_id, media_id, name, added_at)
            SELECT %(user_id)s, c.media_id,
                   coalesce(
                       (
                           SELECT t.name FROM user_tags AS t
                           WHERE t.user_id = %(user_id)s AND lower(t.name) = lower(c.value)
                           LIMIT 1
                       ),
                       min(c.value) OVER (PARTITION BY lower(c.value))
                   ),
                   c.at
            FROM chosen AS c
            WHERE c.kind = 'tag'
            ON CONFLICT (user_id, media_id, name) DO NOTHING
        )
        UPDATE history_import_rows AS r
        SET outcome = 'applied', written_at = c.at
        FROM chosen AS c
        WHERE r.import_id = %(import_id)s AND r.number = c.number
        """,
        {"import_id": import_id, "user_id": user_id, "now": now, "limit": limit},
    )
    return written.rowcount


def revert_batch(
    conn: Connection, *, import_id: UUID, user_id: UUID, now: datetime, limit: int
) -> int:
    """Take the next texts and tags back, except what was changed since."""
    return conn.execute(
        REVERT,
        {"import_id": import_id, "user_id": user_id, "now": now, "limit": limit},
    ).rowcount


REVERT = sql.SQL("""
    WITH chosen AS MATERIALIZED (
        SELECT r.number, r.kind, r.value, r.written_at, t.media_id
        FROM history_import_rows AS r
        LEFT JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        WHERE r.import_id = %(import_id)s
          AND r.kind IN ('review', 'note', 'tag')
          AND r.outcome = 'applied'
        ORDER BY r.number
        LIMIT %(limit)s
    ),
    unchanged AS MATERIALIZED (
        SELECT c.number, c.kind, c.media_id
        FROM chosen AS c
        JOIN user_notes AS n ON n.user_id = %(user_id)s AND n.media_id = c.media_id
        WHERE CASE c.kind
            WHEN 'note' THEN n.note = c.value AND n.note_at = c.written_at
            WHEN 'review' THEN n.review = c.value AND n.review_at = c.written_at
        END
    ),
    left_over AS MATERIALIZED (
        SELECT u.media_id,
               CASE WHEN bool_or(u.kind = 'note') THEN '' ELSE n.note END AS note,
               CASE WHEN bool_or(u.kind = 'review') THEN '' ELSE n.review END AS review
        FROM unchanged AS u
        JOIN user_notes AS n ON n.user_id = %(user_id)s AND n.media_id = u.media_id
        GROUP BY u.media_id, n.note, n.review
    ),
    deleted AS (
        DELETE FROM user_notes AS n
        USING left_over AS l
        WHERE n.user_id = %(user_id)s
          AND n.media_id = l.media_id
          AND l.note = ''
          AND l.review = ''
    ),
    emptied AS (
        UPDATE user_notes AS n
        SET note = l.note,
            note_at = CASE WHEN l.note <> '' THEN n.note_at END,
            review = l.review,
            review_at = CASE WHEN l.review <> '' THEN n.review_at END,
            review_has_spoilers = n.review_has_spoilers AND l.review <> '',
            updated_at = %(now)s
        FROM left_over AS l
        WHERE n.user_id = %(user_id)s
          AND n.media_id = l.media_id
          AND l.note || l.review <> ''
    ),
    untagged AS (
        DELETE FROM user_tags AS t
        USING chosen AS c
        WHERE c.kind = 'tag'
          AND t.user_id = %(user_id)s
          AND t.media_id = c.media_id
          AND lower(t.name) = lower(c.value)
          AND t.added_at = c.written_at
        RETURNING c.number
    ),
    reverted AS (
        SELECT number FROM unchanged
        UNION ALL
        SELECT number FROM untagged
    )
    {mark_reverted}
""").format(mark_reverted=MARK_REVERTED)
