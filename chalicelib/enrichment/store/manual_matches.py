"""Statements of titles whose entry at the source a person chose, and of the way back."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.catalog.models import MediaType
from chalicelib.enrichment.models import MatchedTitle
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class MatchBefore:
    """The number of a title before it was matched by hand; whether it was described since."""

    external_id: str | None
    is_described: bool


def keep(conn: Connection, *, media_id: int, source: str, now: datetime) -> None:
    """Keep what the title is, unless it is matched by hand already."""
    conn.execute(
        """
        INSERT INTO title_matches (media_id, external_id, facts, genre_ids, names, matched_at)
        SELECT m.id, x.external_id, to_jsonb(m),
               ARRAY(
                   SELECT g.genre_id FROM media_genres AS g
                   WHERE g.media_id = m.id
                   ORDER BY g.position, g.genre_id
               ),
               (SELECT coalesce(jsonb_agg(jsonb_build_array(a.title, a.region)), '[]')
                FROM media_alternate_titles AS a
                WHERE a.media_id = m.id),
               %(now)s
        FROM media_items AS m
        LEFT JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = %(source)s
        WHERE m.id = %(media_id)s
        ON CONFLICT (media_id) DO UPDATE SET matched_at = excluded.matched_at
        """,
        {"media_id": media_id, "source": source, "now": now},
    )


def find(conn: Connection, *, media_id: int) -> MatchBefore | None:
    """None for a title that is not matched by hand."""
    row = conn.execute(
        """
        SELECT t.external_id,
               coalesce(
                   f.backfilled_at > t.matched_at AND f.failure IS DISTINCT FROM 'not_there', false
               )
        FROM title_matches AS t
        LEFT JOIN media_fetches AS f ON f.media_id = t.media_id
        WHERE t.media_id = %(media_id)s
        """,
        {"media_id": media_id},
    ).fetchone()
    return None if row is None else MatchBefore(*row)


def restore_facts(conn: Connection, *, media_id: int, now: datetime) -> None:
    """Give the title the facts it had before, except those that were set by hand."""
    parameters = {"media_id": media_id, "now": now}
    conn.execute(
        """
        UPDATE media_items AS m
        SET original_title = b.original_title, year = b.year, end_year = b.end_year,
            release_date = b.release_date, runtime_minutes = b.runtime_minutes,
            overview = b.overview, tagline = b.tagline, status = b.status,
            language = b.language, countries = b.countries, platforms = b.platforms,
            directors = b.directors, top_cast = b.top_cast, certificate = b.certificate,
            poster_url = b.poster_url, backdrop_url = b.backdrop_url, logo_url = b.logo_url,
            last_air_date = b.last_air_date, updated_at = %(now)s
        FROM title_matches AS t
        CROSS JOIN LATERAL jsonb_populate_record(NULL::media_items, t.facts) AS b
        WHERE t.media_id = %(media_id)s AND m.id = t.media_id
        """,
        parameters,
    )
    conn.execute(
        """
        UPDATE media_scores AS s
        SET year = m.year,
            released_on = coalesce(m.release_date, make_date(nullif(m.year, 0), 1, 1))
        FROM media_items AS m
        WHERE m.id = %(media_id)s AND s.media_id = m.id
        """,
        parameters,
    )
    conn.execute(
        """
        DELETE FROM media_alternate_titles AS a
        USING title_matches AS t
        WHERE t.media_id = %(media_id)s
          AND a.media_id = t.media_id
          AND NOT t.names @> jsonb_build_array(jsonb_build_array(a.title, a.region))
        """,
        parameters,
    )
    conn.execute(
        """
        DELETE FROM media_genres AS g
        USING title_matches AS t
        WHERE t.media_id = %(media_id)s
          AND g.media_id = t.media_id
          AND g.genre_id <> ALL (t.genre_ids)
          AND NOT EXISTS (
              SELECT FROM title_locks AS l WHERE l.media_id = t.media_id AND l.field = 'genres'
          )
        """,
        parameters,
    )


def forget(conn: Connection, *, media_id: int) -> None:
    conn.execute("DELETE FROM title_matches WHERE media_id = %(media_id)s", {"media_id": media_id})


def page(conn: Connection, *, limit: int) -> list[MatchedTitle]:
    """The newest first."""
    rows = conn.execute(
        """
        SELECT m.id, m.media_type, m.title, m.year, s.name, x.external_id, t.matched_at
        FROM title_matches AS t
        JOIN media_items AS m ON m.id = t.media_id
        CROSS JOIN LATERAL (
            SELECT CASE m.media_type WHEN 'game' THEN 'igdb' ELSE 'tmdb' END AS name
        ) AS s
        LEFT JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = s.name
        ORDER BY t.matched_at DESC, t.media_id
        LIMIT %(limit)s
        """,
        {"limit": limit},
    ).fetchall()
    return [
        MatchedTitle(
            id=row[0],
            kind=MediaType(row[1]),
            title=row[2],
            year=row[3],
            source=row[4],
            external_id=row[5],
            matched_at=row[6],
        )
        for row in rows
    ]
