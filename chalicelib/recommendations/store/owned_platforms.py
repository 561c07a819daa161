"""What people play on, and when titles come to their country."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from chalicelib.platform.db import Connection


def played_on(
    conn: Connection, *, people: Collection[UUID]
) -> dict[UUID, dict[int, tuple[str, ...]]]:
    """The platforms each user owns or plays games on; games of a wishlist do not count."""
    rows = conn.execute(
        """
        SELECT g.user_id, g.media_id, array_remove(g.platform || g.more_platforms, NULL)
        FROM user_games AS g
        WHERE g.user_id = ANY(%(people)s::uuid[])
          AND g.status <> 'wishlist'
          AND (g.platform IS NOT NULL OR g.more_platforms <> '{}')
          AND NOT EXISTS (
              SELECT FROM taste_forgotten AS f
              WHERE f.user_id = g.user_id AND f.media_id = g.media_id
          )
        """,
        {"people": list(people)},
    ).fetchall()
    found: dict[UUID, dict[int, tuple[str, ...]]] = {}
    for user_id, media_id, platforms in rows:
        found.setdefault(user_id, {})[media_id] = tuple(dict.fromkeys(platforms))
    return found


def comes_on(conn: Connection, *, media_id: int, region: str, today: date) -> date | None:
    """The first day of a title in a country, when that is still ahead and it is not here."""
    row = conn.execute(
        """
        SELECT min(r.released_on)
        FROM media_releases AS r
        WHERE r.media_id = %(media_id)s AND r.region = %(region)s AND r.kind <> 'premiere'
          AND NOT EXISTS (SELECT FROM library_titles AS t WHERE t.media_id = r.media_id)
        HAVING min(r.released_on) > %(today)s
        """,
        {"media_id": media_id, "region": region, "today": today},
    ).fetchone()
    return row[0] if row else None
