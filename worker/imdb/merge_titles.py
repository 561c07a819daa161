"""
Titles whose lines changed, merged into the catalogue in use. See `build_titles` for the rules.

Statements compare before they write: what is the same already is not touched, so no index entry
and no line of the log is spent on it. Needs the tables `delta_…`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from psycopg import Connection

from worker.imdb import merge_genres
from worker.imdb.holding import note_also_held, note_held

#: Numbers of IMDb's that belong to titles of somebody else's making.
KNOWN = """
    CREATE UNLOGGED TABLE incoming.merge_known AS
    SELECT DISTINCT ON (n) substr(x.external_id, 3)::bigint AS n, x.media_id, x.media_type
    FROM media_external_ids AS x
    WHERE x.source = 'imdb' AND x.media_id < %(titles_from)s AND x.external_id ~ '^tt[0-9]{1,10}$'
    ORDER BY n, x.media_id
"""

#: Titles of which there is a new line, as they are to be.
TITLES = """
    CREATE UNLOGGED TABLE incoming.merge_titles AS
    SELECT b.n, coalesce(k.media_id, %(titles_from)s + b.n) AS id,
           k.media_id IS NOT NULL AS is_known,
           coalesce(
               k.media_type, CASE WHEN b.kind IN ('movie', 'tvMovie') THEN 'movie' ELSE 'show' END
           ) AS media_type,
           b.title, nullif(b.original_title, b.title) AS original_title,
           CASE WHEN b.year > 0 THEN b.year END AS year,
           CASE WHEN b.end_year > 0 THEN b.end_year END AS end_year,
           CASE WHEN b.runtime_minutes > 0 THEN b.runtime_minutes END AS runtime_minutes,
           b.genres, o.genres AS old_genres, o.year AS old_year, o.end_year AS old_end_year,
           o.runtime_minutes AS old_runtime_minutes,
           nullif(o.original_title, o.title) AS old_original_title, m.id IS NOT NULL AS is_there,
           m.media_type AS old_media_type,
           (b.title, b.original_title, b.year) IS DISTINCT FROM (o.title, o.original_title, o.year)
               AS is_named_otherwise
    FROM (
        SELECT DISTINCT ON (n) n, kind, title, original_title, year, end_year, runtime_minutes,
               genres
        FROM delta_basics
        WHERE is_new AND kind <> 'tvEpisode' AND title IS NOT NULL
          AND (%(adult)s OR is_adult IS DISTINCT FROM 1)
        ORDER BY n, ctid
    ) AS b
    LEFT JOIN (
        SELECT DISTINCT ON (n) n, title, original_title, genres, year, end_year, runtime_minutes
        FROM delta_basics
        WHERE NOT is_new AND kind <> 'tvEpisode'
        ORDER BY n, ctid
    ) AS o ON o.n = b.n
    LEFT JOIN merge_known AS k ON k.n = b.n
    LEFT JOIN media_items AS m ON m.id = coalesce(k.media_id, %(titles_from)s + b.n)
"""

#: Titles IMDb no longer has, or no longer as something that is kept.
GONE = """
    CREATE UNLOGGED TABLE incoming.merge_gone AS
    SELECT DISTINCT m.id
    FROM delta_basics AS b
    JOIN media_items AS m ON m.id = %(titles_from)s + b.n
    WHERE NOT b.is_new AND b.kind <> 'tvEpisode'
      AND NOT EXISTS (SELECT FROM merge_titles AS t WHERE t.n = b.n)
      AND NOT EXISTS (SELECT FROM merge_known AS k WHERE k.n = b.n)
      AND NOT EXISTS (SELECT FROM held AS h WHERE h.id = m.id)
      -- What another source knows stays as well.
      AND NOT EXISTS (
          SELECT FROM media_external_ids AS x WHERE x.media_id = m.id AND x.source <> 'imdb'
      )
"""

RATINGS = """
    CREATE TEMPORARY TABLE merge_ratings ON COMMIT DROP AS
    SELECT DISTINCT ON (r.n) m.id, r.rating, r.votes
    FROM delta_ratings AS r
    LEFT JOIN merge_known AS k ON k.n = r.n
    JOIN media_items AS m ON m.id = coalesce(k.media_id, %(titles_from)s + r.n)
    WHERE r.is_new AND r.rating BETWEEN 0 AND 10
    ORDER BY r.n, r.ctid
