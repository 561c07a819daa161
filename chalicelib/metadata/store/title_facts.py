"""
Facts of titles: stored values are kept, empty columns are filled.

Values that change daily (a provider's popularity, and rating and votes where IMDb has none) are
replaced each time.
"""

from datetime import datetime, time

from chalicelib.metadata.store.json_rows import Rows, array
from chalicelib.platform.db import Connection


def fill(conn: Connection, *, rows: Rows, now: datetime) -> int:
    """Fill empty columns; returns how many titles changed."""
    _fill_behind_local_pictures(conn, rows)
    return conn.execute(
        """
        WITH merged AS (
            SELECT m.id,
                   coalesce(m.original_title, nullif(r.original_title, '')) AS original_title,
                   coalesce(m.year, r.year) AS year,
                   coalesce(m.end_year, r.end_year) AS end_year,
                   coalesce(m.release_date, r.released_on) AS release_date,
                   coalesce(m.runtime_minutes, r.runtime_minutes) AS runtime_minutes,
                   coalesce(nullif(m.overview, ''), r.overview) AS overview,
                   coalesce(nullif(m.tagline, ''), r.tagline) AS tagline,
                   coalesce(nullif(r.status, ''), m.status) AS status, -- shows end
                   coalesce(m.language, r.language) AS language,
                   coalesce(nullif(m.countries, '{}'), r.countries) AS countries,
                   coalesce(nullif(m.platforms, '{}'), r.platforms) AS platforms,
                   coalesce(nullif(m.directors, '{}'), r.directors) AS directors,
                   coalesce(nullif(m.top_cast, '{}'), r.top_cast) AS top_cast,
                   coalesce(m.certificate, r.certificate) AS certificate,
                   coalesce(m.poster_url, r.poster_url) AS poster_url,
                   coalesce(m.backdrop_url, r.backdrop_url) AS backdrop_url,
                   coalesce(m.logo_url, r.logo_url) AS logo_url,
                   coalesce(r.last_air_date, m.last_air_date) AS last_air_date -- shows go on
            FROM jsonb_to_recordset(%(rows)s) AS r (
                media_id bigint, original_title text, year smallint, end_year smallint,
                released_on date, runtime_minutes integer, overview text, tagline text,
                status text, language text, countries text[], platforms text[],
                directors text[], top_cast text[], certificate text, poster_url text,
                backdrop_url text, logo_url text, last_air_date date
            )
            JOIN media_items AS m ON m.id = r.media_id
        )
        UPDATE media_items AS m
        SET original_title = g.original_title,
            year = g.year,
            end_year = g.end_year,
            release_date = g.release_date,
            runtime_minutes = g.runtime_minutes,
            overview = g.overview,
            tagline = g.tagline,
            status = g.status,
            language = g.language,
            countries = g.countries,
            platforms = g.platforms,
            directors = g.directors,
            top_cast = g.top_cast,
            certificate = g.certificate,
            poster_url = g.poster_url,
            backdrop_url = g.backdrop_url,
            logo_url = g.logo_url,
            last_air_date = g.last_air_date,
            updated_at = %(now)s
        FROM merged AS g
        WHERE m.id = g.id
          AND (
              m.original_title, m.year, m.end_year, m.release_date, m.runtime_minutes,
              m.overview, m.tagline, m.status, m.language, m.countries, m.platforms,
              m.directors, m.top_cast, m.certificate, m.poster_url, m.backdrop_url, m.logo_url,
              m.last_air_date
          ) IS DISTINCT FROM (
              g.original_title, g.year, g.end_year, g.release_date, g.runtime_minutes,
              g.overview, g.tagline, g.status, g.language, g.countries, g.platforms,
              g.directors, g.top_cast, g.certificate, g.poster_url, g.backdrop_url, g.logo_url,
              g.last_air_date
          )
        """,
        {"rows": array(rows), "now": now},
    ).rowcount


def _fill_behind_local_pictures(conn: Connection, rows: Rows) -> None:
    """What a title shows again when the picture beside its files is gone."""
    conn.execute(
        """
        UPDATE title_local_pictures AS known
        SET sources_url = fetched.url
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, poster_url text, backdrop_url text, logo_url text
        )
        CROSS JOIN LATERAL (
            VALUES ('poster_url', r.poster_url),
                   ('backdrop_url', r.backdrop_url),
                   ('logo_url', r.logo_url)
        ) AS fetched (field, url)
        WHERE known.media_id = r.media_id AND known.field = fetched.field
          AND known.url IS NOT NULL AND known.sources_url IS NULL
          AND fetched.url IS NOT NULL
        """,
        {"rows": array(rows)},
    )


