"""
Writes new rows into a person's history, and takes written ones back.

Texts and lists have statements of their own, in `note_writes` and `list_writes`.

Everything here needs a transaction and `lock_plays` of tracking.
"""

from datetime import datetime
from uuid import UUID

from psycopg import sql

from chalicelib.history_imports.store.import_rows import MARK_REVERTED
from chalicelib.platform.db import Connection

TARGETS = sql.SQL("""
    chosen AS MATERIALIZED (
        SELECT r.number, r.kind, r.happened_at, r.precision, r.value, r.season_number, r.play_id,
               r.written_at, t.media_id, e.id AS episode_id,
               60 * coalesce(e.runtime_minutes, m.runtime_minutes) AS duration_seconds
        FROM history_import_rows AS r
        JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        LEFT JOIN media_items AS m ON m.id = t.media_id
        LEFT JOIN show_episodes AS e
            ON e.media_id = t.media_id
            AND e.season_number = r.season_number
            AND e.episode_number = r.episode_number
        WHERE r.import_id = %(import_id)s AND r.outcome = %(outcome)s
          AND r.kind NOT IN ('list', 'review', 'note', 'tag')
          AND (t.media_id IS NOT NULL OR r.outcome = 'applied')
        ORDER BY r.number
        LIMIT %(limit)s
    )
""")


def apply_batch(
    conn: Connection, *, import_id: UUID, user_id: UUID, now: datetime, limit: int
) -> tuple[int, list[int]]:
    """
    Write the next new rows; returns how many, and the titles with new plays.

    Plays count as recorded when they were: Continue watching must not fill with shows of long ago.
    Those of an unknown time count as recorded in 1970.
    """
    row = conn.execute(
        APPLY,
        {
            "import_id": import_id,
            "user_id": user_id,
            "now": now,
            "limit": limit,
            "outcome": "new",
        },
    ).fetchone()
    return (0, []) if row is None else (int(row[0]), list(row[1]))


#: One statement: what is written is what `chosen` has. A row gets its play's number beforehand.
APPLY = sql.SQL("""
    WITH {targets},
    timed AS MATERIALIZED (
        SELECT c.*,
               CASE
                   WHEN c.kind = 'play' THEN coalesce(c.happened_at, to_timestamp(0))
                   WHEN c.kind = 'status' THEN %(now)s
                   ELSE least(coalesce(c.happened_at, %(now)s), %(now)s)
               END AS at,
               CASE c.kind
                   WHEN 'play' THEN nextval(pg_get_serial_sequence('user_plays', 'id'))
                   WHEN 'game' THEN nextval(pg_get_serial_sequence('user_playthroughs', 'id'))
               END AS new_play_id,
               split_part(c.value, ' ', 1) AS game_status,
               CASE WHEN c.kind = 'game' THEN split_part(c.value, ' ', 2)::integer END AS minutes,
               (c.happened_at AT TIME ZONE 'UTC')::date AS day
        FROM chosen AS c
    ),
    plays AS (
        INSERT INTO user_plays (
            id, user_id, media_id, episode_id, watched_at, precision, source, created_at
        )
        OVERRIDING SYSTEM VALUE
        SELECT t.new_play_id, %(user_id)s, t.media_id, t.episode_id,
               coalesce(t.happened_at, '-infinity'), t.precision, 'import', t.at
        FROM timed AS t
        WHERE t.kind = 'play'
        RETURNING media_id
    ),
    ratings AS (
        INSERT INTO user_ratings (
            user_id, media_id, season_number, episode_id, rating, updated_at
        )
        SELECT %(user_id)s, t.media_id, CASE WHEN t.episode_id IS NULL THEN t.season_number END,
               t.episode_id, t.value::numeric, t.at
        FROM timed AS t
        WHERE t.kind = 'rating'
        ON CONFLICT ON CONSTRAINT user_ratings_once DO NOTHING
    ),
    listed AS (
        INSERT INTO user_watch_later (user_id, media_id, updated_at, position)
        SELECT %(user_id)s, t.media_id, t.at, -extract(epoch FROM t.at)
        FROM timed AS t
        WHERE t.kind = 'later'
        ON CONFLICT (user_id, media_id) DO NOTHING
    ),
    favorites AS (
        INSERT INTO user_favorites (user_id, media_id, updated_at)
        SELECT %(user_id)s, t.media_id, t.at
        FROM timed AS t
        WHERE t.kind = 'favorite'
        ON CONFLICT (user_id, media_id) DO NOTHING
    ),
    statuses AS (
        INSERT INTO user_statuses (user_id, media_id, status, updated_at)
        SELECT %(user_id)s, t.media_id, t.value, t.at
        FROM timed AS t
        WHERE t.kind = 'status'
        ON CONFLICT (user_id, media_id) DO NOTHING
    ),
    positions AS (
        INSERT INTO user_progress (
            user_id, media_id, episode_id, position_seconds, duration_seconds, updated_at
        )
        SELECT %(user_id)s, t.media_id, t.episode_id,
               round(t.duration_seconds * t.value::numeric / 100), t.duration_seconds, t.at
        FROM timed AS t
        WHERE t.kind = 'position'
        ON CONFLICT ON CONSTRAINT user_progress_one_position DO NOTHING
    ),
    games AS (
        INSERT INTO user_games (
            user_id, media_id, status, moved_at, minutes_played, last_played_at, active_at
        )
        SELECT %(user_id)s, t.media_id, t.game_status, t.at, t.minutes,
               CASE WHEN t.game_status = 'completed'
                   THEN (t.day + time '12:00') AT TIME ZONE 'UTC' END,
               t.at
        FROM timed AS t
        WHERE t.kind = 'game'
        ON CONFLICT (user_id, media_id) DO NOTHING
        RETURNING media_id
    ),
    playthroughs AS (
        INSERT INTO user_playthroughs (
            id, user_id, media_id, finished_on, completion, other_minutes, created_at
        )
        OVERRIDING SYSTEM VALUE
        SELECT t.new_play_id, %(user_id)s, t.media_id,
               CASE WHEN t.game_status = 'completed' THEN t.day END,
               CASE WHEN t.game_status = 'completed' THEN 'story' END,
               t.minutes, t.at
        FROM timed AS t
        JOIN games AS g ON g.media_id = t.media_id
        WHERE t.kind = 'game' AND (t.minutes > 0 OR t.game_status NOT IN ('wishlist', 'backlog'))
    ),
    marked AS (
        UPDATE history_import_rows AS r
        SET outcome = 'applied', play_id = t.new_play_id, written_at = t.at
        FROM timed AS t
        WHERE r.import_id = %(import_id)s AND r.number = t.number
        RETURNING r.number
    )
    SELECT (SELECT count(*) FROM marked),
           ARRAY(SELECT DISTINCT media_id FROM plays)
""").format(targets=TARGETS)


