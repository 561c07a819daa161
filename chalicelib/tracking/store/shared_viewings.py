"""Shared viewings: whose player reports for whom."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.tracking.models.shared_viewings import SharedViewingRow, Watcher


def people(conn: Connection, *, ids: Collection[UUID]) -> set[UUID]:
    """Those of the users who may sign in."""
    rows = conn.execute(
        "SELECT u.id FROM users AS u WHERE u.id = ANY(%(ids)s) AND u.disabled_at IS NULL",
        {"ids": list(ids)},
    ).fetchall()
    return {row[0] for row in rows}


def find(conn: Connection, *, user_id: UUID, now: datetime) -> SharedViewingRow | None:
    """
    The viewing of the user's own player, or the one they are a companion of.

    One that every companion has left, or whose accounts are gone, is none.
    """
    row = conn.execute(
        """
        SELECT v.id, v.user_id, v.media_id, v.started_at, v.expires_at,
               ARRAY(
                   SELECT jsonb_build_object('id', u.id, 'name', u.display_name)
                   FROM users AS u
                   WHERE u.id = v.user_id
                      OR u.id IN (
                          SELECT c.user_id FROM shared_viewing_companions AS c
                          WHERE c.viewing_id = v.id
                      )
                   ORDER BY u.id <> v.user_id, lower(u.display_name), u.id
               )
        FROM shared_viewings AS v
        WHERE v.expires_at > %(now)s
          AND EXISTS (SELECT FROM shared_viewing_companions AS c WHERE c.viewing_id = v.id)
          AND (v.user_id = %(user_id)s
               OR v.id = (SELECT c.viewing_id FROM shared_viewing_companions AS c
                          WHERE c.user_id = %(user_id)s))
        ORDER BY v.user_id = %(user_id)s DESC
        LIMIT 1
        """,
        {"user_id": user_id, "now": now},
    ).fetchone()
    if row is None:
        return None
    viewing_id, owner, media_id, started_at, expires_at, found = row
    watchers = [Watcher.model_validate(each) for each in found]
    return SharedViewingRow(viewing_id, owner, media_id, started_at, expires_at, watchers)


def insert(conn: Connection, *, viewing: SharedViewingRow, companions: Collection[UUID]) -> None:
    """Store a viewing of people who have no other one. Raises `MediaNotFound`."""
    try:
        conn.execute(
            """
            WITH viewing AS (
                INSERT INTO shared_viewings (id, user_id, media_id, started_at, expires_at)
                VALUES (%(id)s, %(user_id)s, %(media_id)s, %(started_at)s, %(expires_at)s)
            )
            INSERT INTO shared_viewing_companions (user_id, viewing_id)
            SELECT c.id, %(id)s FROM unnest(%(companions)s::uuid[]) AS c (id)
            """,
            {
                "id": viewing.id,
                "user_id": viewing.user_id,
                "media_id": viewing.media_id,
                "started_at": viewing.started_at,
                "expires_at": viewing.expires_at,
                "companions": list(companions),
            },
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def end_all(conn: Connection, *, users: Collection[UUID]) -> str:
    """
    End the viewings of these users' players, and take them out of those of others.

    Returns the rows before as JSON, `{"viewings": …, "companions": …}`, for the undo. A viewing
    without companions ends too.
    """
    row = conn.execute(
        """
        WITH ended AS MATERIALIZED (
            SELECT v.* FROM shared_viewings AS v
            WHERE v.user_id = ANY(%(users)s)
               OR NOT EXISTS (
                   SELECT FROM shared_viewing_companions AS c
                   WHERE c.viewing_id = v.id AND c.user_id <> ALL(%(users)s)
               ) AND EXISTS (
                   SELECT FROM shared_viewing_companions AS c
                   WHERE c.viewing_id = v.id AND c.user_id = ANY(%(users)s)
               )
        ),
        gone AS (
            DELETE FROM shared_viewing_companions AS c
            WHERE c.user_id = ANY(%(users)s) OR c.viewing_id IN (SELECT e.id FROM ended AS e)
            RETURNING c.user_id, c.viewing_id
        ),
        deleted AS (
            DELETE FROM shared_viewings AS v USING ended AS e WHERE v.id = e.id
        )
        SELECT jsonb_build_object(
            'viewings', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM ended AS e),
            'companions', (SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]') FROM gone AS g)
        )::text
        """,
        {"users": list(users)},
    ).fetchone()
    return str(row[0]) if row else "{}"


def end_by_playing(conn: Connection, *, user_id: UUID, media_id: int) -> None:
    """
    The user's own player begins a title: they are no companion any more.

    And what their player reported for others ends, unless it is this title.
    """
    conn.execute(
        """
        WITH left_behind AS (
            DELETE FROM shared_viewing_companions AS c WHERE c.user_id = %(user_id)s
        )
        DELETE FROM shared_viewings AS v
        WHERE v.user_id = %(user_id)s AND v.media_id <> %(media_id)s
        """,
        {"user_id": user_id, "media_id": media_id},
    )


def revert(conn: Connection, *, changed: str) -> None:
    """
    Undo what `SharedViewingService` recorded: end what was started, bring back what had ended.

    Titles and people that are gone meanwhile, or have another viewing, are left out.
    """
    conn.execute(
        """
        DELETE FROM shared_viewings AS v
        USING (SELECT %(changed)s::jsonb AS j) AS c
        WHERE v.id = (c.j ->> 'started')::uuid
        """,
        {"changed": changed},
    )
    conn.execute(
        """
        INSERT INTO shared_viewings (id, user_id, media_id, started_at, expires_at)
        SELECT b.id, u.id, m.id, b.started_at, b.expires_at
        FROM (SELECT %(changed)s::jsonb AS j) AS c
        CROSS JOIN LATERAL jsonb_to_recordset(c.j -> 'before' -> 'viewings') AS b (
            id uuid, user_id uuid, media_id bigint, started_at timestamptz, expires_at timestamptz
        )
        JOIN users AS u ON u.id = b.user_id
        JOIN media_items AS m ON m.id = b.media_id
        ON CONFLICT DO NOTHING
        """,
        {"changed": changed},
    )
    conn.execute(
        """
        INSERT INTO shared_viewing_companions (user_id, viewing_id)
        SELECT u.id, v.id
        FROM (SELECT %(changed)s::jsonb AS j) AS c
        CROSS JOIN LATERAL jsonb_to_recordset(c.j -> 'before' -> 'companions') AS b (
            user_id uuid, viewing_id uuid
        )
        JOIN users AS u ON u.id = b.user_id
        JOIN shared_viewings AS v ON v.id = b.viewing_id
        ON CONFLICT DO NOTHING
        """,
        {"changed": changed},
    )
