"""How many titles of the library each filter leaves."""

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class FacetRow:
    """`group` is the name of a filter, `name` that of the value for people, if it has one."""

    group: str
    value: str
    name: str
    titles: int


def list_facets(conn: Connection) -> list[FacetRow]:
    """Every value of every filter, the most frequent first."""
    with conn.cursor(row_factory=class_row(FacetRow)) as cur:
        cur.execute(
            """
            SELECT split_part(facet, ':', 1) AS group,
                   substr(facet, strpos(facet, ':') + 1) AS value, '' AS name,
                   count(*) AS titles
            FROM library_titles AS title
            CROSS JOIN unnest(title.facets) AS facet
            GROUP BY facet
            UNION ALL
            SELECT 'decade', (title.year / 10 * 10)::text, '', count(*)
            FROM library_titles AS title
            WHERE title.year > 0
            GROUP BY title.year / 10
            UNION ALL
            SELECT 'genre', genre.slug, genre.name, count(*)
            FROM library_titles AS title
            JOIN media_genres AS tag ON tag.media_id = title.media_id
            JOIN genres AS genre ON genre.id = tag.genre_id
            GROUP BY genre.slug, genre.name
            UNION ALL
            SELECT 'files', 'unmatched', '', count(*)
            FROM library_items AS item
            WHERE item.match_state = 'unmatched'
            ORDER BY titles DESC, value
            """
        )
        return cur.fetchall()
