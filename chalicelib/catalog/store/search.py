"""
Find titles by what somebody typed.

Two tiers, the second only when the first found little: titles that contain the words, then
titles that resemble them. Both match inside a MATERIALIZED fence and order outside of it:
without the fence PostgreSQL may walk the popularity index and test every row on the way.
"""

from psycopg.rows import scalar_row

from chalicelib.catalog.models import MediaType, Wanted
from chalicelib.platform.db import Connection

MOST_MATCHES = 500  # nobody pages further, and it bounds what is sorted, sent and cached

SHORTEST_TRIGRAM = 3  # shorter words have no trigram of their own, so only beginnings are looked up

CONTAINING = """
    WITH matched AS MATERIALIZED (
        SELECT m.id, m.year, s.popularity,
               fold(m.title) AS title, fold(m.original_title) AS original
        FROM media_items AS m
        JOIN media_scores AS s ON s.media_id = m.id
        WHERE (
                  fold(m.title) LIKE fold(%(pattern)s)
                  OR fold(m.original_title) LIKE fold(%(pattern)s)
              )
          AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
    )
    SELECT id
    FROM matched
    ORDER BY -- The year, when one was asked for: right, nearly right, wrong.
             CASE
                 WHEN %(year)s::integer IS NULL OR year = %(year)s THEN 0
                 WHEN fold(%(text)s) IN (title, original) THEN 0
                 WHEN abs(year - %(year)s) = 1 THEN 1
                 ELSE 2
             END,
             -- The whole title, its beginning, the beginning of a word in it, anywhere.
             CASE
                 WHEN fold(%(title)s) IN (title, original)
                     OR fold(%(text)s) IN (title, original) THEN 0
                 WHEN title LIKE fold(%(beginning)s) OR original LIKE fold(%(beginning)s) THEN 1
                 WHEN title LIKE fold(%(word)s) OR original LIKE fold(%(word)s) THEN 2
                 ELSE 3
             END,
             round(greatest(
                 word_similarity(fold(%(title)s), title), word_similarity(fold(%(title)s), original)
             )::numeric, 1) DESC,
             popularity DESC,
             id
    LIMIT %(limit)s
"""

RESEMBLING = """
    WITH matched AS MATERIALIZED (
        SELECT m.id, m.year, s.popularity,
               greatest(
                   word_similarity(fold(%(title)s), fold(m.title)),
                   word_similarity(fold(%(title)s), fold(m.original_title))
               ) AS likeness
        FROM media_items AS m
        JOIN media_scores AS s ON s.media_id = m.id
        WHERE (fold(%(title)s) <%% fold(m.title) OR fold(%(title)s) <%% fold(m.original_title))
          AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
    ),
    best AS (SELECT max(likeness) AS likeness FROM matched)
    SELECT matched.id
    FROM matched
    CROSS JOIN best
    -- A good match makes the poor ones noise.
    WHERE matched.likeness >= best.likeness - %(margin)s
    ORDER BY CASE
                 WHEN %(year)s::integer IS NULL OR matched.year = %(year)s THEN 0
                 WHEN abs(matched.year - %(year)s) = 1 THEN 1
                 ELSE 2
             END,
             round(matched.likeness::numeric, 2) DESC,
             matched.popularity DESC,
             matched.id
    LIMIT %(limit)s
"""


def containing(conn: Connection, *, wanted: Wanted, media_type: MediaType | None) -> list[int]:
    """Titles that contain what was typed, the best match first."""
    title = escape(wanted.title)
    is_short = len(wanted.title) < SHORTEST_TRIGRAM
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            CONTAINING,
            {
                "text": wanted.text,
                "title": wanted.title,
                "pattern": f"{title}%" if is_short else f"%{title}%",
                "beginning": f"{title}%",
                "word": f"% {title}%",
                "year": wanted.year,
                "media_type": media_type,
                "limit": MOST_MATCHES,
            },
            prepare=False,  # the plan depends on what was typed
        )
        return cur.fetchall()


def resembling(
    conn: Connection,
    *,
    wanted: Wanted,
    media_type: MediaType | None,
    threshold: float,
    margin: float,
) -> list[int]:
    """
    Titles with a part that is like what was typed; needs a transaction.

    `threshold` is the least share of trigrams in common, and `margin` how far below the best
    match the last one may lie.
    """
    conn.execute(
        "SELECT set_config('pg_trgm.word_similarity_threshold', %(threshold)s, true)",
        {"threshold": str(threshold)},
    )
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            RESEMBLING,
            {
                "title": wanted.title,
                "year": wanted.year,
                "media_type": media_type,
                "margin": margin,
                "limit": MOST_MATCHES,
            },
            prepare=False,
        )
        return cur.fetchall()


def escape(text: str) -> str:
    """`text` for use in a LIKE pattern, where it stands for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
