"""
What becomes of each row: new, already there, or nothing.

An import only adds. A viewing is there if the history has one of the same title on the same day or
at the same moment, or the same play of the other service was imported before. Ranks count: of two
viewings on a day, of which one is there, one is new. Rows that were applied keep their outcome and
their rank, and the plays they became are left out of the comparison, so that a second look at a
half applied import comes to the same result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg import sql

from chalicelib.history_imports.store import list_writes, note_writes
from chalicelib.platform.db import Connection

#: Two services note one viewing at its beginning and its end of credits, or with slow clocks.
SAME_MOMENT = timedelta(minutes=10)
MIN_POSITION_PERCENT = 2
MAX_POSITION_PERCENT = 90

#: The rows with a title of the catalogue, what they are about, and why they cannot be applied.
TARGETS = sql.SQL("""
    target AS MATERIALIZED (
        SELECT r.number, r.kind, r.outcome, r.happened_at, r.precision, r.value, r.external_id,
               r.season_number, r.episode_number, t.media_id, m.media_type, e.id AS episode_id,
               coalesce(e.runtime_minutes, m.runtime_minutes) AS runtime_minutes,
               CASE
                   WHEN r.kind = 'game' AND m.media_type <> 'game' THEN 'unsupported'
                   WHEN m.media_type = 'game'
                        AND r.kind IN ('play', 'later', 'status', 'position')
                       THEN 'unsupported'
                   WHEN r.kind IN ('play', 'position') AND m.media_type = 'show' AND e.id IS NULL
                       THEN 'no_episode'
                   WHEN r.kind IN ('play', 'position') AND m.media_type = 'movie'
                        AND r.episode_number IS NOT NULL
                       THEN 'no_episode'
                   WHEN r.kind = 'rating' AND r.episode_number IS NOT NULL AND e.id IS NULL
                       THEN 'no_episode'
                   WHEN r.kind = 'status' AND m.media_type <> 'show' THEN 'unsupported'
               END AS fault
        FROM history_import_rows AS r
        JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        JOIN media_items AS m ON m.id = t.media_id
        LEFT JOIN show_episodes AS e
            ON e.media_id = t.media_id
            AND e.season_number = r.season_number
            AND e.episode_number = r.episode_number
        WHERE r.import_id = %(import_id)s AND r.outcome NOT IN ('invalid', 'undone', 'kept')
          AND (%(media_ids)s::bigint[] IS NULL OR t.media_id = ANY(%(media_ids)s::bigint[]))
    )
""")


@dataclass(frozen=True, slots=True)
class Part:
    """A title of the file, and the titles of the catalogue that it was and is matched with."""

    title_number: int
    media_ids: Sequence[int]


def classify(
    conn: Connection,
    *,
    import_id: UUID,
    user_id: UUID,
    time_zone: str,
    part: Part | None = None,
) -> None:
    """
    Set the outcome of every row that was not applied. Needs `plays.lock` to stay true.

    With `part`, of the rows that another match of one title can change.
    """
    parameters = {
        "title_number": part.title_number if part else None,
        "media_ids": list(part.media_ids) if part else None,
        "import_id": import_id,
        "user_id": user_id,
        "time_zone": time_zone,
        "same_moment": SAME_MOMENT,
        "least": MIN_POSITION_PERCENT,
        "most": MAX_POSITION_PERCENT,
        **note_writes.LIMITS,
        **list_writes.LIMITS,
    }
    for statement in (
        UNMATCHED,
        UNUSABLE,
        PLAYS,
        MARKS,
        POSITIONS,
        *note_writes.CLASSIFY,
        *list_writes.CLASSIFY,
    ):
        conn.execute(statement, parameters)


UNMATCHED = """
    UPDATE history_import_rows AS r
    SET message = '',
        outcome = CASE
            WHEN t.match IN ('uncertain', 'skipped') THEN t.match
            ELSE 'missing'
        END
    FROM history_import_titles AS t
    WHERE r.import_id = %(import_id)s
      AND t.import_id = r.import_id
      AND t.number = r.title_number
      AND t.media_id IS NULL
      AND r.outcome NOT IN ('invalid', 'applied', 'undone', 'kept')
      AND (%(title_number)s::integer IS NULL OR t.number = %(title_number)s)
"""

UNUSABLE = sql.SQL("""
    WITH {targets}
    UPDATE history_import_rows AS r
    SET outcome = t.fault,
        message = CASE
            WHEN t.fault = 'unsupported' THEN 'There is no place for this'
            WHEN t.media_type = 'movie' THEN 'This is an episode, but the title is a film'
            WHEN t.episode_number IS NULL THEN 'It does not say which episode'
            ELSE 'There is no episode ' || t.season_number || 'x' || t.episode_number
                || ' in the catalogue'
        END
    FROM target AS t
    WHERE r.import_id = %(import_id)s AND r.number = t.number
      AND t.fault IS NOT NULL AND t.outcome <> 'applied'
