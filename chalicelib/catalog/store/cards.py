"""Titles as cards, and the marks of one user on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.catalog.models import Mark, MediaCard
from chalicelib.catalog.models.search import PersonCard
from chalicelib.platform.db import Connection

#: Shorter arrays are padded with NULL. PostgreSQL keeps a generic plan only when it costs no more
#: than custom ones; the generic plan assumes ten ids, and planning takes three times as long as
#: running.
MIN_IDS = 16

#: Cards; `own` are the columns of the user's marks.
CARDS = """
    SELECT m.id, m.media_type, m.title, m.year, m.overview, m.runtime_minutes,
           coalesce(tags.names, '{{}}') AS genres,
           m.poster_url, m.poster_placeholder, m.backdrop_url, m.backdrop_placeholder,
           m.logo_url, score.rating::float8 AS rating,
           {own}
    FROM media_items AS m
    JOIN media_scores AS score ON score.media_id = m.id
    LEFT JOIN (
        SELECT mg.media_id, array_agg(g.name ORDER BY mg.position, g.name) AS names
        FROM media_genres AS mg
        JOIN genres AS g ON g.id = mg.genre_id
        WHERE mg.media_id = ANY(%(ids)s::bigint[])
        GROUP BY mg.media_id
    ) AS tags ON tags.media_id = m.id
    {joined}
    WHERE m.id = ANY(%(ids)s::bigint[])
"""

MARKS = """
    SELECT did.media_id,
           did.in_library,
           did.at_hand,
           CASE
               WHEN m.media_type = 'show'
                   THEN nullif(100 * e.seen / nullif(e.aired, 0), 0)::integer
               ELSE nullif(did.percent, 0)
           END AS progress_percent,
           CASE WHEN e.aired > 0 THEN e.seen = e.aired ELSE did.watched END AS watched,
           did.watch_later,
           did.favorite,
           did.own_rating::float8 AS own_rating,
           CASE WHEN m.media_type <> 'game' THEN watch_status(
               did.chosen,
               coalesce(CASE
                   WHEN did.chosen = 'completed' THEN e.newest_air_date > did.chosen_at::date
                   ELSE did.watched_at > did.chosen_at
               END, false),
               did.is_begun,
               CASE WHEN e.aired > 0 THEN e.seen = e.aired ELSE did.watched END
           ) END AS watch_status,
           did.game_status,
           m.media_type = 'show' AND (
               did.follows
               OR did.in_library AND NOT did.mutes AND NOT title_has_ended(m.end_year, m.status)
           ) AS followed,
           did.wanted,
           did.has_history
    FROM (
        SELECT media_id,
               bool_or(what IN ('file', 'at hand')) AS in_library,
               bool_or(what = 'at hand') AS at_hand,
               max(percent) AS percent,
               bool_or(what = 'watched' OR what = 'game' AND chosen = 'completed') AS watched,
               bool_or(what = 'later') AS watch_later,
               bool_or(what = 'favorite') AS favorite,
               bool_or(what = 'follow') AS follows,
               bool_or(what = 'mute') AS mutes,
               bool_or(what = 'wanted') AS wanted,
               max(rating) AS own_rating,
               max(chosen) FILTER (WHERE what = 'status') AS chosen,
               max(chosen) FILTER (WHERE what = 'game') AS game_status,
               max(at) FILTER (WHERE what = 'status') AS chosen_at,
               max(at) FILTER (WHERE what <> 'status') AS watched_at,
               bool_or(what IN ('progress', 'watched', 'episode')) AS is_begun,
               bool_or(what = 'episode') AS has_begun,
               bool_or(
                   what IN ('file', 'at hand', 'progress', 'watched', 'episode')
               ) AS has_history
        FROM (
            SELECT t.media_id,
                   CASE
                       WHEN EXISTS (
                           SELECT
                           FROM library_items AS l
                           WHERE l.media_id = t.media_id
                             AND l.match_state = 'matched'
                             AND l.probe_error = ''
                             AND is_at_hand(l, (SELECT library_away()))
                           OFFSET 0 -- the first of them tells
                       ) THEN 'at hand'
                       ELSE 'file'
                   END AS what,
                   NULL::integer AS percent, NULL::numeric AS rating, NULL AS chosen,
                   NULL::timestamptz AS at
            FROM library_titles AS t
            WHERE t.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT wl.media_id, 'later', NULL, NULL, NULL, NULL
            FROM user_watch_later AS wl
            WHERE wl.user_id = %(user_id)s AND wl.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT p.media_id, 'progress',
                   CASE
                       WHEN p.episode_id IS NOT NULL THEN NULL
                       WHEN p.completed_at IS NOT NULL THEN 100
                       ELSE 100 * p.position_seconds / p.duration_seconds
                   END,
                   NULL, NULL, p.updated_at
            FROM user_progress AS p
            WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT w.media_id, CASE WHEN w.episode_id IS NULL THEN 'watched' ELSE 'episode' END,
                   NULL, NULL, NULL, w.updated_at
            FROM user_watched AS w
            WHERE w.user_id = %(user_id)s AND w.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT f.media_id, 'favorite', NULL, NULL, NULL, NULL
            FROM user_favorites AS f
            WHERE f.user_id = %(user_id)s AND f.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT f.media_id, f.state, NULL, NULL, NULL, NULL
            FROM user_follows AS f
            WHERE f.user_id = %(user_id)s AND f.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT w.media_id, 'wanted', NULL, NULL, NULL, NULL
            FROM user_wanted AS w
            WHERE w.user_id = %(user_id)s
              AND w.media_id = ANY(%(ids)s::bigint[])
              AND NOT w.is_excluded
              AND NOT EXISTS (
                  SELECT
                  FROM library_shelf AS i
                  WHERE i.media_id = w.media_id
                    AND i.episode_id IS NOT DISTINCT FROM w.episode_id
              )
            UNION ALL
            SELECT u.media_id, 'wanted', NULL, NULL, NULL, NULL
            FROM user_wanted_upcoming AS u
            WHERE u.user_id = %(user_id)s AND u.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT s.media_id, 'status', NULL, NULL, s.status, s.updated_at
            FROM user_statuses AS s
            WHERE s.user_id = %(user_id)s AND s.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT g.media_id, 'game', NULL, NULL, g.status, NULL
            FROM user_games AS g
            WHERE g.user_id = %(user_id)s AND g.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT r.media_id, 'rating', NULL, r.rating, NULL, NULL
            FROM user_ratings AS r
            WHERE r.user_id = %(user_id)s
              AND r.media_id = ANY(%(ids)s::bigint[])
              AND r.season_number IS NULL
              AND r.episode_id IS NULL
        ) AS events
        GROUP BY media_id
    ) AS did
    JOIN media_items AS m ON m.id = did.media_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS aired, count(seen.id) AS seen, max(s.air_date) AS newest_air_date
        FROM show_episodes AS s
        LEFT JOIN user_watched AS seen
            ON seen.user_id = %(user_id)s
            AND seen.media_id = s.media_id
            AND seen.episode_id = s.id
        -- Skips the count of episodes of shows the user has not begun. Must stand in the subquery:
        -- a join condition would be evaluated after it.
        WHERE (did.has_begun OR did.chosen = 'completed')
          AND m.media_type = 'show'
          AND s.media_id = m.id
          AND s.season_number > 0
          AND (s.air_date IS NULL OR s.air_date <= (SELECT person_today(%(user_id)s, %(now)s)))
    ) AS e ON true
