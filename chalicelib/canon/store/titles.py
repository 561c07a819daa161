"""Titles in the representation of the open API, without games."""

from collections.abc import Sequence

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.canon.models.responses import (
    DiscoverTitle,
    LanguageCount,
    TitleResource,
    TitleSearchResult,
)
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
#: The ids of a title's movie or show resource.
PAGE_IDS = """
    CASE WHEN m.media_type = 'movie' THEN m.id END AS movie_id,
    CASE WHEN m.media_type = 'show' THEN m.id END AS show_id
"""
#: Titles in the order of `ids`.
TITLES_OF_IDS = """
    unnest(%(ids)s::bigint[]) WITH ORDINALITY AS requested (id, position)
    JOIN media_items AS m ON m.id = requested.id
    JOIN media_scores AS s ON s.media_id = m.id
"""

PARTS = {
    "genres": sql.SQL(GENRES),
    "page_ids": sql.SQL(PAGE_IDS),
    "titles_of_ids": sql.SQL(TITLES_OF_IDS),
}


def get(conn: Connection, *, title_id: int) -> TitleResource | None:
    with conn.cursor(row_factory=class_row(TitleResource)) as cur:
        cur.execute(
            sql.SQL(
                """
            SELECT m.id AS title_id, m.media_type AS type, m.title AS display_name,
                   m.year AS start_year, m.end_year, imdb.external_id AS imdb_id,
                   sources_poster_url(m.id, m.poster_url) AS image_url,
                   CASE WHEN tmdb.external_id ~ '^[0-9]{{1,18}}$' THEN tmdb.external_id::bigint END
                       AS tmdb_id,
                   s.votes AS num_votes, s.rating::float8 AS average_rating, m.original_title,
                   m.language AS original_language, m.release_date,
                   s.provider_popularity AS tmdb_popularity, m.runtime_minutes,
                   m.countries[1] AS origin_country, m.created_at, m.updated_at,
                   {genres}
            FROM media_items AS m
            JOIN media_scores AS s ON s.media_id = m.id
            LEFT JOIN media_external_ids AS imdb ON imdb.media_id = m.id AND imdb.source = 'imdb'
            LEFT JOIN media_external_ids AS tmdb ON tmdb.media_id = m.id AND tmdb.source = 'tmdb'
            WHERE m.id = %(title_id)s AND m.media_type <> 'game'
            """
            ).format(**PARTS),
            {"title_id": title_id},
        )
        return cur.fetchone()


def search_results(conn: Connection, *, ids: Sequence[int]) -> list[TitleSearchResult]:
    """The titles of `ids`, in that order."""
    with conn.cursor(row_factory=class_row(TitleSearchResult)) as cur:
        cur.execute(
            sql.SQL(
                """
            SELECT m.id AS title_id, m.media_type AS type, m.title AS display_name,
                   m.original_title, m.year AS start_year, m.end_year,
                   imdb.external_id AS imdb_id,
                   sources_poster_url(m.id, m.poster_url) AS image_url,
                   s.votes AS num_votes, s.rating::float8 AS average_rating,
                   m.language AS original_language,
                   {genres},
                   {page_ids}
            FROM {titles_of_ids}
            LEFT JOIN media_external_ids AS imdb ON imdb.media_id = m.id AND imdb.source = 'imdb'
            WHERE m.media_type <> 'game'
            ORDER BY requested.position
            """
            ).format(**PARTS),
            {"ids": list(ids)},
        )
        return cur.fetchall()


def posters(conn: Connection, *, ids: Sequence[int]) -> list[DiscoverTitle]:
    """The titles of `ids`, in that order; the service adds the views."""
    with conn.cursor(row_factory=class_row(DiscoverTitle)) as cur:
        cur.execute(
            sql.SQL(
                """
            SELECT m.id AS title_id, m.media_type AS type, m.title AS display_name,
                   m.year AS start_year, m.end_year,
                   sources_poster_url(m.id, m.poster_url) AS image_url,
                   {page_ids},
                   s.rating::float8 AS average_rating, s.votes AS num_votes,
                   s.provider_popularity AS tmdb_popularity,
                   {genres},
                   0 AS engagement_count
            FROM {titles_of_ids}
            WHERE m.media_type <> 'game'
            ORDER BY requested.position
            """
            ).format(**PARTS),
            {"ids": list(ids)},
        )
        return cur.fetchall()


def languages(conn: Connection, *, ids: Sequence[int]) -> list[LanguageCount]:
    """The number of titles by language, the most frequent first."""
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
    """Those of `ids` in this language, in their order."""
    row = conn.execute(
        """
        SELECT array_agg(requested.id ORDER BY requested.position)
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS requested (id, position)
        JOIN media_items AS m ON m.id = requested.id
        WHERE m.language = %(language)s
        """,
        {"ids": list(ids), "language": language},
    ).fetchone()
    return list(row[0]) if row and row[0] else []