def set_air_time(conn: Connection, *, media_id: int, airs_at: time, zone: str | None) -> None:
    """The newest answer counts: shows move to another hour. A known zone is kept."""
    conn.execute(
        """
        UPDATE media_items
        SET airs_at = %(airs_at)s, air_zone = coalesce(%(zone)s, air_zone)
        WHERE id = %(media_id)s
          AND (airs_at, air_zone) IS DISTINCT FROM (%(airs_at)s, coalesce(%(zone)s, air_zone))
        """,
        {"media_id": media_id, "airs_at": airs_at, "zone": zone},
    )


def score(conn: Connection, *, rows: Rows) -> None:
    """Numeric fields. A stored rating and votes of a title with an IMDb id are kept."""
    conn.execute(
        """
        INSERT INTO media_scores AS s (
            media_id, media_type, year, released_on, rating, votes, popularity,
            provider_popularity
        )
        SELECT m.id, m.media_type, m.year,
               coalesce(m.release_date, make_date(nullif(m.year, 0), 1, 1)),
               r.rating, coalesce(r.votes, 0), coalesce(r.popularity, r.votes, 0), r.popularity
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, rating numeric(3, 1), votes integer, popularity double precision
        )
        JOIN media_items AS m ON m.id = r.media_id
        ON CONFLICT (media_id) DO UPDATE
        SET year = excluded.year,
            released_on = excluded.released_on,
            rating = CASE
                WHEN s.media_id > 1000000000 OR EXISTS (
                    SELECT FROM media_external_ids AS x
                    WHERE x.media_id = s.media_id AND x.source = 'imdb'
                ) THEN coalesce(s.rating, excluded.rating)
                ELSE coalesce(excluded.rating, s.rating)
            END,
            votes = CASE
                WHEN s.media_id > 1000000000 OR EXISTS (
                    SELECT FROM media_external_ids AS x
                    WHERE x.media_id = s.media_id AND x.source = 'imdb'
                ) THEN s.votes
                ELSE greatest(excluded.votes, s.votes)
            END,
            provider_popularity = coalesce(excluded.provider_popularity, s.provider_popularity),
            popularity = coalesce(excluded.provider_popularity, s.popularity)
        """,
        {"rows": array(rows)},
    )


def genres(conn: Connection, *, rows: Rows) -> None:
    """Genres of titles that have none yet."""
    conn.execute(
        """
        INSERT INTO genres (slug, name)
        SELECT DISTINCT r.slug, r.name
        FROM jsonb_to_recordset(%(rows)s) AS r (slug text, name text)
        ORDER BY r.slug
        ON CONFLICT DO NOTHING
        """,
        {"rows": array(rows)},
    )
    conn.execute(
        """
        INSERT INTO media_genres (media_id, genre_id, position)
        SELECT r.media_id, g.id, r.position
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, slug text, name text, position smallint
        )
        JOIN genres AS g ON g.slug = r.slug
        WHERE NOT EXISTS (SELECT FROM media_genres AS known WHERE known.media_id = r.media_id)
        ON CONFLICT DO NOTHING
        """,
        {"rows": array(rows)},
    )


def alternate_titles(conn: Connection, *, rows: Rows) -> None:
    conn.execute(
        """
        INSERT INTO media_alternate_titles (media_id, title, region)
        SELECT r.media_id, r.title, r.region
        FROM jsonb_to_recordset(%(rows)s) AS r (media_id bigint, title text, region text)
        JOIN media_items AS m ON m.id = r.media_id
        WHERE r.title NOT IN (m.title, coalesce(m.original_title, ''))
        ON CONFLICT DO NOTHING
        """,
        {"rows": array(rows)},
    )


def keywords(conn: Connection, *, rows: Rows) -> None:
    """Replace the keywords of titles that have some in the rows."""
    given = array(rows)
    conn.execute(
        """
        INSERT INTO keywords (name)
        SELECT DISTINCT r.name
        FROM jsonb_to_recordset(%(rows)s) AS r (name text)
        ORDER BY r.name
        ON CONFLICT DO NOTHING
        """,
        {"rows": given},
    )
    conn.execute(
        """
        WITH given AS (
            SELECT r.media_id, k.id AS keyword_id, min(r.position) AS position
            FROM jsonb_to_recordset(%(rows)s) AS r (media_id bigint, name text, position smallint)
            JOIN keywords AS k ON k.name = r.name
            GROUP BY r.media_id, k.id
        ),
        dropped AS (
            DELETE FROM media_keywords AS k
            WHERE k.media_id IN (SELECT media_id FROM given)
              AND (k.media_id, k.keyword_id) NOT IN (SELECT media_id, keyword_id FROM given)
        )
        INSERT INTO media_keywords AS k (media_id, keyword_id, position)
        SELECT media_id, keyword_id, position FROM given ORDER BY media_id, keyword_id
        ON CONFLICT (media_id, keyword_id) DO UPDATE SET position = excluded.position
        WHERE k.position <> excluded.position
        """,
        {"rows": given},
    )


def delete_keywords(conn: Connection, *, media_id: int) -> None:
    conn.execute("DELETE FROM media_keywords WHERE media_id = %(media_id)s", {"media_id": media_id})