"""

UNMARKED_CARDS = (
    sql.SQL(CARDS)
    .format(
        own=sql.SQL(
            """false AS in_library, false AS at_hand, NULL::integer AS progress_percent,
           false AS watched, false AS watch_later, false AS favorite, NULL::float8 AS own_rating,
           NULL AS watch_status, NULL AS game_status, false AS followed, false AS wanted"""
        ),
        joined=sql.SQL(""),
    )
    .as_string()
)  # a plain string has its conversion cached by psycopg
MARKED_CARDS = (
    sql.SQL(CARDS)
    .format(
        own=sql.SQL(
            """coalesce(own.in_library, false) AS in_library,
           coalesce(own.at_hand, false) AS at_hand, own.progress_percent,
           coalesce(own.watched, false) AS watched,
           coalesce(own.watch_later, false) AS watch_later,
           coalesce(own.favorite, false) AS favorite, own.own_rating, own.watch_status,
           own.game_status, coalesce(own.followed, false) AS followed,
           coalesce(own.wanted, false) AS wanted"""
        ),
        joined=sql.SQL("LEFT JOIN ({marks}) AS own ON own.media_id = m.id").format(
            marks=sql.SQL(MARKS)
        ),
    )
    .as_string()
)


def unmarked(conn: Connection, *, ids: Sequence[int]) -> list[MediaCard]:
    """The cards of `ids` without marks, unordered."""
    with conn.cursor(row_factory=class_row(MediaCard)) as cur:
        cur.execute(UNMARKED_CARDS, {"ids": _array(ids)})
        return cur.fetchall()


def marked(
    conn: Connection, *, ids: Sequence[int], user_id: UUID, now: datetime
) -> list[MediaCard]:
    """The cards of `ids` with the user's marks, unordered."""
    with conn.cursor(row_factory=class_row(MediaCard)) as cur:
        cur.execute(MARKED_CARDS, {"ids": _array(ids), "user_id": user_id, "now": now})
        return cur.fetchall()


def marks(conn: Connection, *, ids: Sequence[int], user_id: UUID, now: datetime) -> list[Mark]:
    """
    The user's marks on `ids`; titles without marks are left out.

    Specials and episodes that have not aired do not count towards the progress of a show.
    """
    with conn.cursor(row_factory=class_row(Mark)) as cur:
        cur.execute(MARKS, {"ids": _array(ids), "user_id": user_id, "now": now})
        return cur.fetchall()


def _array(ids: Sequence[int]) -> str:
    """An array literal, which is quicker than psycopg's adaptation of each number."""
    numbers = [*map(str, ids), *["NULL"] * (MIN_IDS - len(ids))]
    return f"{{{','.join(numbers)}}}"


def people(conn: Connection, *, ids: Sequence[int]) -> list[PersonCard]:
    """People with the titles they are best known for, in the order of `ids`."""
    with conn.cursor(row_factory=class_row(PersonCard)) as cur:
        cur.execute(
            """
            SELECT p.id, p.name, p.profile_url, p.profile_placeholder, p.known_for,
                   ARRAY(
                       SELECT m.title
                       FROM (
                           SELECT DISTINCT coalesce(c.movie_id, c.show_id) AS id
                           FROM credits AS c
                           WHERE c.person_id = p.id
                       ) AS made
                       JOIN media_scores AS s ON s.media_id = made.id
                       JOIN media_items AS m ON m.id = made.id
                       ORDER BY s.votes DESC, s.popularity DESC, m.id
                       LIMIT 3
                   ) AS titles
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS requested (id, position)
            JOIN people AS p ON p.id = requested.id
            ORDER BY requested.position
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()