def revert_batch(
    conn: Connection, *, import_id: UUID, user_id: UUID, limit: int
) -> tuple[int, list[int]]:
    """
    Take the next written rows back, except what was changed since; how many rows were looked at,
    and the titles whose plays went.
    """
    row = conn.execute(
        REVERT,
        {"import_id": import_id, "user_id": user_id, "limit": limit, "outcome": "applied"},
    ).fetchone()
    return (0, []) if row is None else (int(row[0]), list(row[1]))


REVERT = sql.SQL("""
    WITH {targets},
    plays AS (
        DELETE FROM user_plays AS p
        USING chosen AS c
        WHERE c.kind = 'play'
          AND p.id = c.play_id
          AND p.user_id = %(user_id)s
          AND p.watched_at = coalesce(c.happened_at, '-infinity')
          AND p.precision = c.precision
        RETURNING c.number, p.media_id
    ),
    ratings AS (
        DELETE FROM user_ratings AS o
        USING chosen AS c
        WHERE c.kind = 'rating'
          AND o.user_id = %(user_id)s
          AND o.media_id = c.media_id
          AND o.episode_id IS NOT DISTINCT FROM c.episode_id
          AND o.season_number IS NOT DISTINCT FROM
              CASE WHEN c.episode_id IS NULL THEN c.season_number END
          AND o.rating = c.value::numeric
          AND o.updated_at = c.written_at
        RETURNING c.number
    ),
    listed AS (
        DELETE FROM user_watch_later AS o
        USING chosen AS c
        WHERE c.kind = 'later'
          AND o.user_id = %(user_id)s
          AND o.media_id = c.media_id
          AND o.updated_at = c.written_at
        RETURNING c.number
    ),
    favorites AS (
        DELETE FROM user_favorites AS o
        USING chosen AS c
        WHERE c.kind = 'favorite'
          AND o.user_id = %(user_id)s
          AND o.media_id = c.media_id
          AND o.updated_at = c.written_at
        RETURNING c.number
    ),
    statuses AS (
        DELETE FROM user_statuses AS o
        USING chosen AS c
        WHERE c.kind = 'status'
          AND o.user_id = %(user_id)s
          AND o.media_id = c.media_id
          AND o.status = c.value
          AND o.updated_at = c.written_at
        RETURNING c.number
    ),
    positions AS (
        DELETE FROM user_progress AS o
        USING chosen AS c
        WHERE c.kind = 'position'
          AND o.user_id = %(user_id)s
          AND o.media_id = c.media_id
          AND o.episode_id IS NOT DISTINCT FROM c.episode_id
          AND o.updated_at = c.written_at
        RETURNING c.number
    ),
    games AS (
        DELETE FROM user_games AS o
        USING chosen AS c
        WHERE c.kind = 'game'
          AND o.user_id = %(user_id)s
          AND o.media_id = c.media_id
          AND o.status = split_part(c.value, ' ', 1)
          AND o.minutes_played = split_part(c.value, ' ', 2)::integer
          AND o.moved_at = c.written_at
        RETURNING c.number, c.play_id
    ),
    playthroughs AS (
        DELETE FROM user_playthroughs AS p
        USING games AS g
        WHERE p.id = g.play_id AND p.user_id = %(user_id)s
    ),
    reverted AS (
        SELECT number FROM plays
        UNION ALL SELECT number FROM ratings
        UNION ALL SELECT number FROM listed
        UNION ALL SELECT number FROM favorites
        UNION ALL SELECT number FROM statuses
        UNION ALL SELECT number FROM positions
        UNION ALL SELECT number FROM games
    ),
    marked AS (
        {mark_reverted}
        RETURNING r.number
    )
    SELECT (SELECT count(*) FROM marked),
           ARRAY(SELECT DISTINCT media_id FROM plays)
""").format(targets=TARGETS, mark_reverted=MARK_REVERTED)