""").format(targets=TARGETS)

PLAYS = sql.SQL("""
    WITH {targets},
    own AS MATERIALIZED (
        SELECT play_id FROM history_import_rows
        WHERE import_id = %(import_id)s AND kind = 'play' AND play_id IS NOT NULL
    ),
    known AS (
        SELECT p.media_id, coalesce(p.episode_id, 0) AS episode, p.watched_at, p.precision,
               CASE p.precision
                   WHEN 'moment' THEN (p.watched_at AT TIME ZONE %(time_zone)s)::date
                   WHEN 'day' THEN (p.watched_at AT TIME ZONE 'UTC')::date
               END AS day
        FROM user_plays AS p
        WHERE p.user_id = %(user_id)s
          AND (%(media_ids)s::bigint[] IS NULL OR p.media_id = ANY(%(media_ids)s::bigint[]))
          AND p.id NOT IN (SELECT play_id FROM own)
    ),
    earlier AS MATERIALIZED (
        SELECT DISTINCT o.external_id
        FROM history_imports AS i
        JOIN history_imports AS before ON before.user_id = i.user_id AND before.format = i.format
        JOIN history_import_rows AS o ON o.import_id = before.id
        JOIN user_plays AS p ON p.id = o.play_id
        WHERE i.id = %(import_id)s AND before.id <> i.id AND o.kind = 'play'
          AND o.external_id IN (SELECT external_id FROM target)
    ),
    dated AS (
        SELECT t.*, coalesce(t.episode_id, 0) AS episode,
               CASE t.precision
                   WHEN 'moment' THEN (t.happened_at AT TIME ZONE %(time_zone)s)::date
                   WHEN 'day' THEN (t.happened_at AT TIME ZONE 'UTC')::date
               END AS day
        FROM target AS t
        WHERE t.kind = 'play' AND t.fault IS NULL
    ),
    ranked AS (
        SELECT d.*,
               row_number() OVER (
                   PARTITION BY d.media_id, d.episode, d.precision, d.happened_at, d.external_id
                   ORDER BY d.number
               ) > 1
               AND (d.external_id IS NOT NULL OR d.precision = 'moment') AS is_repeated,
               row_number() OVER (
                   PARTITION BY d.media_id, d.episode, d.precision,
                                date_trunc('minute', d.happened_at)
                   ORDER BY d.number
               ) AS in_minute,
               row_number() OVER (
                   PARTITION BY d.media_id, d.episode, d.precision, d.day ORDER BY d.number
               ) AS in_day,
               d.external_id IN (SELECT external_id FROM earlier) AS was_imported
        FROM dated AS d
    ),
    -- Rows and plays in one list: counting in it takes one sort, under any plan.
    listed AS (
        SELECT r.number, r.media_id, r.episode, r.precision, r.happened_at AS at, r.day,
               r.in_minute, r.in_day, r.is_repeated,
               coalesce(r.was_imported, false) AS was_imported, false AS is_known
        FROM ranked AS r
        UNION ALL
        SELECT NULL, k.media_id, k.episode, k.precision, k.watched_at, k.day, NULL, NULL, false,
               false, true
        FROM known AS k
    ),
    compared AS (
        SELECT l.number, l.media_id, l.episode, l.precision, l.in_day, l.is_repeated,
               l.was_imported, l.is_known,
               l.in_minute <= count(*) FILTER (WHERE l.is_known AND l.precision = 'moment')
                   OVER nearby AS is_same_moment,
               l.in_day <= count(*) FILTER (WHERE l.is_known AND l.precision = 'day')
                   OVER daily AND l.day IS NOT NULL AS is_same_dated,
               l.in_day <= count(*) FILTER (WHERE l.is_known) OVER daily AND l.day IS NOT NULL
                   AS is_same_day,
               count(*) FILTER (WHERE l.is_known) OVER whole AS known_plays
        FROM listed AS l
        WINDOW whole AS (PARTITION BY l.media_id, l.episode),
               daily AS (PARTITION BY l.media_id, l.episode, l.day),
               nearby AS (
                   PARTITION BY l.media_id, l.episode ORDER BY l.at
                   RANGE BETWEEN %(same_moment)s PRECEDING AND %(same_moment)s FOLLOWING
               )
    ),
    decided AS (
        SELECT c.*,
               c.is_repeated OR c.was_imported OR CASE c.precision
                   WHEN 'moment' THEN c.is_same_moment OR c.is_same_dated
                   WHEN 'day' THEN c.is_same_day
                   ELSE false
               END AS is_there
        FROM compared AS c
        WHERE NOT c.is_known
    ),
    counted AS (
        SELECT d.*,
               count(*) FILTER (
                   WHERE d.is_there AND d.precision <> 'unknown' AND NOT d.is_repeated
               ) OVER (PARTITION BY d.media_id, d.episode) AS known_dated
        FROM decided AS d
    )
    UPDATE history_import_rows AS r
    SET message = '',
        outcome = CASE
            WHEN c.is_there THEN 'there'
            WHEN c.precision = 'unknown' AND c.in_day <= c.known_plays - c.known_dated
                THEN 'there'
            ELSE 'new'
        END
    FROM counted AS c
    WHERE r.import_id = %(import_id)s AND r.number = c.number AND r.outcome <> 'applied'
