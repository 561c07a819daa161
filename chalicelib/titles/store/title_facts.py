"""The facts of a title in one statement, and popular titles of the same genres."""

from collections.abc import Sequence

from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.platform.db import Connection
from chalicelib.titles.models.title_detail import TitleFactsRow

MAX_CAST = 40
MAX_CREW = 40
MAX_LINKS = 12  # of each kind
MAX_FRANCHISE = 40  # a franchise is listed completely
MAX_VIDEOS = 20
MAX_ALTERNATE_TITLES = 20
MAX_RELEASES = 40
MAX_KEYWORDS = 20
MAX_COMPARED = 500


#: Each subquery is an index scan. IMDb's rating is taken from the scores when no source has it.
STATEMENT = """
    SELECT m.media_type, m.runtime_minutes, m.original_title, m.tagline, m.release_date,
           coalesce(
               (
                   SELECT certificate
                   FROM media_releases
                   WHERE media_id = m.id AND region = %(region)s AND certificate <> ''
                   ORDER BY released_on
                   LIMIT 1
               ),
               m.certificate
           ) AS certificate,
           m.status, m.language, m.countries, m.platforms, m.license, m.directors,
           m.top_cast, m.end_year, title_has_ended(m.end_year, m.status) AS is_finished,
           (
               SELECT coalesce(jsonb_object_agg(x.source, x.external_id), '{}')
               FROM media_external_ids AS x
               WHERE x.media_id = m.id
           ) AS external_ids,
           ARRAY(
               SELECT genre_id FROM media_genres WHERE media_id = m.id ORDER BY genre_id
           ) AS genre_ids,
           ARRAY(
               SELECT DISTINCT a.title
               FROM media_alternate_titles AS a
               WHERE a.media_id = m.id
               ORDER BY a.title
               LIMIT %(max_titles)s
           ) AS alternate_titles,
           (
               SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.source), '[]')
               FROM (
                   SELECT source, value::float8, best, votes
                   FROM media_ratings
                   WHERE media_id = m.id
                   UNION ALL
                   SELECT 'imdb', s.rating::float8, 10, s.votes
                   FROM media_scores AS s
                   WHERE s.media_id = m.id
                     AND s.rating IS NOT NULL
                     AND s.votes > 0
                     AND (m.id > 1000000000 OR EXISTS (
                         SELECT
                         FROM media_external_ids AS x
                         WHERE x.media_id = m.id AND x.source = 'imdb'
                     ))
                     AND NOT EXISTS (
                         SELECT
                         FROM media_ratings AS stored
                         WHERE stored.media_id = m.id AND stored.source = 'imdb'
                     )
               ) AS r
           ) AS ratings,
           (
               SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.position, c.name), '[]')
               FROM (
                   SELECT p.id AS person_id, p.name, p.profile_url, p.profile_placeholder,
                          n.character, n.position, n.episode_count
                   FROM (
                       SELECT person_id, character, position, episode_count
                       FROM credits
                       WHERE movie_id = %(media_id)s AND department = 'Acting'
                       UNION ALL
                       SELECT person_id, character, position, episode_count
                       FROM credits
                       WHERE show_id = %(media_id)s AND department = 'Acting'
                       ORDER BY position
                       LIMIT %(max_cast)s
                   ) AS n
                   JOIN people AS p ON p.id = n.person_id
               ) AS c
           ) AS cast_members,
           (
               SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.position, c.name), '[]')
               FROM (
                   SELECT p.id AS person_id, p.name, p.profile_url, p.profile_placeholder,
                          n.department, n.job, n.position
                   FROM (
                       SELECT person_id, department, job, position
                       FROM credits
                       WHERE movie_id = %(media_id)s AND department <> 'Acting'
                       UNION ALL
                       SELECT person_id, department, job, position
                       FROM credits
                       WHERE show_id = %(media_id)s AND department <> 'Acting'
                       ORDER BY position
                       LIMIT %(max_crew)s
                   ) AS n
                   JOIN people AS p ON p.id = n.person_id
               ) AS c
           ) AS crew_members,
           (
               SELECT coalesce(jsonb_agg(to_jsonb(v)), '[]')
               FROM (
                   SELECT site, key, kind, name
                   FROM media_videos
                   WHERE media_id = m.id
                   ORDER BY position, site, key
                   LIMIT %(max_videos)s
               ) AS v
           ) AS videos,
           (
               SELECT coalesce(jsonb_agg(to_jsonb(o)), '[]')
               FROM (
                   SELECT region, kind, provider_name, logo_url, link
                   FROM media_offers
                   WHERE media_id = m.id AND region = %(region)s
                   ORDER BY kind, position, provider_name
               ) AS o
           ) AS offers,
           (
               SELECT coalesce(jsonb_object_agg(l.kind, l.ids), '{}')
               FROM (
                   SELECT kind, jsonb_agg(linked_id ORDER BY position) AS ids
                   FROM (
                       SELECT kind, linked_id, position, row_number() OVER (
                           PARTITION BY kind ORDER BY position, linked_id
                       ) AS place
                       FROM media_links
                       WHERE media_id = m.id
                       UNION ALL
                       SELECT 'base', media_id, 0, 1
                       FROM media_links
                       WHERE linked_id = m.id AND kind IN ('dlc', 'expansion')
                   ) AS ranked
                   WHERE place <= CASE kind
                       WHEN 'franchise' THEN %(max_franchise)s
                       ELSE %(max_links)s
                   END
                   GROUP BY kind
               ) AS l
           ) AS links,
           (
               SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]')
               FROM (
                   SELECT region, platform, kind, released_on, precision, certificate
                   FROM media_releases
                   WHERE media_id = m.id
                   ORDER BY region = %(region)s DESC, released_on, region, platform, kind
                   LIMIT %(max_releases)s
               ) AS e
           ) AS releases,
           ARRAY(
               SELECT k.name
               FROM media_keywords AS mk
               JOIN keywords AS k ON k.id = mk.keyword_id
               WHERE mk.media_id = m.id
               ORDER BY mk.position, k.name
               LIMIT %(max_keywords)s
           ) AS keywords,
           CASE
               WHEN m.media_type = 'show'
                   THEN (SELECT count(*) FROM show_episodes WHERE media_id = m.id)
               ELSE 0
           END AS episode_count
    FROM media_items AS m
    WHERE m.id = %(media_id)s
"""
#: In one line: psycopg does not cache the conversion of statements above 4 kB.
TITLE_FACTS = " ".join(STATEMENT.split())


