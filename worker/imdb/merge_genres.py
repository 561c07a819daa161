"""Merges genres of titles: removes those that the new line lacks, adds those it has."""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from chalicelib.catalog.imdb_ids import GENRE_SLUGS
from chalicelib.catalog.seed import slug_of

NAMES = """
    SELECT DISTINCT u.name
    FROM (
        SELECT genres FROM merge_titles UNION SELECT old_genres FROM merge_titles
    ) AS l
    CROSS JOIN LATERAL unnest(string_to_array(l.genres, ',')) AS u (name)
    WHERE u.name ~ '^[A-Za-z][A-Za-z -]{1,29}$'
    ORDER BY u.name
"""
INSERT_NEW = """
    INSERT INTO genres (slug, name)
    SELECT n.slug, min(n.name)
    FROM unnest(%(names)s::text[], %(slugs)s::text[]) AS n (name, slug)
    WHERE NOT EXISTS (SELECT FROM genres AS g WHERE g.slug = n.slug OR g.name = n.name)
    GROUP BY n.slug
    ORDER BY n.slug
    ON CONFLICT DO NOTHING
"""
#: There are few combinations of genres, so each is split once.
LISTS = """
    CREATE UNLOGGED TABLE incoming.merge_genre_lists AS
    SELECT l.genres, g.id AS genre_id, (min(u.place) - 1)::smallint AS position
    FROM (
        SELECT genres FROM merge_titles WHERE genres IS NOT NULL
        UNION
        SELECT old_genres FROM merge_titles WHERE old_genres IS NOT NULL
    ) AS l
    CROSS JOIN LATERAL unnest(string_to_array(l.genres, ',')) WITH ORDINALITY AS u (name, place)
    JOIN unnest(%(names)s::text[], %(slugs)s::text[]) AS n (name, slug) ON n.name = u.name
    JOIN genres AS g ON g.slug = n.slug
    GROUP BY l.genres, g.id
"""
DELETE_GENRES = """
    DELETE FROM media_genres AS x
    USING merge_titles AS t
    JOIN merge_genre_lists AS o ON o.genres = t.old_genres
    WHERE x.media_id = t.id AND x.genre_id = o.genre_id AND NOT t.is_known
      AND t.genres IS DISTINCT FROM t.old_genres
      AND NOT EXISTS (
          SELECT FROM merge_genre_lists AS n WHERE n.genres = t.genres AND n.genre_id = o.genre_id
      )
      AND NOT EXISTS (
          SELECT FROM title_locks AS l WHERE l.media_id = t.id AND l.field = 'genres'
      )
"""
#: Genres that a person set stay. A title of other origin gets IMDb's genres only if it has none.
MERGE_GENRES = """
    INSERT INTO media_genres (media_id, genre_id, position)
    SELECT t.id, n.genre_id, n.position
    FROM merge_titles AS t
    JOIN merge_genre_lists AS n ON n.genres = t.genres
    LEFT JOIN media_genres AS o ON o.media_id = t.id AND o.genre_id = n.genre_id
    WHERE CASE
        WHEN o.media_id IS NOT NULL THEN NOT t.is_known AND o.position <> n.position
        WHEN t.is_known THEN NOT EXISTS (SELECT FROM media_genres AS a WHERE a.media_id = t.id)
        ELSE NOT t.is_there OR t.genres IS DISTINCT FROM t.old_genres
    END
    AND NOT EXISTS (SELECT FROM title_locks AS l WHERE l.media_id = t.id AND l.field = 'genres')
    ORDER BY t.id
    ON CONFLICT (media_id, genre_id) DO UPDATE SET position = excluded.position
"""


def genre_slug(name: str) -> str:
    """`Sci-Fi` → `science-fiction`."""
    return GENRE_SLUGS.get(name.lower()) or slug_of(name)


def insert_new(conn: Connection) -> None:
    """
    Insert genres that the catalogue lacks, and `merge_genre_lists`. After `merge_titles.plan`.

    Committed before the merge: a provider that adds the same genre meanwhile finds this one.
    A genre without titles is not shown.
    """
    names = [name for (name,) in conn.execute(NAMES).fetchall()]
    slugs = [genre_slug(name) for name in names]
    conn.execute(INSERT_NEW, {"names": names, "slugs": slugs})
    slug_by_name: dict[str, str] = dict(conn.execute("SELECT name, slug FROM genres").fetchall())
    present = set(slug_by_name.values())
    # A genre that an administrator created under another slug is matched by name.
    slugs = [
        slug if slug in present else slug_by_name.get(name, slug)
        for name, slug in zip(names, slugs, strict=True)
    ]
    conn.execute(LISTS, {"names": names, "slugs": slugs})
    conn.execute("ANALYZE merge_genre_lists")


def merge(conn: Connection, parameters: Mapping[str, Any]) -> None:
    """After the titles. Needs a transaction."""
    conn.execute(DELETE_GENRES, parameters)
    conn.execute(MERGE_GENRES, parameters)
