"""Titles that some people may watch or play together now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.recommendations.models.tonight import SofaPerson

#: Titles of the library that are looked at, those thought best of first.
OF_LIBRARY = 2000


@dataclass(frozen=True, slots=True)
class SofaRow:
    """
    `saved_by`: whose watch later or backlog it is in. `seconds_left`: of the asker's download.
    """

    media_id: int
    minutes: int | None
    is_here: bool
    saved_by: list[UUID]
    seconds_left: int | None


def people(conn: Connection, *, ids: Sequence[UUID]) -> list[SofaPerson]:
    """Those of the users who may sign in."""
    with conn.cursor(row_factory=class_row(SofaPerson)) as cur:
        return cur.execute(
            """
            SELECT id, display_name AS name FROM users
            WHERE id = ANY(%(ids)s::uuid[]) AND disabled_at IS NULL
            """,
            {"ids": list(ids)},
        ).fetchall()


def candidates(
    conn: Connection,
    *,
    asker: UUID,
    people: Sequence[UUID],
    kinds: Sequence[str],
    minutes: int | None,
    again: bool,
    now: datetime,
) -> list[SofaRow]:
    """
    Titles of the library, of the people's lists and of what they saved; short enough.

    No viewer has begun, dropped or refused them. `again`: those the asker has finished instead.
    """
    with conn.cursor(row_factory=class_row(SofaRow)) as cur:
        return cur.execute(
            """
            WITH person AS MATERIALIZED (SELECT unnest(%(people)s::uuid[]) AS id),
            saved AS MATERIALIZED (
                SELECT w.user_id, w.media_id
                FROM person AS p JOIN user_watch_later AS w ON w.user_id = p.id
                UNION
                SELECT g.user_id, g.media_id
                FROM person AS p JOIN user_games AS g ON g.user_id = p.id
                WHERE g.status = 'backlog'
            ),
            arriving AS MATERIALIZED (
                SELECT j.media_id, min(p.eta_seconds) AS seconds_left
                FROM download_jobs AS j
                JOIN download_progress AS p ON p.job_id = j.id
                WHERE j.user_id = %(asker)s AND j.status = 'downloading'
                  AND j.media_id IS NOT NULL AND p.eta_seconds IS NOT NULL
                GROUP BY j.media_id
            ),
            pool AS (
                (SELECT t.media_id FROM library_titles AS t
                 WHERE t.media_type = ANY(%(kinds)s::text[])
                 ORDER BY t.rating DESC, t.media_id LIMIT %(of_library)s)
                UNION
                SELECT unnest(s.media_ids)
                FROM person AS p
                JOIN recommendation_snapshots AS s ON s.user_id = p.id
                UNION
                SELECT s.media_id FROM saved AS s
                UNION
                SELECT a.media_id FROM arriving AS a
                UNION
                SELECT w.media_id FROM user_watched AS w
                WHERE %(again)s AND w.user_id = %(asker)s
                UNION
                SELECT g.media_id FROM user_games AS g
                WHERE %(again)s AND g.user_id = %(asker)s AND g.status = 'completed'
            )
            SELECT m.id AS media_id, length.minutes,
                   file.duration_seconds IS NOT NULL AS is_here,
                   ARRAY(SELECT s.user_id FROM saved AS s WHERE s.media_id = m.id) AS saved_by,
                   arriving.seconds_left
            FROM pool
            JOIN media_items AS m ON m.id = pool.media_id
            LEFT JOIN arriving ON arriving.media_id = m.id
            LEFT JOIN LATERAL (
                SELECT coalesce(l.duration_seconds, 0) AS duration_seconds
                FROM library_shelf AS l
                WHERE l.media_id = m.id AND l.probe_error = ''
                  AND is_at_hand(l.file, (SELECT library_away()))
                ORDER BY l.duration_seconds DESC NULLS LAST
                LIMIT 1
            ) AS file ON true
            CROSS JOIN LATERAL (
                SELECT coalesce(
                    m.runtime_minutes, nullif(ceil(file.duration_seconds / 60.0), 0)::integer
                ) AS minutes
            ) AS length
            WHERE m.media_type = ANY(%(kinds)s::text[])
              AND (%(minutes)s::integer IS NULL OR m.media_type = 'game'
                   OR length.minutes <= %(minutes)s)
              AND NOT EXISTS (
                  SELECT FROM person AS p JOIN user_statuses AS t ON t.user_id = p.id
                  WHERE t.media_id = m.id
                    AND (t.status = 'dropped' OR NOT %(again)s AND t.status <> 'planned')
              )
              AND NOT EXISTS (
                  SELECT FROM person AS p JOIN recommendation_dismissals AS d ON d.user_id = p.id
                  WHERE d.media_id = m.id AND (d.until IS NULL OR d.until > %(now)s)
              )
              AND (%(again)s OR NOT EXISTS (
                  SELECT FROM person AS p JOIN user_watched AS w ON w.user_id = p.id
                  WHERE w.media_id = m.id
              ))
              AND (%(again)s OR NOT EXISTS (
                  SELECT FROM person AS p JOIN user_progress AS w ON w.user_id = p.id
                  WHERE w.media_id = m.id
              ))
              AND (%(again)s OR NOT EXISTS (
                  SELECT FROM person AS p JOIN user_games AS g ON g.user_id = p.id
                  WHERE g.media_id = m.id AND g.status NOT IN ('backlog', 'wishlist')
              ))
              AND (NOT %(again)s OR EXISTS (
                  SELECT FROM user_watched AS w
                  WHERE w.user_id = %(asker)s AND w.media_id = m.id
              ) OR EXISTS (
                  SELECT FROM user_games AS g
                  WHERE g.user_id = %(asker)s AND g.media_id = m.id AND g.status = 'completed'
              ))
            ORDER BY m.id
            """,
            {
                "asker": asker,
                "people": list(people),
                "kinds": list(kinds),
                "minutes": minutes,
                "again": again,
                "of_library": OF_LIBRARY,
                "now": now,
            },
        ).fetchall()


def places(conn: Connection, *, people: Sequence[UUID]) -> dict[tuple[UUID, int], float]:
    """How high a title is on a person's list: 1 for the best, falling towards 0.5."""
    rows = conn.execute(
        """
        SELECT s.user_id, t.media_id,
               1 - 0.5 * (t.position - 1) / cardinality(s.media_ids)
        FROM recommendation_snapshots AS s
        CROSS JOIN LATERAL unnest(s.media_ids) WITH ORDINALITY AS t (media_id, position)
        WHERE s.user_id = ANY(%(people)s::uuid[])
        """,
        {"people": list(people)},
    ).fetchall()
    return {(user_id, media_id): float(place) for user_id, media_id, place in rows}


def genre_names(conn: Connection, *, slugs: Sequence[str]) -> dict[str, str]:
    rows = conn.execute(
        "SELECT slug, name FROM genres WHERE slug = ANY(%(slugs)s::text[])", {"slugs": list(slugs)}
    ).fetchall()
    return dict(rows)
