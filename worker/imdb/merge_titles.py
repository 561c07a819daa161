"""
Merges films and shows from their lines into the catalogue.

Titles of IMDb's own (ids from 1 000 000 000) take name and dates from the files; a value that IMDb
withdraws is removed if it was IMDb's, and values of other sources stay. Titles of other origin that
have an IMDb number only get gaps filled. Ratings are IMDb's everywhere. Statements compare before
they write, so unchanged rows are not touched.

Works on the tables of `staging`. With `%(everything)s` all lines are merged, else those that differ
from the accepted ones.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection, sql

from worker.imdb import retained_titles

#: IMDb numbers of titles of other origin.
KNOWN = """
    CREATE UNLOGGED TABLE incoming.merge_known AS
    SELECT DISTINCT ON (n) substr(x.external_id, 3)::bigint AS n, x.media_id, x.media_type
    FROM media_external_ids AS x
    WHERE x.source = 'imdb' AND x.media_id < %(titles_from)s AND x.external_id ~ '^tt[0-9]{1,10}$'
    ORDER BY n, x.media_id
"""
#: Titles to merge, beside what the catalogue and the accepted lines have.
TITLES = """
    CREATE UNLOGGED TABLE incoming.merge_titles AS
    SELECT t.n, coalesce(k.media_id, %(titles_from)s + t.n) AS id,
           k.media_id IS NOT NULL AS is_known,
           coalesce(k.media_type, CASE WHEN t.is_show THEN 'show' ELSE 'movie' END) AS media_type,
           t.title, t.original_title, t.year, t.end_year, t.runtime_minutes, t.genres,
           o.original_title AS old_original_title, o.year AS old_year, o.end_year AS old_end_year,
           o.runtime_minutes AS old_runtime_minutes, o.genres AS old_genres,
           m.id IS NOT NULL AS is_there, m.media_type AS old_media_type
    FROM incoming.titles AS t
    LEFT JOIN imdb.titles AS o ON o.n = t.n
    LEFT JOIN merge_known AS k ON k.n = t.n
    LEFT JOIN media_items AS m ON m.id = coalesce(k.media_id, %(titles_from)s + t.n)
    WHERE %(everything)s OR t IS DISTINCT FROM o
"""
#: Ratings to merge: those that differ, and those of titles that are merged anyway.
RATINGS = """
    CREATE UNLOGGED TABLE incoming.merge_ratings AS
    SELECT coalesce(k.media_id, %(titles_from)s + r.n) AS id, r.rating, r.votes
    FROM incoming.ratings AS r
    JOIN incoming.titles AS t ON t.n = r.n
    LEFT JOIN merge_known AS k ON k.n = r.n
    LEFT JOIN imdb.ratings AS o ON o.n = r.n
    WHERE %(everything)s
       OR (r.rating, r.votes) IS DISTINCT FROM (o.rating, o.votes)
       OR r.n IN (SELECT n FROM merge_titles)
"""
#: Titles under IMDb's numbers that are not in the files, not referred to and of no other source.
GONE = """
    CREATE UNLOGGED TABLE incoming.merge_gone AS
    SELECT m.id
    FROM media_items AS m
    WHERE m.id >= %(titles_from)s
      AND NOT EXISTS (
          SELECT
          FROM incoming.titles AS t
          WHERE t.n = m.id - %(titles_from)s
            AND NOT EXISTS (SELECT FROM merge_known AS k WHERE k.n = t.n)
      )
      AND NOT EXISTS (SELECT FROM retained_titles AS r WHERE r.id = m.id)
      AND NOT EXISTS (
          SELECT FROM media_external_ids AS x WHERE x.media_id = m.id AND x.source <> 'imdb'
      )
"""
#: A fact that IMDb takes back is removed if it was IMDb's. Titles of other origin keep theirs.
MERGE_ITEMS = """
    INSERT INTO media_items AS m (
        id, media_type, title, original_title, year, end_year, runtime_minutes,
        created_at, updated_at
    )
    SELECT n.*, %(now)s, %(now)s
    FROM (
        SELECT t.id, t.media_type, t.title,
               coalesce(t.original_title, nullif(o.original_title, t.old_original_title))
                   AS original_title,
               coalesce(t.year, nullif(o.year, t.old_year)) AS year,
               coalesce(t.end_year, nullif(o.end_year, t.old_end_year)) AS end_year,
               coalesce(t.runtime_minutes, nullif(o.runtime_minutes, t.old_runtime_minutes))
                   AS runtime_minutes
        FROM merge_titles AS t
        LEFT JOIN media_items AS o ON o.id = t.id
        WHERE NOT t.is_known
        UNION ALL
        SELECT o.id, o.media_type, o.title,
               coalesce(o.original_title, nullif(t.original_title, o.title)),
               coalesce(o.year, t.year), coalesce(o.end_year, t.end_year),
               coalesce(o.runtime_minutes, t.runtime_minutes)
        FROM merge_titles AS t
        JOIN media_items AS o ON o.id = t.id
        WHERE t.is_known
    ) AS n
    LEFT JOIN media_items AS o ON o.id = n.id
    WHERE (n.media_type, n.title, n.original_title, n.year, n.end_year, n.runtime_minutes)
        IS DISTINCT FROM
        (o.media_type, o.title, o.original_title, o.year, o.end_year, o.runtime_minutes)
    ORDER BY n.id
    ON CONFLICT (id) DO UPDATE
    SET media_type = excluded.media_type, title = excluded.title,
        original_title = excluded.original_title, year = excluded.year,
        end_year = excluded.end_year, runtime_minutes = excluded.runtime_minutes,
        updated_at = excluded.updated_at
    RETURNING m.id