"""

INSERT_ITEMS = """
    INSERT INTO media_items (
        id, media_type, title, original_title, year, end_year, runtime_minutes,
        created_at, updated_at
    )
    SELECT id, media_type, title, original_title, year, end_year, runtime_minutes,
           %(now)s, %(now)s
    FROM merge_titles
    WHERE NOT is_there
"""

#: What IMDb takes back is forgotten if it was IMDb's; what somebody else found out stays.
UPDATE_ITEMS = """
    UPDATE media_items AS m
    SET media_type = n.media_type, title = n.title, original_title = n.original_title,
        year = n.year, end_year = n.end_year, runtime_minutes = n.runtime_minutes,
        updated_at = %(now)s
    FROM (
        SELECT t.id, t.media_type, t.title,
               coalesce(t.original_title, nullif(o.original_title, t.old_original_title))
                   AS original_title,
               coalesce(t.year, nullif(o.year, t.old_year)) AS year,
               coalesce(t.end_year, nullif(o.end_year, t.old_end_year)) AS end_year,
               coalesce(t.runtime_minutes, nullif(o.runtime_minutes, t.old_runtime_minutes))
                   AS runtime_minutes
        FROM merge_titles AS t
        JOIN media_items AS o ON o.id = t.id
        WHERE NOT t.is_known
    ) AS n
    WHERE m.id = n.id
      AND (m.media_type, m.title, m.original_title, m.year, m.end_year, m.runtime_minutes)
          IS DISTINCT FROM
          (n.media_type, n.title, n.original_title, n.year, n.end_year, n.runtime_minutes)
"""

FILL_GAPS = """
    UPDATE media_items AS m
    SET original_title = coalesce(m.original_title, nullif(t.original_title, m.title)),
        year = coalesce(m.year, t.year),
        end_year = coalesce(m.end_year, t.end_year),
        runtime_minutes = coalesce(m.runtime_minutes, t.runtime_minutes),
        updated_at = %(now)s
    FROM merge_titles AS t
    WHERE m.id = t.id AND t.is_known
      AND ((m.original_title IS NULL AND nullif(t.original_title, m.title) IS NOT NULL)
           OR (m.year IS NULL AND t.year IS NOT NULL)
           OR (m.end_year IS NULL AND t.end_year IS NOT NULL)
           OR (m.runtime_minutes IS NULL AND t.runtime_minutes IS NOT NULL))
"""

#: A number another source gave to a show says nothing of the film it turned out to be.
DROP_EXTERNAL_IDS = """
    DELETE FROM media_external_ids AS x
    USING merge_titles AS t
    WHERE x.media_id = t.id AND NOT t.is_known AND t.is_there AND t.media_type <> t.old_media_type
      AND (x.source = 'imdb' OR x.media_type <> t.media_type)
"""
INSERT_EXTERNAL_IDS = """
    INSERT INTO media_external_ids (media_id, source, media_type, external_id)
    SELECT t.id, 'imdb', t.media_type, 'tt' || lpad(t.n::text, greatest(length(t.n::text), 7), '0')
    FROM merge_titles AS t
    WHERE NOT t.is_known
      AND NOT EXISTS (
          SELECT FROM media_external_ids AS x WHERE x.media_id = t.id AND x.source = 'imdb'
      )
"""

SCORES = """
    CREATE TEMPORARY TABLE merge_scores ON COMMIT DROP AS
    SELECT m.id, m.media_type,
           CASE WHEN m.id < %(titles_from)s THEN coalesce(s.year, m.year) ELSE m.year END AS year,
           CASE
               WHEN m.id < %(titles_from)s AND s.released_on IS NOT NULL THEN s.released_on
               ELSE coalesce(m.release_date, make_date(m.year::integer, 1, 1))
           END AS released_on,
           coalesce(r.rating, s.rating) AS rating,
           coalesce(r.votes, s.votes, 0) AS votes,
           CASE
               WHEN s.provider_popularity IS NOT NULL THEN s.provider_popularity
               WHEN m.id < %(titles_from)s AND r.votes IS NULL THEN s.popularity
               ELSE popularity_of(coalesce(r.votes, s.votes, 0), m.year::integer, %(this_year)s)
           END AS popularity,
           s.media_id IS NOT NULL AS is_there, coalesce(s.votes, 0) AS old_votes
    FROM (SELECT id FROM merge_titles UNION SELECT id FROM merge_ratings) AS touched
    JOIN media_items AS m USING (id)
    LEFT JOIN media_scores AS s ON s.media_id = m.id
    LEFT JOIN merge_ratings AS r ON r.id = m.id
