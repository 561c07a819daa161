"""Stored recommendations, and what was refused."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.adapt import Dumper
from psycopg.errors import ForeignKeyViolation
from psycopg.postgres import types as builtins
from psycopg.pq import Format

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.recommendations.models import MAX_REASONS, RecommendationPart
from chalicelib.recommendations.models.binary_arrays import BigintArray, RealArray, Snapshot


@dataclass(frozen=True, slots=True)
class StoredRecommendation:
    """`reasons`: ids of titles the person knew."""

    media_id: int
    score: float
    parts: Mapping[RecommendationPart, float]
    reasons: list[int]


@dataclass(frozen=True, slots=True)
class Origin:
    """When a list was made, and whether the person has done anything to make it from."""

    made_at: datetime | None
    is_personal: bool


class _ArrayDumper(Dumper):
    """Puts the head before the elements: one dimension, no null, their type, from 1 on."""

    format = Format.BINARY
    element_oid: int
    element_bytes: int  # with the size before it

    def dump(self, obj: bytes) -> bytes:
        if not obj:
            return struct.pack("!iiI", 0, 0, self.element_oid)
        return (
            struct.pack("!iiIii", 1, 0, self.element_oid, len(obj) // self.element_bytes, 1) + obj
        )


class BigintArrayDumper(_ArrayDumper):
    oid = builtins["int8"].array_oid
    element_oid = builtins["int8"].oid
    element_bytes = 4 + 8


class RealArrayDumper(_ArrayDumper):
    oid = builtins["float4"].array_oid
    element_oid = builtins["float4"].oid
    element_bytes = 4 + 4


def replace(conn: Connection, *, snapshots: Mapping[UUID, Snapshot], made_at: datetime) -> None:
    """Replace the lists of some people. People that were deleted meanwhile are left out."""
    with conn.cursor() as cur:
        cur.adapters.register_dumper(BigintArray, BigintArrayDumper)
        cur.adapters.register_dumper(RealArray, RealArrayDumper)
        cur.executemany(
            """
            INSERT INTO recommendation_snapshots (
                user_id, made_at, media_ids, scores, parts, reasons
            )
            SELECT u.id, %(made_at)s, %(media_ids)s, %(scores)s, %(parts)s, %(reasons)s
            FROM users AS u
            WHERE u.id = %(user_id)s
            ON CONFLICT (user_id) DO UPDATE
            SET made_at = excluded.made_at, media_ids = excluded.media_ids,
                scores = excluded.scores, parts = excluded.parts, reasons = excluded.reasons
            """,
            [
                {
                    "user_id": user_id,
                    "made_at": made_at,
                    "media_ids": snapshot.media_ids,
                    "scores": snapshot.scores,
                    "parts": snapshot.parts,
                    "reasons": snapshot.reasons,
                }
                for user_id, snapshot in snapshots.items()
            ],
        )


def read(
    conn: Connection, *, user_id: UUID, region: str, now: datetime
) -> list[StoredRecommendation]:
    """
    The list, without what the person has seen, dropped, saved or refused since it was made, and
    without what comes to their country later.
    """
    row = conn.execute(
        """
        SELECT l.media_ids, l.scores, l.parts, l.reasons, ARRAY(
            SELECT s.position - 1
            FROM (
                SELECT l.user_id, t.media_id, t.position
                FROM unnest(l.media_ids) WITH ORDINALITY AS t (media_id, position)
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
              AND NOT EXISTS (
                  SELECT FROM media_releases AS r
                  WHERE r.media_id = s.media_id AND r.region = %(region)s AND r.kind <> 'premiere'
                    AND NOT EXISTS (SELECT FROM library_titles AS t WHERE t.media_id = r.media_id)
                  HAVING min(r.released_on) > %(now)s::date
              )
            ORDER BY s.position
        )
        FROM recommendation_snapshots AS l
        WHERE l.user_id = %(user_id)s
        """,
        {"user_id": user_id, "region": region, "now": now},
    ).fetchone()
    if row is None:
        return []
    media_ids, scores, parts, reasons, places = row
    return [
        StoredRecommendation(
            media_ids[place],
            scores[place],
            dict(zip(RecommendationPart, parts[place * len(RecommendationPart) :], strict=False)),
            [each for each in reasons[place * MAX_REASONS :][:MAX_REASONS] if each],
        )
        for place in places
    ]


def origin(conn: Connection, *, user_id: UUID) -> Origin:
    row = conn.execute(
        """
        SELECT (SELECT made_at FROM recommendation_snapshots WHERE user_id = %(user_id)s),
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
