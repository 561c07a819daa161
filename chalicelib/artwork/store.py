"""Reads what the picture of a title is chosen or drawn from: URLs, name, year and genres."""

from psycopg.rows import class_row

from chalicelib.artwork.models import TitleArtwork
from chalicelib.platform.db import Connection


def title_artwork(conn: Connection, *, media_id: int) -> TitleArtwork | None:
    """None when there is no such title. Genres are in the order in which cards show them."""
    with conn.cursor(row_factory=class_row(TitleArtwork)) as cur:
        cur.execute(
            """
            SELECT m.title, m.year, m.poster_url, m.backdrop_url,
                   ARRAY(
                       SELECT g.name
                       FROM media_genres AS mg
                       JOIN genres AS g ON g.id = mg.genre_id
                       WHERE mg.media_id = m.id
                       ORDER BY mg.position, g.name
                   ) AS genres
            FROM media_items AS m
            WHERE m.id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()