"""
#: A number another source gave to a show does not identify the film it turned out to be.
DELETE_EXTERNAL_IDS = """
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
    ORDER BY t.n
"""
SCORES = """
    CREATE UNLOGGED TABLE incoming.merge_scores AS
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
           coalesce(s.votes, 0) AS old_votes
    FROM (SELECT id FROM merge_titles UNION SELECT id FROM merge_ratings) AS touched
    JOIN media_items AS m USING (id)
    LEFT JOIN media_scores AS s ON s.media_id = m.id
    LEFT JOIN merge_ratings AS r ON r.id = m.id
"""
MERGE_SCORES = """
    INSERT INTO media_scores (media_id, media_type, year, released_on, rating, votes, popularity)
    SELECT n.id, n.media_type, n.year, n.released_on, n.rating, n.votes, n.popularity
    FROM merge_scores AS n
    LEFT JOIN media_scores AS s ON s.media_id = n.id
    WHERE (n.media_type, n.year, n.released_on, n.rating, n.votes, n.popularity)
        IS DISTINCT FROM (s.media_type, s.year, s.released_on, s.rating, s.votes, s.popularity)
    ORDER BY n.id
    ON CONFLICT (media_id) DO UPDATE
    SET media_type = excluded.media_type, year = excluded.year,
        released_on = excluded.released_on, rating = excluded.rating,
        votes = excluded.votes, popularity = excluded.popularity
"""
#: Titles that were written, and those whose votes changed enough to change their search rank.
RENAMED = """
    SELECT id FROM merge_written
    UNION
    SELECT s.id
    FROM merge_scores AS s
    JOIN search_names AS n ON n.media_id = s.id
    WHERE s.votes <> s.old_votes AND abs(100 * ln(1 + s.votes::float8) - n.weight) >= %(drift)s
"""
#: Rows that are about to be deleted are locked, so that no reference to them can be added.
LOCK_GONE = """
    SELECT FROM media_items WHERE id IN (SELECT id FROM merge_gone) ORDER BY id FOR UPDATE
"""
DELETE_GONE = """
    DELETE FROM media_items AS m
    USING merge_gone AS g
    WHERE m.id = g.id AND NOT EXISTS (SELECT FROM retained_titles AS r WHERE r.id = m.id)
      AND NOT EXISTS (
          SELECT FROM media_external_ids AS x WHERE x.media_id = m.id AND x.source <> 'imdb'
      )
"""


def plan(conn: Connection, parameters: Mapping[str, Any]) -> None:
    """List the changes in tables of `incoming`. Needs `retained_titles.create`."""
    conn.execute(KNOWN, parameters)
    conn.execute("CREATE UNIQUE INDEX ON merge_known (n)")
    conn.execute("ANALYZE merge_known")
    conn.execute(TITLES, parameters)
    conn.execute("ANALYZE merge_titles")
    conn.execute(RATINGS, parameters)
    conn.execute(GONE, parameters)
    conn.execute("ANALYZE merge_ratings, merge_gone")


def merge(conn: Connection, parameters: Mapping[str, Any]) -> None:
    """Everything but deleting what is gone. Needs a transaction."""
    conn.execute("CREATE UNLOGGED TABLE incoming.merge_written (id bigint NOT NULL)")
    conn.execute(
        sql.SQL(
            "WITH written AS ({}) INSERT INTO merge_written (id) SELECT id FROM written"
        ).format(sql.SQL(MERGE_ITEMS)),
        parameters,
    )
    for statement in (DELETE_EXTERNAL_IDS, INSERT_EXTERNAL_IDS, SCORES):
        conn.execute(statement, parameters)
    conn.execute("ANALYZE merge_scores")
    conn.execute(MERGE_SCORES)


def delete_gone(conn: Connection) -> None:
    """After the episodes, which may have moved to other shows. Needs a transaction."""
    conn.execute(LOCK_GONE)
    retained_titles.update(conn)
    conn.execute(DELETE_GONE)
