"""Every SQL statement about sections."""

from psycopg.rows import class_row

from chalicelib.catalog.models import Found, MediaType
from chalicelib.discover.models import SectionRow
from chalicelib.platform.db import Connection


def sections(conn: Connection, *, limit: int, items_each: int) -> list[SectionRow]:
    """The sections that have something in them, in their order, with their first items."""
    with conn.cursor(row_factory=class_row(SectionRow)) as cur:
        cur.execute(
            """
            SELECT s.slug, s.title,
                   ARRAY(
                       SELECT i.media_id
                       FROM discover_section_items AS i
                       WHERE i.section_id = s.id
                       ORDER BY i.position
                       LIMIT %(items_each)s
                   ) AS ids
            FROM discover_sections AS s
            WHERE EXISTS (SELECT FROM discover_section_items AS i WHERE i.section_id = s.id)
            ORDER BY s.position, s.id
            LIMIT %(limit)s
            """,
            {"limit": limit, "items_each": items_each},
        )
        return cur.fetchall()


def page(
    conn: Connection, *, slug: str, media_type: MediaType | None, limit: int, offset: int
) -> Found | None:
    """A page of one section; None when there is no such section."""
    with conn.cursor(row_factory=class_row(Found)) as cur:
        cur.execute(
            """
            WITH wanted AS (
                SELECT i.section_id, i.media_id, i.position
                FROM discover_section_items AS i
                JOIN discover_sections AS s ON s.id = i.section_id
                JOIN media_items AS m ON m.id = i.media_id
                WHERE s.slug = %(slug)s
                  AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
            )
            SELECT ARRAY(
                       SELECT media_id
                       FROM wanted
                       ORDER BY position
                       LIMIT %(limit)s OFFSET %(offset)s
                   ) AS ids,
                   (SELECT count(*) FROM wanted) AS total
            FROM discover_sections
            WHERE slug = %(slug)s
            """,
            {"slug": slug, "media_type": media_type, "limit": limit, "offset": offset},
        )
        return cur.fetchone()
