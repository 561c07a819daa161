"""Lists of titles that are the same for everyone, as ids."""

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.catalog.models import Found, Genre, MediaType, Sort
from chalicelib.platform.db import Connection

#: Every order ends with the id, so that pages neither repeat nor skip a title.
ORDERS = {
    Sort.POPULAR: sql.SQL("m.popularity DESC, m.id"),
    # The collation of the machine must not decide where a page ends.
    Sort.TITLE: sql.SQL('fold(m.title) COLLATE "C", m.year, m.id'),
    Sort.NEWEST: sql.SQL("m.release_date DESC NULLS LAST, m.year DESC NULLS LAST, m.id"),
    Sort.RATING: sql.SQL("m.rating DESC NULLS LAST, m.popularity DESC, m.id"),
}

BROWSE = """
    WITH wanted AS NOT MATERIALIZED (
        SELECT id, title, i.year, i.release_date, s.rating, s.popularity
        FROM media_items AS i
        JOIN media_scores AS s ON s.media_id = i.id
        WHERE (%(media_type)s::text IS NULL OR i.media_type = %(media_type)s)
          AND (%(genre)s::text IS NULL OR id IN (
              SELECT mg.media_id
              FROM media_genres AS mg
              JOIN genres AS g ON g.id = mg.genre_id
              WHERE g.slug = %(genre)s
          ))
    )
    SELECT ARRAY(
               SELECT m.id FROM wanted AS m ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
           ) AS ids,
           (SELECT count(*) FROM wanted) AS total
"""


def page(
    conn: Connection,
    *,
    media_type: MediaType | None,
    genre: str | None,
    sort: Sort,
    limit: int,
    offset: int,
) -> Found:
    with conn.cursor(row_factory=class_row(Found)) as cur:
        cur.execute(
            sql.SQL(BROWSE).format(order=ORDERS[sort]),
            {"media_type": media_type, "genre": genre, "limit": limit, "offset": offset},
        )
        return cur.fetchall()[0]


def genre_exists(conn: Connection, *, slug: str) -> bool:
    row = conn.execute("SELECT FROM genres WHERE slug = %(slug)s", {"slug": slug}).fetchone()
    return row is not None


def genres(conn: Connection, *, media_type: MediaType | None) -> list[Genre]:
    """Genres that have titles, the fullest first."""
    with conn.cursor(row_factory=class_row(Genre)) as cur:
        cur.execute(
            """
            SELECT g.slug, g.name, count(*) AS count
            FROM genres AS g
            JOIN media_genres AS mg ON mg.genre_id = g.id
            JOIN media_items AS m ON m.id = mg.media_id
            WHERE (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
            GROUP BY g.id
            ORDER BY count(*) DESC, g.name, g.id
            """,
            {"media_type": media_type},
        )
        return cur.fetchall()


def similar(conn: Connection, *, media_id: int, limit: int) -> list[int]:
    """Titles of the same kind that share genres with this one, the closest first."""
    rows = conn.execute(
        """
        WITH near AS MATERIALIZED (
            SELECT other.media_id, count(*) AS shared
            FROM media_genres AS own
            JOIN media_genres AS other
                ON other.genre_id = own.genre_id AND other.media_id <> own.media_id
            WHERE own.media_id = %(media_id)s
            GROUP BY other.media_id
        )
        SELECT m.id
        FROM near
        JOIN media_items AS m ON m.id = near.media_id
        JOIN media_scores AS s ON s.media_id = near.media_id
        JOIN media_items AS own ON own.id = %(media_id)s AND own.media_type = m.media_type
        ORDER BY near.shared DESC, s.popularity DESC, m.id
        LIMIT %(limit)s
        """,
        {"media_id": media_id, "limit": limit},
    ).fetchall()
    return [row[0] for row in rows]
