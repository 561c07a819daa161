"""The log of a title, put together from what is stored of it when it is read."""

from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.title_log.models import LogQuery, LogRow

#: Columns: at, is_day, kind, ref, value, source, season_number, episode_id, last_id, count.
#: What was marked, wanted or found together is one entry.
STATEMENT = """
WITH happened (
    at, is_day, kind, ref, value, source, season_number, episode_id, last_id, count
) AS (
    SELECT p.watched_at, p.precision <> 'moment', 'seen', min(p.id), NULL, p.source,
           NULL::smallint,
           (array_agg(p.episode_id ORDER BY e.season_number, e.episode_number))[1],
           (array_agg(p.episode_id ORDER BY e.season_number DESC, e.episode_number DESC))[1],
           count(*)
    FROM user_plays AS p
    LEFT JOIN show_episodes AS e ON e.id = p.episode_id
    WHERE p.user_id = %(user_id)s AND p.media_id = %(media_id)s
    GROUP BY p.watched_at, p.precision, p.source, p.created_at
    UNION ALL
    SELECT v.at, false, v.kind, v.id, v.value, NULL, v.season_number, v.episode_id, NULL, 1
    FROM user_title_moves AS v
    WHERE v.user_id = %(user_id)s AND v.media_id = %(media_id)s
    UNION ALL
    SELECT f.updated_at, false, 'favorite', 0, NULL, NULL, NULL, NULL, NULL, 1
    FROM user_favorites AS f
    WHERE f.user_id = %(user_id)s AND f.media_id = %(media_id)s
    UNION ALL
    SELECT l.updated_at, false, 'watch_later', 0, NULL, NULL, NULL, NULL, NULL, 1
    FROM user_watch_later AS l
    WHERE l.user_id = %(user_id)s AND l.media_id = %(media_id)s
    UNION ALL
    SELECT f.updated_at, false, 'follow', f.id, f.state, NULL, NULL, NULL, NULL, 1
    FROM user_follows AS f
    WHERE f.user_id = %(user_id)s AND f.media_id = %(media_id)s
    UNION ALL
    SELECT w.added_at, false, 'wanted', min(w.id), NULL, NULL, NULL,
           (array_agg(w.episode_id ORDER BY e.season_number, e.episode_number))[1],
           (array_agg(w.episode_id ORDER BY e.season_number DESC, e.episode_number DESC))[1],
           count(*)
    FROM user_wanted AS w
    LEFT JOIN show_episodes AS e ON e.id = w.episode_id
    WHERE w.user_id = %(user_id)s AND w.media_id = %(media_id)s AND NOT w.is_excluded
    GROUP BY w.added_at
    UNION ALL
    SELECT i.added_at, false, 'collection', c.id, c.name, NULL, NULL, NULL, NULL, 1
    FROM collection_items AS i
    JOIN collections AS c ON c.id = i.collection_id AND c.user_id = %(user_id)s
    WHERE i.media_id = %(media_id)s AND i.added_at IS NOT NULL
    UNION ALL
    SELECT n.at, false, n.kind, 0, NULL, NULL, NULL, NULL, NULL, 1
    FROM user_notes AS w
    CROSS JOIN LATERAL (VALUES ('note', w.note_at), ('review', w.review_at)) AS n (kind, at)
    WHERE w.user_id = %(user_id)s AND w.media_id = %(media_id)s AND n.at IS NOT NULL
    UNION ALL
    SELECT t.added_at, false, 'tag', hashtextextended(t.name, 0), t.name, NULL, NULL, NULL, NULL, 1
    FROM user_tags AS t
    WHERE t.user_id = %(user_id)s AND t.media_id = %(media_id)s
    UNION ALL
    SELECT s.played_at, false, 'session', s.id, s.minutes::text, NULL, NULL, NULL, NULL, 1
    FROM user_playthroughs AS r
    JOIN user_game_sessions AS s ON s.playthrough_id = r.id
    WHERE r.user_id = %(user_id)s AND r.media_id = %(media_id)s
    UNION ALL
    SELECT j.completed_at, false, 'downloaded', hashtextextended(j.id::text, 0), NULL, NULL,
           j.season_number::smallint, e.id, NULL, 1
    FROM download_jobs AS j
    LEFT JOIN show_episodes AS e
        ON e.media_id = j.media_id
        AND e.season_number = j.season_number
        AND e.episode_number = j.episode_number
    WHERE j.user_id = %(user_id)s
      AND j.media_id = %(media_id)s
      AND j.completed_at IS NOT NULL
    UNION ALL
    -- Files of one hour came together.
    SELECT max(i.discovered_at), false, 'added', min(hashtextextended(i.id::text, 0)), NULL, NULL,
           NULL,
           (array_agg(i.episode_id ORDER BY e.season_number, e.episode_number))[1],
           (array_agg(i.episode_id ORDER BY e.season_number DESC, e.episode_number DESC))[1],
           count(*)
    FROM library_items AS i
    LEFT JOIN show_episodes AS e ON e.id = i.episode_id
    WHERE i.media_id = %(media_id)s AND i.match_state = 'matched'
    GROUP BY date_trunc('hour', i.discovered_at)
)
SELECT h.kind, h.ref, nullif(h.at, '-infinity') AS at, h.is_day, h.value, h.source, h.count,
       coalesce(first.season_number, h.season_number) AS season_number, first.episode_number,
       last.season_number AS last_season_number, last.episode_number AS last_episode_number
FROM (
    SELECT *
    FROM happened AS h
    WHERE %(after_kind)s::text IS NULL
       OR (h.at, h.kind COLLATE "C", h.ref)
           < (%(after_at)s::timestamptz, %(after_kind)s::text COLLATE "C", %(after_ref)s::bigint)
    ORDER BY h.at DESC, h.kind COLLATE "C" DESC, h.ref DESC
    LIMIT %(limit)s
) AS h
LEFT JOIN show_episodes AS first ON first.id = h.episode_id
LEFT JOIN show_episodes AS last ON last.id = h.last_id
ORDER BY h.at DESC, h.kind COLLATE "C" DESC, h.ref DESC
"""


def page(
    conn: Connection, *, user_id: UUID, media_id: int, query: LogQuery, limit: int
) -> list[LogRow]:
    """What happened with a title, the newest first."""
    after_at, after_kind, after_ref = query.after or (None, None, None)
    with conn.cursor(row_factory=class_row(LogRow)) as cur:
        cur.execute(
            STATEMENT,
            {
                "user_id": user_id,
                "media_id": media_id,
                "after_at": after_at,
                "after_kind": after_kind,
                "after_ref": after_ref,
                "limit": limit,
            },
        )
        return cur.fetchall()