"""
UPDATE_SCORES = """
    UPDATE media_scores AS s
    SET media_type = n.media_type, year = n.year, released_on = n.released_on,
        rating = n.rating, votes = n.votes, popularity = n.popularity
    FROM merge_scores AS n
    WHERE s.media_id = n.id AND n.is_there
      AND (s.media_type, s.year, s.released_on, s.rating, s.votes, s.popularity)
          IS DISTINCT FROM
          (n.media_type, n.year, n.released_on, n.rating, n.votes, n.popularity)
"""
INSERT_SCORES = """
    INSERT INTO media_scores (media_id, media_type, year, released_on, rating, votes, popularity)
    SELECT id, media_type, year, released_on, rating, votes, popularity
    FROM merge_scores
    WHERE NOT is_there
"""

#: Titles that are new, called otherwise, or of another year or kind; and those whose votes moved so
#: far from what the search believes that they are found elsewhere.
NAMES_TO_REFRESH = """
    SELECT t.id
    FROM merge_titles AS t
    WHERE NOT t.is_there OR t.is_named_otherwise OR t.media_type <> t.old_media_type
    UNION
    SELECT s.id
    FROM merge_scores AS s
    JOIN search_names AS n ON n.media_id = s.id
    WHERE s.votes <> s.old_votes AND abs(100 * ln(1 + s.votes) - n.weight) >= %(drift)s
"""


def prepare(conn: Connection, given: Mapping[str, Any]) -> None:
    """
    What is to be done, in tables of `incoming`; nothing else is written yet. Done with before the
    rest begins, so that another connection sees it as well. Needs a transaction.
    """
    conn.execute(
        """
        DROP TABLE IF EXISTS incoming.held, incoming.held_episodes, incoming.merge_known,
            incoming.merge_titles, incoming.merge_gone
        """
    )
    note_held(conn)
    conn.execute(KNOWN, given)
    conn.execute("CREATE UNIQUE INDEX ON merge_known (n)")
    conn.execute(TITLES, given)
    # However wrong an estimate is, nothing is looked for in a list again and again.
    conn.execute("CREATE UNIQUE INDEX ON merge_titles (n)")
    conn.execute("CREATE INDEX ON merge_titles (id)")
    conn.execute("ANALYZE merge_titles, merge_known")
    conn.execute(GONE, given)
    conn.execute("CREATE UNIQUE INDEX ON merge_gone (id)")
    conn.execute("ANALYZE merge_gone")


def merge(conn: Connection, given: Mapping[str, Any], slug_of: Callable[[str], str]) -> None:
    """Everything but what is gone. Needs a transaction, as does `delete_gone`."""
    for statement in (UPDATE_ITEMS, FILL_GAPS, INSERT_ITEMS, DROP_EXTERNAL_IDS):
        conn.execute(statement, given)
    conn.execute(INSERT_EXTERNAL_IDS, given)
    for statement in (RATINGS, SCORES):
        conn.execute(statement, given)
    conn.execute("ANALYZE merge_scores")
    for statement in (UPDATE_SCORES, INSERT_SCORES):
        conn.execute(statement, given)
    merge_genres.merge(conn, given, slug_of)


def delete_gone(conn: Connection) -> None:
    """Titles nobody refers to, looked at again once nobody can begin to."""
    conn.execute(
        "SELECT FROM media_items WHERE id IN (SELECT id FROM merge_gone) ORDER BY id FOR UPDATE"
    )
    note_also_held(conn)
    conn.execute(
        """
        DELETE FROM media_items AS m
        USING merge_gone AS g
        WHERE m.id = g.id AND NOT EXISTS (SELECT FROM held AS h WHERE h.id = m.id)
          AND NOT EXISTS (
              SELECT FROM media_external_ids AS x WHERE x.media_id = m.id AND x.source <> 'imdb'
          )
        """
    )
