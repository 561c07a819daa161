"""Sections of the discover page that come from a provider."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.metadata.models import SectionUpdate
from chalicelib.platform.db import Connection


def replace(conn: Connection, *, section: SectionUpdate, now: datetime) -> None:
    """Replace the items of a section, which makes it fresh."""
    conn.execute(
        """
        INSERT INTO discover_sections AS s (slug, title, position, origin, refreshed_at)
        VALUES (%(slug)s, %(title)s, %(position)s, %(origin)s, %(now)s)
        ON CONFLICT (slug) DO UPDATE
        SET title = excluded.title,
            position = excluded.position,
            origin = excluded.origin,
            refreshed_at = excluded.refreshed_at,
            stale_since = NULL
        """,
        {
            "slug": section.slug,
            "title": section.title,
            "position": section.position,
            "origin": section.origin,
            "now": now,
        },
    )
    conn.execute(
        """
        DELETE FROM discover_section_items AS i
        USING discover_sections AS s
        WHERE s.slug = %(slug)s AND i.section_id = s.id
        """,
        {"slug": section.slug},
    )
    conn.execute(
        """
        INSERT INTO discover_section_items (section_id, position, media_id)
        SELECT s.id, wanted.position, wanted.id
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, position)
        JOIN discover_sections AS s ON s.slug = %(slug)s
        JOIN media_items AS m ON m.id = wanted.id
        """,
        {"slug": section.slug, "ids": list(dict.fromkeys(section.ids))},
    )


def mark_stale(conn: Connection, *, slugs: Sequence[str], now: datetime) -> int:
    """Mark sections as stale because their provider failed; returns how many."""
    return conn.execute(
        """
        UPDATE discover_sections
        SET stale_since = coalesce(stale_since, refreshed_at, %(now)s)
        WHERE slug = ANY(%(slugs)s) AND origin IN ('tmdb', 'igdb')
        """,
        {"slugs": list(slugs), "now": now},
    ).rowcount
