"""Titles as cards, with what they are to one person."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaCard, PersonCard
from chalicelib.platform.db import Connection

#: PostgreSQL keeps a plan only when it looks no dearer than one made for the values at hand. The
#: kept one assumes ten ids, so fewer are filled up; planning takes three times as long as running.
FEWEST = 16

CARDS = """
    SELECT m.id, m.media_type, m.title, m.year, m.overview, m.runtime_minutes,
           coalesce(tags.names, '{}') AS genres,
           m.poster_url, m.backdrop_url, m.logo_url, score.rating::float8 AS rating,
           (
               SELECT true FROM library_items AS l
               WHERE l.media_id = m.id AND l.match_state = 'matched'
               LIMIT 1
           ) IS NOT NULL AS in_library,
           CASE
               WHEN m.media_type = 'show'
                   THEN nullif(100 * e.seen / nullif(e.aired, 0), 0)::integer
               WHEN p.completed_at IS NOT NULL THEN 100
               ELSE nullif(100 * p.position_seconds / p.duration_seconds, 0)
           END AS progress_percent,
           CASE WHEN e.aired > 0 THEN e.seen = e.aired ELSE w.id IS NOT NULL END AS watched,
           (
               SELECT true FROM user_watch_later AS wl
               WHERE wl.user_id = %(user_id)s AND wl.media_id = m.id
               LIMIT 1
           ) IS NOT NULL AS watch_later
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, position)
    JOIN media_items AS m ON m.id = wanted.id
    JOIN media_scores AS score ON score.media_id = m.id
    LEFT JOIN (
        SELECT mg.media_id, array_agg(g.name ORDER BY mg.position, g.name) AS names
        FROM media_genres AS mg
        JOIN genres AS g ON g.id = mg.genre_id
        WHERE mg.media_id = ANY(%(ids)s::bigint[])
        GROUP BY mg.media_id
    ) AS tags ON tags.media_id = m.id
    -- LIMIT makes each of these a look into an index per card: what somebody did with a
    -- hundred titles must not cost a walk through everything they ever did.
    LEFT JOIN LATERAL (
        SELECT p.position_seconds, p.duration_seconds, p.completed_at
        FROM user_progress AS p
        WHERE p.user_id = %(user_id)s AND p.media_id = m.id AND p.episode_id IS NULL
        LIMIT 1
    ) AS p ON true
    LEFT JOIN LATERAL (
        SELECT w.id
        FROM user_watched AS w
        WHERE w.user_id = %(user_id)s AND w.media_id = m.id AND w.episode_id IS NULL
        LIMIT 1
    ) AS w ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS aired, count(seen.id) AS seen
        FROM show_episodes AS s
        LEFT JOIN user_watched AS seen
            ON seen.user_id = %(user_id)s
            AND seen.media_id = s.media_id
            AND seen.episode_id = s.id
        WHERE m.media_type = 'show' -- in here: as a join condition it would come too late
          -- Counting thousands of episodes tells nothing about a show nobody began.
          AND EXISTS (
              SELECT FROM user_watched AS begun
              WHERE begun.user_id = %(user_id)s
                AND begun.media_id = m.id
                AND begun.episode_id IS NOT NULL
          )
          AND s.media_id = m.id
          AND s.season_number > 0
          AND (s.air_date IS NULL OR s.air_date <= %(today)s)
    ) AS e ON true
    ORDER BY wanted.position
"""


def page(conn: Connection, *, ids: Sequence[int], user_id: UUID, today: date) -> list[MediaCard]:
    """
    The titles of `ids`, in that order; unknown ids are left out.

    Specials and episodes that have not aired do not count towards how much of a show was seen.
    """
    padded = [*ids, *[None] * (FEWEST - len(ids))]
    with conn.cursor(row_factory=class_row(MediaCard)) as cur:
        cur.execute(CARDS, {"ids": padded, "user_id": user_id, "today": today})
        return cur.fetchall()


def people(conn: Connection, *, ids: Sequence[int]) -> list[PersonCard]:
    """People with the titles they are best known for, in the order of `ids`."""
    with conn.cursor(row_factory=class_row(PersonCard)) as cur:
        cur.execute(
            """
            SELECT p.id, p.name, p.profile_url, p.known_for,
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
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, position)
            JOIN people AS p ON p.id = wanted.id
            ORDER BY wanted.position
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()
