"""Sections of the discover page."""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.discover.models import SectionRow
from chalicelib.platform.db import Connection


def sections(conn: Connection, *, limit: int, items_each: int) -> list[SectionRow]:
    """The sections with items, in their order, each with its first items."""
    with conn.cursor(row_factory=class_row(SectionRow)) as cur:
        cur.execute(
            """
            SELECT s.slug, s.title, s.origin, s.stale_since,
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


def ids(conn: Connection, *, slug: str) -> list[int] | None:
    """The ids of a section, in its order; None when there is no such section."""
    row = conn.execute(
        """
        SELECT ARRAY(
            SELECT i.media_id
            FROM discover_section_items AS i
            WHERE i.section_id = s.id
            ORDER BY i.position
        )
        FROM discover_sections AS s
        WHERE s.slug = %(slug)s
        """,
        {"slug": slug},
    ).fetchone()
    return None if row is None else list(row[0])


def most_popular_released(
    conn: Connection, *, media_type: MediaType, first: date, last: date, limit: int
) -> list[int]:
    """Titles released from the first to the last day, by popularity."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM media_scores
            WHERE media_type = %(media_type)s
              AND released_on BETWEEN %(first)s AND %(last)s
            ORDER BY popularity DESC, released_on, media_id
            LIMIT %(limit)s
            """,
            {"media_type": media_type, "first": first, "last": last, "limit": limit},
        )
        return cur.fetchall()


def newest_released(
    conn: Connection, *, media_type: MediaType, first: date, last: date, limit: int
) -> list[int]:
    """The popular titles released from the first to the last day, the newest first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM (
                SELECT media_id, released_on, popularity
                FROM media_scores
                WHERE media_type = %(media_type)s
                  AND released_on BETWEEN %(first)s AND %(last)s
                ORDER BY popularity DESC, media_id
                LIMIT %(limit)s
            ) AS popular
            ORDER BY released_on DESC, popularity DESC, media_id
            """,
            {"media_type": media_type, "first": first, "last": last, "limit": limit},
        )
        return cur.fetchall()


def airing(conn: Connection, *, first: date, last: date, limit: int) -> list[int]:
    """Shows with an episode aired from the first to the last day, by popularity."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT s.media_id
            FROM media_scores AS s
            WHERE s.media_id IN (
                SELECT e.media_id
                FROM show_episodes AS e
                WHERE e.air_date BETWEEN %(first)s AND %(last)s
            )
            ORDER BY s.popularity DESC, s.media_id
            LIMIT %(limit)s
            """,
            {"first": first, "last": last, "limit": limit},
        )
        return cur.fetchall()


def sizes(conn: Connection) -> dict[str, int]:
    """The stored number of titles of each media type."""
    rows = conn.execute(
        "SELECT media_type, count FROM catalogue_counts WHERE genre_id = 0"
    ).fetchall()
    return dict(rows)


def replace_items(
    conn: Connection,
    *,
    slug: str,
    title: str,
    position: int,
    ids: Sequence[int],
    keep: Sequence[str],
    now: datetime,
) -> bool:
    """
    Replace the items of a section; False when it has one of the origins to `keep`.

    Needs a transaction.
    """
    row = conn.execute(
        """
        INSERT INTO discover_sections AS s (slug, title, position, origin, refreshed_at)
        VALUES (%(slug)s, %(title)s, %(position)s, 'catalogue', %(now)s)
        ON CONFLICT (slug) DO UPDATE
        SET title = excluded.title,
            position = excluded.position,
            origin = excluded.origin,
            refreshed_at = excluded.refreshed_at,
            stale_since = NULL
        WHERE s.origin <> ALL(%(keep)s)
        RETURNING s.id
        """,
        {"slug": slug, "title": title, "position": position, "keep": list(keep), "now": now},
    ).fetchone()
    if row is None:
        return False
    conn.execute(
        "DELETE FROM discover_section_items WHERE section_id = %(section_id)s",
        {"section_id": row[0]},
    )
    conn.execute(
        """
        INSERT INTO discover_section_items (section_id, position, media_id)
        SELECT %(section_id)s, item.position, item.id
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS item (id, position)
        """,
        {"section_id": row[0], "ids": list(ids)},
    )
    return True