def get(conn: Connection, *, media_id: int, region: str) -> TitleFactsRow | None:
    """None when there is no such title."""
    with conn.cursor(row_factory=class_row(TitleFactsRow)) as cur:
        cur.execute(
            TITLE_FACTS,
            {
                "media_id": media_id,
                "region": region,
                "max_titles": MAX_ALTERNATE_TITLES,
                "max_cast": MAX_CAST,
                "max_crew": MAX_CREW,
                "max_videos": MAX_VIDEOS,
                "max_links": MAX_LINKS,
                "max_franchise": MAX_FRANCHISE,
                "max_releases": MAX_RELEASES,
                "max_keywords": MAX_KEYWORDS,
            },
        )
        return cur.fetchone()


def popular_of_genres(
    conn: Connection, *, media_type: MediaType, genre_ids: Sequence[int], limit: int
) -> list[int]:
    """
    Popular titles of a media type by the number of these genres they have.

    Only the most popular ones are compared: half the catalogue is a drama.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH popular AS MATERIALIZED (
                SELECT media_id, popularity
                FROM media_scores
                WHERE media_type = %(media_type)s
                ORDER BY popularity DESC, media_id
                LIMIT %(max_compared)s
            )
            SELECT p.media_id
            FROM popular AS p
            CROSS JOIN LATERAL (
                -- One index scan for all genres of a title, not one per genre.
                SELECT count(*) FILTER (
                    WHERE g.genre_id = ANY(%(genre_ids)s::bigint[])
                ) AS shared
                FROM media_genres AS g
                WHERE g.media_id = p.media_id
            ) AS overlap
            WHERE overlap.shared > 0
            ORDER BY overlap.shared DESC, p.popularity DESC, p.media_id
            LIMIT %(limit)s
            """,
            {
                "media_type": media_type,
                "genre_ids": list(genre_ids),
                "max_compared": MAX_COMPARED,
                "limit": limit,
            },
        )
        return cur.fetchall()
