"""Titles as cards: what they are to everyone, and what they are to one person."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.catalog.models import Mark, MediaCard, PersonCard
from chalicelib.platform.db import Connection

#: PostgreSQL keeps a plan only when it looks no dearer than one made for the values at hand. The
#: kept one assumes ten ids, so fewer are filled up; planning takes three times as long as running.
FEWEST = 16

#: What a card is to everyone. What it is to somebody, `own`, is nothing or another statement's.
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
           CASE
               WHEN m.media_type = 'show'
                   THEN nullif(100 * e.seen / nullif(e.aired, 0), 0)::integer
               ELSE nullif(did.percent, 0)
           END AS progress_percent,
           CASE WHEN e.aired > 0 THEN e.seen = e.aired ELSE did.watched END AS watched,
           did.watch_later,
           did.is_known
    FROM (
        SELECT media_id,
               bool_or(what = 'file') AS in_library,
               max(percent) AS percent,
               bool_or(what = 'watched') AS watched,
               bool_or(what = 'later') AS watch_later,
               bool_or(what = 'episode') AS has_begun,
               bool_or(what <> 'later') AS is_known
        FROM (
            SELECT l.media_id, 'file' AS what, NULL::integer AS percent
            FROM library_items AS l
            WHERE l.media_id = ANY(%(ids)s::bigint[]) AND l.match_state = 'matched'
            UNION ALL
            SELECT wl.media_id, 'later', NULL
            FROM user_watch_later AS wl
            WHERE wl.user_id = %(user_id)s AND wl.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT p.media_id, 'progress',
                   CASE
                       WHEN p.episode_id IS NOT NULL THEN NULL
                       WHEN p.completed_at IS NOT NULL THEN 100
                       ELSE 100 * p.position_seconds / p.duration_seconds
                   END
            FROM user_progress AS p
            WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT w.media_id, CASE WHEN w.episode_id IS NULL THEN 'watched' ELSE 'episode' END,
                   NULL
            FROM user_watched AS w
            WHERE w.user_id = %(user_id)s AND w.media_id = ANY(%(ids)s::bigint[])
        ) AS one
        GROUP BY media_id
    ) AS did
    JOIN media_items AS m ON m.id = did.media_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS aired, count(seen.id) AS seen
        FROM show_episodes AS s
        LEFT JOIN user_watched AS seen
            ON seen.user_id = %(user_id)s
            AND seen.media_id = s.media_id
            AND seen.episode_id = s.id
        -- Counting thousands of episodes tells nothing about a show nobody began. In here: as a
        -- join condition it would come too late.
        WHERE did.has_begun
          AND m.media_type = 'show'
          AND s.media_id = m.id
          AND s.season_number > 0
          AND (s.air_date IS NULL OR s.air_date <= %(today)s)
    ) AS e ON true
"""

FACES = CARDS.format(
    own="""false AS in_library, NULL::integer AS progress_percent, false AS watched,
           false AS watch_later""",
    joined="",
)
SEEN = CARDS.format(
    own="""coalesce(own.in_library, false) AS in_library, own.progress_percent,
           coalesce(own.watched, false) AS watched,
           coalesce(own.watch_later, false) AS watch_later""",
    joined=f"LEFT JOIN ({MARKS}) AS own ON own.media_id = m.id",
)


def faces(conn: Connection, *, ids: Sequence[int]) -> list[MediaCard]:
    """The titles of `ids` as somebody sees them who never did anything; in no order."""
    with conn.cursor(row_factory=class_row(MediaCard)) as cur:
        cur.execute(FACES, {"ids": _array(ids)})
        return cur.fetchall()


def seen(conn: Connection, *, ids: Sequence[int], user_id: UUID, today: date) -> list[MediaCard]:
    """The titles of `ids` with what they are to somebody, both at once; in no order."""
    with conn.cursor(row_factory=class_row(MediaCard)) as cur:
        cur.execute(SEEN, {"ids": _array(ids), "user_id": user_id, "today": today})
        return cur.fetchall()


def marks(conn: Connection, *, ids: Sequence[int], user_id: UUID, today: date) -> list[Mark]:
    """
    What titles of `ids` are to somebody; those that are nothing to them are left out.

    Specials and episodes that have not aired do not count towards how much of a show was seen.
    """
    with conn.cursor(row_factory=class_row(Mark)) as cur:
        cur.execute(MARKS, {"ids": _array(ids), "user_id": user_id, "today": today})
        return cur.fetchall()


def _array(ids: Sequence[int]) -> str:
    """As PostgreSQL writes an array, which is quicker than having psycopg look at each number."""
    numbers = [*map(str, ids), *["NULL"] * (FEWEST - len(ids))]
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
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, position)
            JOIN people AS p ON p.id = wanted.id
            ORDER BY wanted.position
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()
