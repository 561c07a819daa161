"""Titles in other languages."""

from collections.abc import Sequence

from psycopg.rows import class_row

from chalicelib.catalog.models import Translation
from chalicelib.platform.db import Connection

#: What films in a language may also be marked with: TMDB says Norwegian for Bokmål.
OTHER_CODES = {"nb": ("no",)}


def of_titles(conn: Connection, *, ids: Sequence[int], language: str) -> list[Translation]:
    """
    What is known of `ids` in a language: of its country first, then of any country.

    TMDB leaves a title out where it is the original one. Fields set by hand are left out: what a
    person decided holds in every language.
    """
    base = language.partition("-")[0]
    with conn.cursor(row_factory=class_row(Translation)) as cur:
        cur.execute(
            """
            SELECT m.id AS media_id,
                   CASE WHEN NOT 'title' = ANY(locked.fields) THEN coalesce(
                       text.title,
                       CASE WHEN m.language = ANY(%(codes)s) THEN nullif(m.original_title, '') END
                   ) END AS title,
                   coalesce(nullif(m.original_title, ''), m.title) AS original_title,
                   CASE WHEN NOT 'overview' = ANY(locked.fields) THEN text.overview END AS overview,
                   text.tagline
            FROM media_items AS m
            CROSS JOIN LATERAL (
                SELECT ARRAY(SELECT l.field FROM title_locks AS l WHERE l.media_id = m.id) AS fields
            ) AS locked
            CROSS JOIN LATERAL (
                SELECT (array_agg(t.title ORDER BY t.place) FILTER (WHERE t.title <> ''))[1]
                           AS title,
                       (array_agg(t.overview ORDER BY t.place) FILTER (WHERE t.overview <> ''))[1]
                           AS overview,
                       (array_agg(t.tagline ORDER BY t.place) FILTER (WHERE t.tagline <> ''))[1]
                           AS tagline
                FROM (
                    SELECT title, overview, tagline,
                           row_number() OVER (
                               ORDER BY language <> %(language)s,
                                   -- Of Portugal rather than of Brazil, of France rather than of
                                   -- Canada.
                                   language <> %(base)s || '-' || upper(%(base)s),
                                   language
                           ) AS place
                    FROM media_translations
                    WHERE media_id = m.id
                      AND language BETWEEN %(base)s AND %(base)s || '-ZZ'
                ) AS t
            ) AS text
            WHERE m.id = ANY(%(ids)s)
            """,
            {
                "ids": list(ids),
                "language": language,
                "base": base,
                "codes": [base, *OTHER_CODES.get(base, ())],
            },
        )
        return cur.fetchall()
