"""Genres of titles whose lines changed: those of the old line go, those of the new one come."""

from collections.abc import Callable, Mapping
from typing import Any

from psycopg import Connection

GENRE_LISTS = """
    CREATE TEMPORARY TABLE merge_genre_lists ON COMMIT DROP AS
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
DROP_GENRES = """
    DELETE FROM media_genres AS x
    USING merge_titles AS t
    JOIN merge_genre_lists AS o ON o.genres = t.old_genres
    WHERE x.media_id = t.id AND x.genre_id = o.genre_id AND NOT t.is_known
      AND t.genres IS DISTINCT FROM t.old_genres
      AND NOT EXISTS (
          SELECT FROM merge_genre_lists AS n WHERE n.genres = t.genres AND n.genre_id = o.genre_id
      )
"""
MOVE_GENRES = """
    UPDATE media_genres AS x
    SET position = n.position
    FROM merge_titles AS t
    JOIN merge_genre_lists AS n ON n.genres = t.genres
    WHERE x.media_id = t.id AND x.genre_id = n.genre_id AND NOT t.is_known
      AND x.position <> n.position
"""
INSERT_GENRES = """
    INSERT INTO media_genres (media_id, genre_id, position)
    SELECT t.id, n.genre_id, n.position
    FROM merge_titles AS t
    JOIN merge_genre_lists AS n ON n.genres = t.genres
    WHERE (NOT t.is_known OR NOT EXISTS (SELECT FROM media_genres AS o WHERE o.media_id = t.id))
      AND (NOT t.is_there OR t.is_known OR t.genres IS DISTINCT FROM t.old_genres)
      AND NOT EXISTS (
          SELECT FROM media_genres AS x WHERE x.media_id = t.id AND x.genre_id = n.genre_id
      )
"""


def merge(conn: Connection, given: Mapping[str, Any], slug_of: Callable[[str], str]) -> None:
    """After the titles."""
    given = {**given, **_names(conn, slug_of)}
    for statement in (GENRE_LISTS, DROP_GENRES, MOVE_GENRES, INSERT_GENRES):
        conn.execute(statement, given)


def _names(conn: Connection, slug_of: Callable[[str], str]) -> dict[str, list[str]]:
    """Names of genres in the lines and their slugs; new ones are entered."""
    rows = conn.execute(
        """
        SELECT DISTINCT u.name
        FROM merge_titles AS t
        CROSS JOIN LATERAL unnest(string_to_array(concat_ws(',', t.genres, t.old_genres), ','))
            AS u (name)
        WHERE u.name ~ '^[A-Za-z][A-Za-z -]{1,29}$'
        ORDER BY u.name
        """
    ).fetchall()
    names = [name for (name,) in rows]
    slugs = [slug_of(name) for name in names]
    conn.execute(
        """
        INSERT INTO genres (slug, name)
        SELECT n.slug, min(n.name)
        FROM unnest(%(names)s::text[], %(slugs)s::text[]) AS n (name, slug)
        WHERE NOT EXISTS (SELECT FROM genres AS g WHERE g.slug = n.slug OR g.name = n.name)
        GROUP BY n.slug
        ORDER BY n.slug
        ON CONFLICT DO NOTHING
        """,
        {"names": names, "slugs": slugs},
    )
    rows = conn.execute("SELECT name, slug FROM genres").fetchall()
    present: dict[str, str] = dict(rows)
    known = set(present.values())
    # A name that somebody gave to another slug is that genre.
    found = [
        slug if slug in known else present.get(name, slug)
        for name, slug in zip(names, slugs, strict=True)
    ]
    return {"names": names, "slugs": found}
