"""Read titles as the open API shows them. Games are not among them."""

from collections.abc import Sequence

from psycopg.rows import class_row

from chalicelib.canon.models.answers import DiscoverTitle, LanguageCount, Title, TitleSearchResult
from chalicelib.platform.db import Connection

GENRES = """
    ARRAY(
        SELECT g.name
        FROM media_genres AS mg
        JOIN genres AS g ON g.id = mg.genre_id
        WHERE mg.media_id = m.id
        ORDER BY mg.position, g.name
    ) AS genres
"""
#: Where the page of a title is.
PAGE_IDS = """
    CASE WHEN m.media_type = 'movie' THEN m.id END AS movie_id,
    CASE WHEN m.media_type = 'show' THEN m.id END AS show_id
"""
#: Titles in the order of `ids`.
WANTED = """
    unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, position)
    JOIN media_items AS m ON m.id = wanted.id
    JOIN media_scores AS s ON s.media_id = m.id
"""


def get(conn: Connection, *, title_id: int) -> Title | None:
    with conn.cursor(row_factory=class_row(Title)) as cur:
        cur.execute(
            f"""
            SELECT m.id AS title_id, m.media_type AS type, m.title AS display_name,
                   m.year AS start_year, m.end_year, imdb.external_id AS imdb_id,
                   m.poster_url AS image_url,
                   CASE WHEN tmdb.external_id ~ '^[0-9]{{1,18}}$' THEN tmdb.external_id::bigint END
                       AS tmdb_id,
                   s.votes AS num_votes, s.rating::float8 AS average_rating, m.original_title,
                   m.language AS original_language, m.release_date,
                   s.provider_popularity AS tmdb_popularity, m.runtime_minutes,
                   m.countries[1] AS origin_country, m.created_at, m.updated_at,
                   {GENRES}
            FROM media_items AS m
            JOIN media_scores AS s ON s.media_id = m.id
            LEFT JOIN media_external_ids AS imdb ON imdb.media_id = m.id AND imdb.source = 'imdb'
            LEFT JOIN media_external_ids AS tmdb ON tmdb.media_id = m.id AND tmdb.source = 'tmdb'
            WHERE m.id = %(title_id)s AND m.media_type <> 'game'
            """,  # noqa: S608  # constants of ours
            {"title_id": title_id},
        )
        return cur.fetchone()


def found(conn: Connection, *, ids: Sequence[int]) -> list[TitleSearchResult]:
    """The titles of `ids`, in that order."""
    with conn.cursor(row_factory=class_row(TitleSearchResult)) as cur:
        cur.execute(
            f"""
            SELECT m.id AS title_id, m.media_type AS type, m.title AS display_name,
                   m.original_title, m.year AS start_year, m.end_year,
                   imdb.external_id AS imdb_id, m.poster_url AS image_url,
                   s.votes AS num_votes, s.rating::float8 AS average_rating,
                   m.language AS original_language,
                   {GENRES},
                   {PAGE_IDS}
            FROM {WANTED}
            LEFT JOIN media_external_ids AS imdb ON imdb.media_id = m.id AND imdb.source = 'imdb'
            WHERE m.media_type <> 'game'
            ORDER BY wanted.position
            """,  # noqa: S608  # constants of ours
            {"ids": list(ids)},
        )
        return cur.fetchall()


def posters(conn: Connection, *, ids: Sequence[int]) -> list[DiscoverTitle]:
    """The titles of `ids`, in that order; how often they were opened is not known here."""
    with conn.cursor(row_factory=class_row(DiscoverTitle)) as cur:
        cur.execute(
            f"""
            SELECT m.id AS title_id, m.media_type AS type, m.title AS display_name,
                   m.year AS start_year, m.end_year, m.poster_url AS image_url,
                   {PAGE_IDS},
                   s.rating::float8 AS average_rating, s.votes AS num_votes,
                   s.provider_popularity AS tmdb_popularity,
                   {GENRES},
                   0 AS engagement_count
            FROM {WANTED}
            WHERE m.media_type <> 'game'
            ORDER BY wanted.position
            """,  # noqa: S608  # constants of ours
            {"ids": list(ids)},
        )
        return cur.fetchall()


def languages(conn: Connection, *, ids: Sequence[int]) -> list[LanguageCount]:
    """How many of the titles are in which language, the most frequent first."""
    with conn.cursor(row_factory=class_row(LanguageCount)) as cur:
        cur.execute(
            """
            SELECT m.language AS code, count(*) AS count
            FROM media_items AS m
            WHERE m.id = ANY(%(ids)s::bigint[]) AND m.language IS NOT NULL
            GROUP BY m.language
            ORDER BY count(*) DESC, m.language
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()


def of_language(conn: Connection, *, ids: Sequence[int], language: str) -> list[int]:
    """Those of the titles that are in the language, in their order."""
    row = conn.execute(
        """
        SELECT array_agg(wanted.id ORDER BY wanted.position)
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, position)
        JOIN media_items AS m ON m.id = wanted.id
        WHERE m.language = %(language)s
        """,
        {"ids": list(ids), "language": language},
    ).fetchone()
    return list(row[0]) if row and row[0] else []
