"""
People and credits of the seed catalogue, which names them without ids of a provider.

A person is identified by `people.seed_name`. The seed credits only titles that no provider
credits: the credits of TMDB and IMDb are complete, and replace the seed's when they arrive.
"""

from psycopg import sql
from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from chalicelib.catalog.store.seed_tables import Rows
from chalicelib.platform import foreign_keys
from chalicelib.platform.db import Connection


def adopt(conn: Connection, *, rows: Rows) -> None:
    """Identify people of providers with names of the seed, where exactly one has the name."""
    conn.execute(
        """
        WITH same AS (
            SELECT r.name, min(p.id) AS id
            FROM (
                SELECT DISTINCT name FROM jsonb_to_recordset(%(rows)s) AS r (name text)
            ) AS r
            JOIN people AS p ON p.name = r.name
            WHERE NOT EXISTS (SELECT FROM people AS known WHERE known.seed_name = r.name)
            GROUP BY r.name
            HAVING count(*) = 1
        )
        UPDATE people AS p
        SET seed_name = same.name
        FROM same
        WHERE p.id = same.id AND p.seed_name IS NULL
        """,
        {"rows": Jsonb(list(rows))},
    )


def upsert(conn: Connection, *, rows: Rows) -> list[int]:
    """
    Insert the people that `rows` credit, and update those that no provider knows; their ids.

    Only for titles without credits of a provider: no other title needs a person of the seed.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            INSERT INTO people AS p (name, seed_name, known_for, popularity)
            SELECT r.name, r.name,
                   -- The more frequent department; of two, the one of the first title.
                   mode() WITHIN GROUP (ORDER BY r.department),
                   max(r.popularity) / 4 + count(DISTINCT r.slug)
            FROM jsonb_to_recordset(%(rows)s) AS r (
                slug text, name text, department text, popularity double precision
            )
            JOIN media_items AS m ON m.slug = r.slug
            WHERE NOT EXISTS (
                SELECT
                FROM credits AS c
                WHERE c.source <> 'seed' AND (c.movie_id = m.id OR c.show_id = m.id)
            )
            GROUP BY r.name
            ORDER BY r.name
            ON CONFLICT (seed_name) DO UPDATE
            SET known_for = excluded.known_for, popularity = excluded.popularity
            WHERE p.tmdb_id IS NULL AND p.imdb_id IS NULL
            RETURNING p.id
            """,
            {"rows": Jsonb(list(rows))},
        )
        return cur.fetchall()


def replace_credits(conn: Connection, *, rows: Rows) -> None:
    """Replace the seed's credits of the titles in `rows`, except where a provider has some."""
    given = Jsonb(list(rows))
    conn.execute(
        """
        DELETE FROM credits AS c
        WHERE c.source = 'seed'
          AND NOT EXISTS (
              SELECT
              FROM jsonb_to_recordset(%(rows)s) AS r (slug text, name text, job text)
              JOIN media_items AS m ON m.slug = r.slug
              JOIN people AS p ON p.seed_name = r.name
              WHERE m.id = coalesce(c.movie_id, c.show_id)
                AND p.id = c.person_id
                AND r.job = c.job
          )
        """,
        {"rows": given},
    )
    conn.execute(
        """
        INSERT INTO credits AS c (
            person_id, movie_id, show_id, department, job, position, source
        )
        SELECT p.id,
               CASE WHEN m.media_type = 'movie' THEN m.id END,
               CASE WHEN m.media_type = 'show' THEN m.id END,
               r.department, r.job, r.position, 'seed'
        FROM jsonb_to_recordset(%(rows)s) AS r (
            slug text, name text, department text, job text, position integer
        )
        JOIN media_items AS m ON m.slug = r.slug
        JOIN people AS p ON p.seed_name = r.name
        WHERE NOT EXISTS (
            SELECT
            FROM credits AS known
            WHERE known.source <> 'seed' AND (known.movie_id = m.id OR known.show_id = m.id)
        )
        ORDER BY m.id, r.position
        ON CONFLICT ON CONSTRAINT credits_once DO UPDATE
        SET position = excluded.position
        WHERE c.source = 'seed' AND c.position <> excluded.position
        """,
        {"rows": given},
    )


def delete_unreferenced(conn: Connection) -> None:
    """Delete people of the seed that no provider knows and no title credits any more."""
    conn.execute(
        sql.SQL(
            """
            DELETE FROM people AS p
            WHERE p.seed_name IS NOT NULL
              AND p.tmdb_id IS NULL
              AND p.imdb_id IS NULL
              AND {unreferenced}
              AND NOT EXISTS (SELECT FROM credits AS c WHERE c.person_id = p.id)
            """
        ).format(unreferenced=foreign_keys.unreferenced(conn, "people", sql.Identifier("p", "id")))
    )
