"""Genres out of the staging tables: see `build_titles`, whose rules hold here too."""

from collections.abc import Callable, Mapping
from typing import Any

from psycopg import Connection, sql

from worker.imdb.columns import names_of, only, values_of
from worker.imdb.tables import columns

#: There are few combinations of genres, so their names are taken apart once for each.
COMBINATIONS = """
    CREATE UNLOGGED TABLE incoming.genre_combinations AS
    SELECT DISTINCT genres FROM incoming.titles WHERE genres IS NOT NULL
"""
GENRE_LISTS = """
    CREATE UNLOGGED TABLE incoming.genre_lists AS
    SELECT l.genres, g.id AS genre_id, (min(u.place) - 1)::smallint AS position
    FROM incoming.genre_combinations AS l
    CROSS JOIN LATERAL unnest(string_to_array(l.genres, ',')) WITH ORDINALITY AS u (name, place)
    JOIN incoming.genre_names AS n ON n.name = u.name
    JOIN incoming.genres AS g ON g.slug = n.slug
    GROUP BY l.genres, g.id
"""

#: Genres of other people's making, and those IMDb does not know, stay with the title; where
#: IMDb says nothing, all do.
MEDIA_GENRES = """
    INSERT INTO incoming.media_genres (media_id, genre_id, position)
    SELECT t.id, l.genre_id, l.position
    FROM incoming.titles AS t
    JOIN incoming.genre_lists AS l USING (genres)
    WHERE (NOT t.is_known
           OR NOT EXISTS (SELECT FROM public.media_genres AS o WHERE o.media_id = t.id))
      AND {only_t}
    UNION ALL
    SELECT o.media_id, o.genre_id, o.position
    FROM public.media_genres AS o
    LEFT JOIN incoming.titles AS t ON t.id = o.media_id AND NOT t.is_known
    WHERE (o.media_id < %(titles_from)s
           OR (t.id IS NOT NULL AND t.genres IS NULL)
           OR (t.id IS NOT NULL AND NOT EXISTS (
                   SELECT
                   FROM incoming.genres AS g
                   JOIN incoming.genre_names AS n ON n.slug = g.slug
                   WHERE g.id = o.genre_id AND NOT g.is_custom
               ) AND NOT EXISTS (
                   SELECT
                   FROM incoming.genre_lists AS l
                   WHERE l.genres = t.genres AND l.genre_id = o.genre_id
               ))
           OR (t.id IS NULL AND EXISTS (SELECT FROM incoming.held AS h WHERE h.id = o.media_id)))
      AND {only_o_media}
"""


def enter_genres(conn: Connection, slug_of: Callable[[str], str]) -> None:
    """
    Genres that are new in the files enter the table in use, and `genre_names` says which is which.

    At once and for everybody: should a provider come with the same genre during the build, then
    it finds this one, and there are never two with different ids. Nothing shows an empty genre.
    """
    conn.execute(COMBINATIONS)
    rows = conn.execute(
        """
        SELECT DISTINCT u.name
        FROM incoming.genre_combinations AS l
        CROSS JOIN LATERAL unnest(string_to_array(l.genres, ',')) AS u (name)
        WHERE u.name ~ '^[A-Za-z][A-Za-z -]{1,29}$'
        ORDER BY u.name
        """
    ).fetchall()
    known = [(name, slug_of(name)) for (name,) in rows]
    conn.execute("CREATE TABLE incoming.genre_names (name text PRIMARY KEY, slug text NOT NULL)")
    conn.execute(
        """
        INSERT INTO incoming.genre_names (name, slug)
        SELECT name, slug FROM unnest(%(names)s::text[], %(slugs)s::text[]) AS g (name, slug)
        """,
        {"names": [name for name, _ in known], "slugs": [slug for _, slug in known]},
    )
    conn.execute(
        """
        INSERT INTO public.genres (slug, name)
        SELECT n.slug, min(n.name)
        FROM incoming.genre_names AS n
        WHERE NOT EXISTS (
            SELECT FROM public.genres AS g WHERE g.slug = n.slug OR g.name = n.name
        )
        GROUP BY n.slug
        ORDER BY n.slug
        ON CONFLICT DO NOTHING
        """
    )


def fill(conn: Connection, given: Mapping[str, Any]) -> None:
    """Genres, and which titles have them."""
    _fill_genres(conn)
    conn.execute(GENRE_LISTS)
    fill_of_titles(conn, given)


def fill_of_titles(conn: Connection, given: Mapping[str, Any], *, is_late: bool = False) -> None:
    """The genres of all titles, or of those in `late_now`."""
    conn.execute(sql.SQL(MEDIA_GENRES).format(**only(late=is_late)), given)


def _fill_genres(conn: Connection) -> None:
    """`genres` as they are in use."""
    table = columns(conn, "genres")
    conn.execute(
        sql.SQL(
            "INSERT INTO incoming.genres ({names}) OVERRIDING SYSTEM VALUE "
            "SELECT {values} FROM public.genres AS o"
        ).format(names=names_of(table), values=values_of(table, {}))
    )
    # A name that somebody gave to another slug is that genre.
    conn.execute(
        """
        UPDATE incoming.genre_names AS n
        SET slug = g.slug
        FROM incoming.genres AS g
        WHERE g.name = n.name
          AND NOT EXISTS (SELECT FROM incoming.genres AS s WHERE s.slug = n.slug)
        """
    )
