"""What people say about their own taste."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from chalicelib.platform.db import Connection
from chalicelib.recommendations.models.taste import DropPoint, Strength


def rules(conn: Connection, *, people: Sequence[UUID]) -> dict[UUID, dict[str, Strength]]:
    rows = conn.execute(
        "SELECT user_id, trait, strength FROM taste_rules WHERE user_id = ANY(%(people)s::uuid[])",
        {"people": list(people)},
    ).fetchall()
    found: dict[UUID, dict[str, Strength]] = {}
    for user_id, trait, strength in rows:
        found.setdefault(user_id, {})[trait] = Strength(strength)
    return found


def set_rule(
    conn: Connection, *, user_id: UUID, trait: str, strength: str | None, now: datetime
) -> None:
    """Null takes the rule away."""
    given = {"user_id": user_id, "trait": trait, "strength": strength, "now": now}
    if strength is None:
        conn.execute(
            "DELETE FROM taste_rules WHERE user_id = %(user_id)s AND trait = %(trait)s", given
        )
        return
    conn.execute(
        """
        INSERT INTO taste_rules (user_id, trait, strength, updated_at)
        VALUES (%(user_id)s, %(trait)s, %(strength)s, %(now)s)
        ON CONFLICT (user_id, trait) DO UPDATE
        SET strength = excluded.strength, updated_at = excluded.updated_at
        """,
        given,
    )


def forgotten(conn: Connection, *, user_id: UUID) -> set[int]:
    rows = conn.execute(
        "SELECT media_id FROM taste_forgotten WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchall()
    return {row[0] for row in rows}


def set_forgotten(
    conn: Connection, *, user_id: UUID, media_id: int, forgotten: bool, now: datetime
) -> None:
    """A title that was deleted meanwhile is left out."""
    given = {"user_id": user_id, "media_id": media_id, "now": now}
    if not forgotten:
        conn.execute(
            "DELETE FROM taste_forgotten WHERE user_id = %(user_id)s AND media_id = %(media_id)s",
            given,
        )
        return
    conn.execute(
        """
        INSERT INTO taste_forgotten (user_id, media_id, updated_at)
        SELECT %(user_id)s, m.id, %(now)s FROM media_items AS m WHERE m.id = %(media_id)s
        ON CONFLICT DO NOTHING
        """,
        given,
    )


def dismissed(
    conn: Connection, *, user_id: UUID, now: datetime, limit: int
) -> list[tuple[int, datetime | None]]:
    """Titles that are not recommended, the last dismissed first."""
    return conn.execute(
        """
        SELECT d.media_id, d.until FROM recommendation_dismissals AS d
        WHERE d.user_id = %(user_id)s AND (d.until IS NULL OR d.until > %(now)s)
        ORDER BY d.updated_at DESC, d.media_id
        LIMIT %(limit)s
        """,
        {"user_id": user_id, "now": now, "limit": limit},
    ).fetchall()


def restore(conn: Connection, *, user_id: UUID, media_id: int) -> str:
    """Take a dismissal away; returns the row before as JSON, for the undo."""
    row = conn.execute(
        """
        WITH gone AS (
            DELETE FROM recommendation_dismissals AS d
            WHERE d.user_id = %(user_id)s AND d.media_id = %(media_id)s
            RETURNING d.until, d.updated_at
        )
        SELECT jsonb_build_object(
            'media_id', %(media_id)s::bigint, 'before', (SELECT to_jsonb(g) FROM gone AS g)
        )::text
        """,
        {"user_id": user_id, "media_id": media_id},
    ).fetchone()
    return str(row[0]) if row else "{}"


def plays(conn: Connection, *, user_id: UUID, media_ids: Collection[int]) -> dict[int, int]:
    """How often a film was watched, or the most watched episode of a show."""
    rows = conn.execute(
        """
        SELECT w.media_id, max(w.plays) FROM user_watched AS w
        WHERE w.user_id = %(user_id)s AND w.media_id = ANY(%(ids)s::bigint[])
        GROUP BY w.media_id
        """,
        {"user_id": user_id, "ids": list(media_ids)},
    ).fetchall()
    return dict(rows)


def drop_points(
    conn: Connection, *, user_id: UUID, media_ids: Collection[int]
) -> dict[int, DropPoint]:
    """The furthest place a person came to, of the titles of which it is known."""
    rows = conn.execute(
        """
        SELECT DISTINCT ON (k.media_id) k.media_id, e.season_number, e.episode_number, k.percent
        FROM (
            SELECT p.media_id, p.episode_id,
                   CASE
                       WHEN p.completed_at IS NULL
                       THEN 100 * p.position_seconds / p.duration_seconds
                   END AS percent
            FROM user_progress AS p
            WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(ids)s::bigint[])
            UNION ALL
            SELECT w.media_id, w.episode_id, NULL
            FROM user_watched AS w
            WHERE w.user_id = %(user_id)s AND w.media_id = ANY(%(ids)s::bigint[])
              AND w.episode_id IS NOT NULL
        ) AS k
        LEFT JOIN show_episodes AS e ON e.id = k.episode_id
        WHERE e.season_number > 0 OR k.percent IS NOT NULL
        ORDER BY k.media_id, e.season_number DESC NULLS LAST, e.episode_number DESC, k.percent
        """,
        {"user_id": user_id, "ids": list(media_ids)},
    ).fetchall()
    return {
        media_id: DropPoint(season_number=season, episode_number=episode, percent=percent)
        for media_id, season, episode, percent in rows
    }
