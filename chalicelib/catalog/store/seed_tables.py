"""
Upserts of the seed catalogue: one statement per table, for any number of rows.

Every statement takes its rows as one JSON array. Titles are identified by slug, seasons and
episodes by number, so ids, and the user data that refers to them, are kept. Only genres and
external ids that the seed no longer has are deleted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from chalicelib.platform.db import Connection

ADVISORY_LOCK = 0x5EED  # an arbitrary key

Rows = Sequence[dict[str, Any]]


def lock(conn: Connection) -> None:
    """Wait for other loaders; the lock is held to the end of the transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": ADVISORY_LOCK})


def state(conn: Connection) -> str | None:
    """The hash of the files loaded last."""
    row = conn.execute("SELECT value FROM sync_state WHERE name = 'seed'").fetchone()
    return None if row is None else str(row[0])


def remember_state(conn: Connection, *, value: str, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO sync_state (name, value, updated_at)
        VALUES ('seed', %(value)s, %(now)s)
        ON CONFLICT (name) DO UPDATE
        SET value = excluded.value, updated_at = excluded.updated_at
        """,
        {"value": value, "now": now},
    )


def titles(conn: Connection, *, rows: Rows, now: datetime) -> None:
    """Insert or update titles, by slug."""
    conn.execute(
        """
        INSERT INTO media_items AS m (
            slug, media_type, title, original_title, year, end_year, release_date,
            runtime_minutes, overview, tagline, status, language, countries, platforms,
            directors, top_cast, certificate, license, poster_url, backdrop_url, logo_url,
            created_at, updated_at
        )
        SELECT r.slug, r.media_type, r.title, r.original_title, r.year, r.end_year,
               r.release_date, r.runtime_minutes, r.overview, r.tagline, r.status, r.language,
               r.countries, r.platforms, r.directors, r.top_cast, r.certificate, r.license,
               r.poster_url, r.backdrop_url, r.logo_url, %(now)s, %(now)s
        FROM jsonb_to_recordset(%(rows)s) AS r (
            slug text, media_type text, title text, original_title text, year smallint,
            end_year smallint, release_date date, runtime_minutes integer, overview text,
            tagline text, status text, language text, countries text[], platforms text[],
            directors text[], top_cast text[], certificate text, license text, poster_url text,
            backdrop_url text, logo_url text
        )
        ON CONFLICT (slug) WHERE slug IS NOT NULL DO UPDATE
        SET title = excluded.title,
            original_title = excluded.original_title,
            year = excluded.year,
            end_year = coalesce(excluded.end_year, m.end_year),
            release_date = excluded.release_date,
            runtime_minutes = excluded.runtime_minutes,
            overview = excluded.overview,
            tagline = excluded.tagline,
            status = excluded.status,
            language = excluded.language,
            countries = excluded.countries,
            platforms = excluded.platforms,
            directors = excluded.directors,
            top_cast = excluded.top_cast,
            certificate = excluded.certificate,
            license = excluded.license,
            -- A metadata provider may have found what the seed lacks.
            poster_url = coalesce(excluded.poster_url, m.poster_url),
            backdrop_url = coalesce(excluded.backdrop_url, m.backdrop_url),
            logo_url = coalesce(excluded.logo_url, m.logo_url),
            updated_at = excluded.updated_at
        """,
        {"rows": Jsonb(list(rows)), "now": now},
    )


def scores(conn: Connection, *, rows: Rows) -> None:
    """Insert or update scores; newer figures of a provider or IMDb are kept."""
    conn.execute(
        """
        INSERT INTO media_scores AS s (
            media_id, media_type, year, released_on, rating, votes, popularity
        )
        SELECT m.id, m.media_type, m.year, coalesce(m.release_date, make_date(m.year, 1, 1)),
               r.rating, r.votes, r.popularity
        FROM jsonb_to_recordset(%(rows)s) AS r (
            slug text, rating numeric(3, 1), votes integer, popularity double precision
        )
        JOIN media_items AS m ON m.slug = r.slug
        ON CONFLICT (media_id) DO UPDATE
        SET year = excluded.year,
            released_on = excluded.released_on,
            rating = CASE
                WHEN s.votes > excluded.votes THEN s.rating
                ELSE coalesce(excluded.rating, s.rating)
            END,
            votes = greatest(excluded.votes, s.votes),
            popularity = coalesce(s.provider_popularity, excluded.popularity)
        """,
        {"rows": Jsonb(list(rows))},
    )


def genres(conn: Connection, *, rows: Rows) -> None:
    conn.execute(
        """
        INSERT INTO genres (slug, name)
        SELECT r.slug, r.name
        FROM jsonb_to_recordset(%(rows)s) AS r (slug text, name text)
        ON CONFLICT (slug) DO UPDATE
        SET name = excluded.name
        """,
        {"rows": Jsonb(list(rows))},
    )


def genres_of_titles(conn: Connection, *, rows: Rows) -> None:
    """Replace the genres of the titles in `rows`."""
    conn.execute(
        """
        WITH assigned AS (
            SELECT m.id AS media_id, g.id AS genre_id, r.position
            FROM jsonb_to_recordset(%(rows)s) AS r (slug text, genre text, position smallint)
            JOIN media_items AS m ON m.slug = r.slug
            JOIN genres AS g ON g.slug = r.genre
        ),
        dropped AS (
            DELETE FROM media_genres AS mg
            WHERE mg.media_id IN (SELECT media_id FROM assigned)
              AND (mg.media_id, mg.genre_id) NOT IN (SELECT media_id, genre_id FROM assigned)
        )
        INSERT INTO media_genres (media_id, genre_id, position)
        SELECT media_id, genre_id, position
        FROM assigned
        ON CONFLICT (media_id, genre_id) DO UPDATE
        SET position = excluded.position
        """,
        {"rows": Jsonb(list(rows))},
    )


def drop_external_ids(conn: Connection, *, rows: Rows) -> None:
    """Delete external ids that differ from the seed's, before `external_ids` inserts those."""
    conn.execute(
        """
        DELETE FROM media_external_ids AS x
        USING jsonb_to_recordset(%(rows)s) AS r (slug text, source text, external_id text)
        JOIN media_items AS m ON m.slug = r.slug
        WHERE x.media_id = m.id AND x.source = r.source AND x.external_id <> r.external_id
        """,
        {"rows": Jsonb(list(rows))},
    )


def external_ids(conn: Connection, *, rows: Rows) -> None:
    """Insert external ids; one that another title already has stays with that title."""
    conn.execute(
        """
        INSERT INTO media_external_ids (media_id, source, media_type, external_id)
        SELECT m.id, r.source, m.media_type, r.external_id
        FROM jsonb_to_recordset(%(rows)s) AS r (slug text, source text, external_id text)
        JOIN media_items AS m ON m.slug = r.slug
        ON CONFLICT DO NOTHING
        """,
        {"rows": Jsonb(list(rows))},
    )


def seasons(conn: Connection, *, rows: Rows) -> None:
    conn.execute(
        """
        INSERT INTO show_seasons (media_id, season_number, name)
        SELECT m.id, r.season_number, r.name
        FROM jsonb_to_recordset(%(rows)s) AS r (slug text, season_number smallint, name text)
        JOIN media_items AS m ON m.slug = r.slug
        ON CONFLICT (media_id, season_number) DO UPDATE
        SET name = excluded.name
        """,
        {"rows": Jsonb(list(rows))},
    )


def episodes(conn: Connection, *, rows: Rows) -> None:
    conn.execute(
        """
        INSERT INTO show_episodes AS e (
            media_id, season_number, episode_number,
            title, overview, air_date, runtime_minutes, still_url
        )
        SELECT m.id, r.season_number, r.episode_number,
               r.title, r.overview, r.air_date, r.runtime_minutes, r.still_url
        FROM jsonb_to_recordset(%(rows)s) AS r (
            slug text, season_number smallint, episode_number smallint,
            title text, overview text, air_date date, runtime_minutes integer, still_url text
        )
        JOIN media_items AS m ON m.slug = r.slug
        ON CONFLICT (media_id, season_number, episode_number) DO UPDATE
        SET title = excluded.title,
            overview = excluded.overview,
            air_date = excluded.air_date,
            runtime_minutes = excluded.runtime_minutes,
            still_url = coalesce(excluded.still_url, e.still_url)
        """,
        {"rows": Jsonb(list(rows))},
    )


def drop_free_sources(conn: Connection, *, rows: Rows) -> None:
    """Delete the sources that the seed no longer has, before `free_sources` inserts the others."""
    conn.execute(
        """
        DELETE FROM free_sources AS s
        WHERE NOT EXISTS (
            SELECT
            FROM jsonb_to_recordset(%(rows)s) AS r (slug text, address text)
            JOIN media_items AS m ON m.slug = r.slug
            WHERE m.id = s.media_id AND r.address = s.address
        )
        """,
        {"rows": Jsonb(list(rows))},
    )


def free_sources(conn: Connection, *, rows: Rows) -> None:
    """Insert or update sources, by title and address: jobs refer to them by id."""
    conn.execute(
        """
        INSERT INTO free_sources (
            media_id, season_number, episode_number, position, kind, publisher, address, licence,
            licence_url, size_bytes
        )
        SELECT m.id, r.season, r.episode, r.position, r.kind, r.publisher, r.address, r.licence,
               r.licence_url, r.bytes
        FROM jsonb_to_recordset(%(rows)s) AS r (
            slug text, season smallint, episode smallint, position smallint, kind text,
            publisher text, address text, licence text, licence_url text, bytes bigint
        )
        JOIN media_items AS m ON m.slug = r.slug
        ON CONFLICT (media_id, address) DO UPDATE
        SET season_number = excluded.season_number,
            episode_number = excluded.episode_number,
            position = excluded.position,
            kind = excluded.kind,
            publisher = excluded.publisher,
            licence = excluded.licence,
            licence_url = excluded.licence_url,
            size_bytes = excluded.size_bytes
        """,
        {"rows": Jsonb(list(rows))},
    )


def sections(conn: Connection, *, rows: Rows, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO discover_sections (slug, title, position, refreshed_at)
        SELECT r.slug, r.title, r.position, %(now)s
        FROM jsonb_to_recordset(%(rows)s) AS r (slug text, title text, position smallint)
        ON CONFLICT (slug) DO UPDATE
        SET title = excluded.title,
            position = excluded.position,
            refreshed_at = excluded.refreshed_at
        """,
        {"rows": Jsonb(list(rows)), "now": now},
    )


def empty_sections(conn: Connection, *, rows: Rows) -> None:
    """Empty the sections in `rows`, before `section_items` fills them."""
    conn.execute(
        """
        DELETE FROM discover_section_items AS i
        USING jsonb_to_recordset(%(rows)s) AS r (slug text)
        JOIN discover_sections AS s ON s.slug = r.slug
        WHERE i.section_id = s.id
        """,
        {"rows": Jsonb(list(rows))},
    )


def section_items(conn: Connection, *, rows: Rows) -> None:
    conn.execute(
        """
        INSERT INTO discover_section_items (section_id, position, media_id)
        SELECT s.id, r.position, m.id
        FROM jsonb_to_recordset(%(rows)s) AS r (section text, position smallint, slug text)
        JOIN discover_sections AS s ON s.slug = r.section
        JOIN media_items AS m ON m.slug = r.slug
        """,
        {"rows": Jsonb(list(rows))},
    )


def featured(conn: Connection, *, rows: Rows) -> None:
    """Replace the titles of the billboard."""
    conn.execute(
        """
        WITH featured AS (
            SELECT m.id AS media_id, r.position, r.reason
            FROM jsonb_to_recordset(%(rows)s) AS r (slug text, position smallint, reason text)
            JOIN media_items AS m ON m.slug = r.slug
        ),
        dropped AS (
            DELETE FROM featured_items
            WHERE media_id NOT IN (SELECT media_id FROM featured)
        )
        INSERT INTO featured_items (media_id, position, reason)
        SELECT media_id, position, reason
        FROM featured
        ON CONFLICT (media_id) DO UPDATE
        SET position = excluded.position, reason = excluded.reason
        """,
        {"rows": Jsonb(list(rows))},
    )


def ids(conn: Connection, *, rows: Rows) -> list[int]:
    """The ids of the titles in `rows`."""
    found = conn.execute(
        "SELECT id FROM media_items WHERE slug = ANY(%(slugs)s)",
        {"slugs": [row["slug"] for row in rows]},
    )
    return [row[0] for row in found]


def analyze(conn: Connection) -> None:
    """Update the planner's statistics, so that the first queries get good plans."""
    conn.execute(
        """
        ANALYZE media_items, media_scores, genres, media_genres, show_seasons, show_episodes,
                discover_sections, discover_section_items, featured_items,
                search_names, search_words, search_prefixes
        """
    )
