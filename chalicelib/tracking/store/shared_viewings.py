"""Shared viewings: whose player reports for whom."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.tracking.models.shared_viewings import (
    NewSharedViewing,
    PossibleCompanion,
    SharedViewingRow,
    Watcher,
)


def possible_companions(conn: Connection, *, but: UUID) -> list[PossibleCompanion]:
    """Those who may be named, by name."""
    rows = conn.execute(
        """
        SELECT u.id, u.name, u.needs_answer
        FROM possible_companions AS u
        WHERE u.id <> %(but)s
        ORDER BY fold(u.name), u.id
        """,
        {"but": but},
    ).fetchall()
    return [PossibleCompanion(id=each, name=name, is_asked=asked) for each, name, asked in rows]


def page(conn: Connection, *, user_id: UUID, now: datetime) -> list[SharedViewingRow]:
    """
    The viewings the user takes part in, that of their own player first, and those they are asked
    about.

    One that every companion has left, or whose accounts are gone, is none.
    """
    rows = conn.execute(
        """
        SELECT v.id, v.user_id, v.media_id, v.started_at, v.expires_at, u.display_name,
               people.companions, people.asked, coalesce(own.is_asked, false)
        FROM shared_viewings AS v
        JOIN users AS u ON u.id = v.user_id
        LEFT JOIN shared_viewing_companions AS own
            ON own.viewing_id = v.id AND own.user_id = %(user_id)s
        CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_agg(named.person) FILTER (WHERE NOT named.is_asked), '[]'),
                   coalesce(jsonb_agg(named.person) FILTER (WHERE named.is_asked), '[]')
            FROM (
                SELECT jsonb_build_object('id', p.id, 'name', p.name) AS person, c.is_asked
                FROM shared_viewing_companions AS c
                JOIN possible_companions AS p ON p.id = c.user_id
                WHERE c.viewing_id = v.id
                ORDER BY lower(p.name), p.id
            ) AS named
        ) AS people (companions, asked)
        WHERE v.expires_at > %(now)s
          AND (v.user_id = %(user_id)s OR own.user_id IS NOT NULL)
        ORDER BY v.user_id = %(user_id)s DESC, own.is_asked, v.started_at, v.id
        """,
        {"user_id": user_id, "now": now},
    ).fetchall()
    return [
        SharedViewingRow(
            id=viewing_id,
            user_id=owner,
            media_id=media_id,
            started_at=started_at,
            expires_at=expires_at,
            owner=Watcher(id=owner, name=name),
            companions=[Watcher.model_validate(each) for each in companions],
            asked=[Watcher.model_validate(each) for each in asked],
            is_ask=is_ask,
        )
        for viewing_id, owner, media_id, started_at, expires_at, name, *people, is_ask in rows
        for companions, asked in [people]
        if companions or asked
    ]


def insert(conn: Connection, *, viewing: NewSharedViewing) -> None:
    """Store a viewing; the companions have no other one. Raises `MediaNotFound`."""
    try:
        conn.execute(
            """
            WITH viewing AS (
                INSERT INTO shared_viewings (id, user_id, media_id, started_at, expires_at)
                VALUES (%(id)s, %(user_id)s, %(media_id)s, %(started_at)s, %(expires_at)s)
            )
            INSERT INTO shared_viewing_companions (user_id, viewing_id, is_asked)
            SELECT c.id, %(id)s, c.id = ANY(%(asked)s::uuid[])
            FROM unnest(%(companions)s::uuid[] || %(asked)s::uuid[]) AS c (id)
            """,
            {
                "id": viewing.id,
                "user_id": viewing.user_id,
                "media_id": viewing.media_id,
                "started_at": viewing.started_at,
                "expires_at": viewing.expires_at,
                "companions": list(viewing.companions),
                "asked": list(viewing.asked),
            },
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def end_all(conn: Connection, *, users: Collection[UUID], but: UUID | None = None) -> str:
    """
    End the viewings of these users' players, and take them out of those of others.

    What others ask them is answered with it. The viewing `but` stays as it is.

    Returns the rows before as JSON, `{"viewings": …, "companions": …}`, for the undo. A viewing
    without companions ends too.
    """
    row = conn.execute(
        """
        WITH ended AS MATERIALIZED (
            SELECT v.* FROM shared_viewings AS v
            WHERE v.id IS DISTINCT FROM %(but)s
              AND (v.user_id = ANY(%(users)s)
                   OR NOT EXISTS (
                       SELECT FROM shared_viewing_companions AS c
                       WHERE c.viewing_id = v.id AND c.user_id <> ALL(%(users)s)
                   ) AND EXISTS (
                       SELECT FROM shared_viewing_companions AS c
                       WHERE c.viewing_id = v.id AND c.user_id = ANY(%(users)s)
                   ))
        ),
        gone AS (
            DELETE FROM shared_viewing_companions AS c
            WHERE c.viewing_id IS DISTINCT FROM %(but)s
              AND (c.user_id = ANY(%(users)s) OR c.viewing_id IN (SELECT e.id FROM ended AS e))
            RETURNING c.user_id, c.viewing_id, c.is_asked
        ),
        deleted AS (
            DELETE FROM shared_viewings AS v USING ended AS e WHERE v.id = e.id
        )
        SELECT jsonb_build_object(
            'viewings', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM ended AS e),
            'companions', (SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]') FROM gone AS g)
        )::text
        """,
        {"users": list(users), "but": but},
    ).fetchone()
    return str(row[0]) if row else "{}"


def join(conn: Connection, *, viewing_id: UUID, user_id: UUID) -> None:
    """The user, who has been asked and has no other viewing, watches along."""
    conn.execute(
        """
        UPDATE shared_viewing_companions
        SET is_asked = false
        WHERE viewing_id = %(viewing_id)s AND user_id = %(user_id)s
        """,
        {"viewing_id": viewing_id, "user_id": user_id},
    )


def decline(conn: Connection, *, viewing_id: UUID, user_id: UUID) -> str:
    """The user does not watch along. Returns the rows before, as `end_all` does."""
    row = conn.execute(
        """
        WITH gone AS (
            DELETE FROM shared_viewing_companions AS c
            WHERE c.viewing_id = %(viewing_id)s AND c.user_id = %(user_id)s
            RETURNING c.user_id, c.viewing_id, c.is_asked
        )
        SELECT jsonb_build_object(
            'viewings', '[]'::jsonb,
            'companions', (SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]') FROM gone AS g)
        )::text
        """,
        {"viewing_id": viewing_id, "user_id": user_id},
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
    Undo what was recorded: end what was started, ask again, bring back what had ended.

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
        UPDATE shared_viewing_companions AS p
        SET is_asked = true
        FROM (SELECT %(changed)s::jsonb -> 'joined' AS j) AS c
        WHERE p.viewing_id = (c.j ->> 'viewing_id')::uuid AND p.user_id = (c.j ->> 'user_id')::uuid
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
        INSERT INTO shared_viewing_companions (user_id, viewing_id, is_asked)
        SELECT u.id, v.id, coalesce(b.is_asked, false)
        FROM (SELECT %(changed)s::jsonb AS j) AS c
        CROSS JOIN LATERAL jsonb_to_recordset(c.j -> 'before' -> 'companions') AS b (
            user_id uuid, viewing_id uuid, is_asked boolean
        )
        JOIN users AS u ON u.id = b.user_id
        JOIN shared_viewings AS v ON v.id = b.viewing_id
        ON CONFLICT DO NOTHING
        """,
        {"changed": changed},
    )
