"""Stored recommendations, and what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row
from pydantic_core import to_json

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.recommendations.models import SnapshotRow


@dataclass(frozen=True, slots=True)
class StoredRecommendation:
    media_id: int
    score: float
    because: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """When a list was made, and whether the person has done anything to make it from."""

    made_at: datetime | None
    is_personal: bool


def replace(
    conn: Connection, *, snapshots: Mapping[UUID, Sequence[SnapshotRow]], made_at: datetime
) -> None:
    """Replace the lists of some people. People that were deleted meanwhile are left out."""
    with conn.cursor() as cur:
        cur.executemany(
            """
            WITH made AS (
                INSERT INTO recommendation_runs (user_id, made_at)
                SELECT u.id, %(made_at)s FROM users AS u WHERE u.id = %(user_id)s
                ON CONFLICT (user_id) DO UPDATE SET made_at = excluded.made_at
                RETURNING user_id
            )
            INSERT INTO recommendation_snapshots (user_id, titles)
            SELECT user_id, %(titles)s::jsonb FROM made
            ON CONFLICT (user_id) DO UPDATE SET titles = excluded.titles
            """,
            [
                {"user_id": user_id, "titles": to_json(rows).decode(), "made_at": made_at}
                for user_id, rows in snapshots.items()
            ],
        )


def read(conn: Connection, *, user_id: UUID, now: datetime) -> list[StoredRecommendation]:
    """The list, without what the person has seen, dropped, saved or refused since it was made."""
    with conn.cursor(row_factory=class_row(StoredRecommendation)) as cur:
        return cur.execute(
            """
            SELECT s.media_id, s.score, s.because
            FROM (
                SELECT l.user_id, t.*
                FROM recommendation_snapshots AS l
                CROSS JOIN LATERAL ROWS FROM (
                    jsonb_to_recordset(l.titles)
                        AS (media_id bigint, score float8, because jsonb)
                ) WITH ORDINALITY AS t (media_id, score, because, position)
                WHERE l.user_id = %(user_id)s
            ) AS s
            WHERE NOT EXISTS (
                  SELECT FROM user_watched AS w
                  WHERE w.user_id = s.user_id AND w.media_id = s.media_id
              )
              AND NOT EXISTS (
                  SELECT FROM user_statuses AS t
                  WHERE t.user_id = s.user_id AND t.media_id = s.media_id
              )
              AND NOT EXISTS (
                  SELECT FROM user_games AS g
                  WHERE g.user_id = s.user_id AND g.media_id = s.media_id
              )
              AND NOT EXISTS (
                  SELECT FROM recommendation_dismissals AS d
                  WHERE d.user_id = s.user_id AND d.media_id = s.media_id
                    AND (d.until IS NULL OR d.until > %(now)s)
              )
            ORDER BY s.position
            """,
            {"user_id": user_id, "now": now},
        ).fetchall()


def origin(conn: Connection, *, user_id: UUID) -> Origin:
    row = conn.execute(
        """
        SELECT (SELECT made_at FROM recommendation_runs WHERE user_id = %(user_id)s),
               EXISTS (SELECT FROM user_watched WHERE user_id = %(user_id)s)
               OR EXISTS (SELECT FROM user_ratings WHERE user_id = %(user_id)s)
               OR EXISTS (SELECT FROM user_favorites WHERE user_id = %(user_id)s)
               OR EXISTS (SELECT FROM user_watch_later WHERE user_id = %(user_id)s)
               OR EXISTS (SELECT FROM user_games WHERE user_id = %(user_id)s)
               OR EXISTS (SELECT FROM user_statuses WHERE user_id = %(user_id)s)
        """,
        {"user_id": user_id},
    ).fetchone()
    return Origin(*row) if row else Origin(None, is_personal=False)


def is_worker_alive(conn: Connection, *, since: datetime) -> bool:
    """Whether a worker, which makes the lists, has sent a heartbeat."""
    row = conn.execute(
        "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > %(since)s)",
        {"since": since},
    ).fetchone()
    return row is not None and bool(row[0])


def dismiss(
    conn: Connection, *, user_id: UUID, media_id: int, until: datetime | None, now: datetime
) -> str:
    """
    Refuse a title; returns the row before as JSON, for the undo.

    Raises `MediaNotFound`.
    """
    try:
        row = conn.execute(
            """
            WITH before AS MATERIALIZED (
                SELECT d.until, d.updated_at FROM recommendation_dismissals AS d
                WHERE d.user_id = %(user_id)s AND d.media_id = %(media_id)s
            ),
            stored AS (
                INSERT INTO recommendation_dismissals (user_id, media_id, until, updated_at)
                VALUES (%(user_id)s, %(media_id)s, %(until)s, %(now)s)
                ON CONFLICT (user_id, media_id) DO UPDATE
                SET until = excluded.until, updated_at = excluded.updated_at
            )
            SELECT jsonb_build_object(
                'media_id', %(media_id)s::bigint,
                'before', (SELECT to_jsonb(b) FROM before AS b)
            )::text
            """,
            {"user_id": user_id, "media_id": media_id, "until": until, "now": now},
        ).fetchone()
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return str(row[0]) if row else "{}"


def revert_dismissal(conn: Connection, user_id: UUID, changed: str) -> None:
    """Bring back the row before, or none."""
    conn.execute(
        """
        DELETE FROM recommendation_dismissals AS d
        USING (SELECT %(changed)s::jsonb AS j) AS c
        WHERE d.user_id = %(user_id)s AND d.media_id = (c.j ->> 'media_id')::bigint
        """,
        {"user_id": user_id, "changed": changed},
    )
    conn.execute(
        """
        INSERT INTO recommendation_dismissals (user_id, media_id, until, updated_at)
        SELECT %(user_id)s, m.id, (c.j -> 'before' ->> 'until')::timestamptz,
               (c.j -> 'before' ->> 'updated_at')::timestamptz
        FROM (SELECT %(changed)s::jsonb AS j) AS c
        JOIN media_items AS m ON m.id = (c.j ->> 'media_id')::bigint
        WHERE jsonb_typeof(c.j -> 'before') = 'object'
        ON CONFLICT DO NOTHING
        """,
        {"user_id": user_id, "changed": changed},
    )