""").format(targets=TARGETS)

#: Ratings, lists and statuses: what a person has stays as it is.
MARKS = sql.SQL("""
    WITH {targets},
    ranked AS (
        SELECT t.*,
               row_number() OVER (
                   PARTITION BY t.kind, t.media_id, t.episode_id,
                                CASE WHEN t.kind = 'rating' THEN t.season_number END
                   ORDER BY t.happened_at DESC NULLS LAST, t.number
               ) AS place
        FROM target AS t
        WHERE t.kind IN ('rating', 'later', 'favorite', 'status', 'game') AND t.fault IS NULL
    )
    UPDATE history_import_rows AS r
    SET message = '',
        outcome = CASE
            WHEN t.place > 1 THEN 'there'
            WHEN CASE t.kind
                WHEN 'rating' THEN EXISTS (
                    SELECT
                    FROM user_ratings AS o
                    WHERE o.user_id = %(user_id)s
                      AND o.media_id = t.media_id
                      AND o.episode_id IS NOT DISTINCT FROM t.episode_id
                      AND o.season_number IS NOT DISTINCT FROM
                          CASE WHEN t.episode_id IS NULL THEN t.season_number END
                )
                WHEN 'later' THEN EXISTS (
                    SELECT
                    FROM user_watch_later AS o
                    WHERE o.user_id = %(user_id)s AND o.media_id = t.media_id
                )
                WHEN 'favorite' THEN EXISTS (
                    SELECT
                    FROM user_favorites AS o
                    WHERE o.user_id = %(user_id)s AND o.media_id = t.media_id
                )
                WHEN 'game' THEN EXISTS (
                    SELECT
                    FROM user_games AS o
                    WHERE o.user_id = %(user_id)s AND o.media_id = t.media_id
                )
                ELSE EXISTS (
                    SELECT
                    FROM user_statuses AS o
                    WHERE o.user_id = %(user_id)s AND o.media_id = t.media_id
                )
            END THEN 'there'
            ELSE 'new'
        END
    FROM ranked AS t
    WHERE r.import_id = %(import_id)s AND r.number = t.number AND r.outcome <> 'applied'
""").format(targets=TARGETS)

#: A position in something that was watched, or nearly was, would bring it back as half watched.
POSITIONS = sql.SQL("""
    WITH {targets},
    ranked AS (
        SELECT t.*,
               row_number() OVER (
                   PARTITION BY t.media_id, t.episode_id
                   ORDER BY t.happened_at DESC NULLS LAST, t.number
               ) AS place
        FROM target AS t
        WHERE t.kind = 'position' AND t.fault IS NULL
    )
    UPDATE history_import_rows AS r
    SET message = CASE WHEN t.runtime_minutes IS NULL THEN 'Its length is not known' ELSE '' END,
        outcome = CASE
            WHEN t.place > 1
                 OR t.value::numeric NOT BETWEEN %(least)s AND %(most)s
                 OR (t.media_id, coalesce(t.episode_id, 0)) IN (
                     SELECT p.media_id, coalesce(p.episode_id, 0)
                     FROM target AS p
                     WHERE p.kind = 'play'
                 )
                 OR EXISTS (
                     SELECT
                     FROM user_watched AS w
                     WHERE w.user_id = %(user_id)s
                       AND w.media_id = t.media_id
                       AND w.episode_id IS NOT DISTINCT FROM t.episode_id
                 )
                 OR EXISTS (
                     SELECT
                     FROM user_progress AS o
                     WHERE o.user_id = %(user_id)s
                       AND o.media_id = t.media_id
                       AND o.episode_id IS NOT DISTINCT FROM t.episode_id
                 )
                THEN 'there'
            WHEN t.runtime_minutes IS NULL THEN 'unsupported'
            ELSE 'new'
        END
    FROM ranked AS t
    WHERE r.import_id = %(import_id)s AND r.number = t.number AND r.outcome <> 'applied'
""").format(targets=TARGETS)
