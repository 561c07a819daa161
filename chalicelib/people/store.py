"""Statements of the page of one person."""

from psycopg.rows import class_row

from chalicelib.people.models import CreditRow, PersonRow
from chalicelib.platform.db import Connection


def get(conn: Connection, *, person_id: int) -> PersonRow | None:
    """A person by the present id, or by one from before a merge."""
    with conn.cursor(row_factory=class_row(PersonRow)) as cur:
        cur.execute(
            """
            SELECT p.id, p.name, p.biography, p.born_on, p.died_on, p.birth_year, p.death_year,
                   p.birthplace, p.known_for, p.profile_url, p.profile_placeholder, p.imdb_id,
                   p.tmdb_id::text AS tmdb_id
            FROM people AS p
            WHERE p.id = coalesce(
                (SELECT person_id FROM merged_people WHERE old_id = %(person_id)s),
                %(person_id)s
            )
            """,
            {"person_id": person_id},
        )
        return cur.fetchone()


def credits_of(conn: Connection, *, person_id: int, newest: int, best: int) -> list[CreditRow]:
    """
    The `newest` credits, and all credits of the `best` known titles; the newest first, unreleased
    titles before them.
    """
    with conn.cursor(row_factory=class_row(CreditRow)) as cur:
        cur.execute(
            """
            WITH credit AS MATERIALIZED (
                SELECT coalesce(c.movie_id, c.show_id) AS media_id, c.department, c.job,
                       c.character, c.position, c.episode_count
                FROM credits AS c
                WHERE c.person_id = %(person_id)s
            ),
            ranked AS (
                SELECT d.media_id, d.department, d.job, d.character, s.year, d.episode_count,
                       dense_rank() OVER (
                           ORDER BY s.votes DESC, s.popularity DESC, d.media_id
                       ) AS place,
                       row_number() OVER (
                           ORDER BY s.released_on DESC NULLS FIRST, d.media_id, d.position, d.job,
                                    d.character
                       ) AS line
                FROM credit AS d
                JOIN media_scores AS s ON s.media_id = d.media_id
            )
            SELECT media_id, department, job, character, year, episode_count, place, line
            FROM ranked
            WHERE line <= %(newest)s OR place <= %(best)s
            ORDER BY line
            """,
            {"person_id": person_id, "newest": newest, "best": best},
        )
        return cur.fetchall()
