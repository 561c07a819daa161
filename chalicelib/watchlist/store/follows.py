"""Follows of shows and people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.watchlist.models.follows import FollowState


def show_states(conn: Connection, *, user_id: UUID, ids: Sequence[int]) -> list[FollowState]:
    """In the order of `ids`."""
    with conn.cursor(row_factory=class_row(FollowState)) as cur:
        cur.execute(
            """
            SELECT r.id, f.media_id IS NOT NULL AS is_followed,
                   coalesce(f.is_default, false) AS is_default,
                   u.media_id IS NOT NULL AS is_muted
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS r (id, place)
            LEFT JOIN followed_shows(%(user_id)s) AS f ON f.media_id = r.id
            LEFT JOIN user_follows AS u
                ON u.user_id = %(user_id)s AND u.media_id = r.id AND u.state = 'mute'
            ORDER BY r.place
            """,
            {"user_id": user_id, "ids": list(ids)},
        )
        return cur.fetchall()


def person_states(conn: Connection, *, user_id: UUID, ids: Sequence[int]) -> list[FollowState]:
    """In the order of `ids`."""
    with conn.cursor(row_factory=class_row(FollowState)) as cur:
        cur.execute(
            """
            SELECT r.id, f.person_id IS NOT NULL AS is_followed, false AS is_default,
                   false AS is_muted
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS r (id, place)
            LEFT JOIN user_follows AS f ON f.user_id = %(user_id)s AND f.person_id = r.id
            ORDER BY r.place
            """,
            {"user_id": user_id, "ids": list(ids)},
        )
        return cur.fetchall()


def resolve_people(conn: Connection, *, ids: Sequence[int]) -> dict[int, int]:
    """The present id of each person that exists; ids change by merging."""
    found = conn.execute(
        """
        SELECT id, id FROM people WHERE id = ANY(%(ids)s)
        UNION ALL
        SELECT old_id, person_id FROM merged_people WHERE old_id = ANY(%(ids)s)
        """,
        {"ids": list(ids)},
    ).fetchall()
    return dict(found)


def count(conn: Connection, *, user_id: UUID) -> int:
    """The shows and people that a user follows or has muted."""
    row = conn.execute(
        "SELECT count(*) FROM user_follows WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else 0


def follow(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    person_ids: Sequence[int],
    now: datetime,
) -> str:
    """
    Follow shows and people, also those that were muted.

    Returns what changed as JSON, for `revert`. Raises `MediaNotFound` when a title was deleted
    concurrently.
    """
    try:
        return _set(
            conn, user_id=user_id, media_ids=media_ids, person_ids=person_ids, follows=True, now=now
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def unfollow(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    person_ids: Sequence[int],
    now: datetime,
) -> str:
    """
    Stop following shows and people; a running show of the library is muted.

    Returns what changed as JSON, for `revert`.
    """
    return _set(
        conn, user_id=user_id, media_ids=media_ids, person_ids=person_ids, follows=False, now=now
    )


def _set(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    person_ids: Sequence[int],
    follows: bool,
    now: datetime,
) -> str:
    row = conn.execute(
        """
        WITH chosen AS (
            SELECT c.media_id, NULL::bigint AS person_id,
                   CASE
                       WHEN %(follows)s THEN 'follow'
                       WHEN EXISTS (
                           SELECT
                           FROM library_items AS i
                           JOIN media_items AS m ON m.id = i.media_id
                           WHERE i.media_id = c.media_id
                             AND i.match_state = 'matched'
                             AND NOT title_has_ended(m.end_year, m.status)
                       ) THEN 'mute'
                   END AS state
            FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
            UNION ALL
            SELECT NULL, c.person_id, CASE WHEN %(follows)s THEN 'follow' END
            FROM unnest(%(person_ids)s::bigint[]) AS c (person_id)
        ),
        before AS (
            SELECT c.media_id, c.person_id, c.state AS after, f.state AS before, f.updated_at
            FROM chosen AS c
            LEFT JOIN user_follows AS f
                ON f.user_id = %(user_id)s
                AND f.media_id IS NOT DISTINCT FROM c.media_id
                AND f.person_id IS NOT DISTINCT FROM c.person_id
            -- A muted show stays muted, also when it has ended since.
            WHERE f.state IS DISTINCT FROM c.state AND NOT (f.state = 'mute' AND c.state IS NULL)
        ),
        removed AS (
            DELETE FROM user_follows AS f
            USING before AS b
            WHERE b.after IS NULL
              AND f.user_id = %(user_id)s
              AND f.media_id IS NOT DISTINCT FROM b.media_id
              AND f.person_id IS NOT DISTINCT FROM b.person_id
        ),
        stored AS (
            INSERT INTO user_follows (user_id, media_id, person_id, state, updated_at)
            SELECT %(user_id)s, b.media_id, b.person_id, b.after, %(now)s
            FROM before AS b
            WHERE b.after IS NOT NULL
            ON CONFLICT ON CONSTRAINT user_follows_once DO UPDATE
            SET state = excluded.state, updated_at = excluded.updated_at
        )
        SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]')::text FROM before AS b
        """,
        {
            "user_id": user_id,
            "media_ids": list(media_ids),
            "person_ids": list(person_ids),
            "follows": follows,
            "now": now,
        },
    ).fetchone()
    return "[]" if row is None else row[0]


def revert(conn: Connection, user_id: UUID, changes: str) -> None:
    """Undo `changes`, except where something else was chosen since."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(changes)s::jsonb) AS c (
                media_id bigint, person_id bigint, after text, before text, updated_at timestamptz
            )
            LEFT JOIN user_follows AS f
                ON f.user_id = %(user_id)s
                AND f.media_id IS NOT DISTINCT FROM c.media_id
                AND f.person_id IS NOT DISTINCT FROM c.person_id
            WHERE f.state IS NOT DISTINCT FROM c.after
        ),
        removed AS (
            DELETE FROM user_follows AS f
            USING changed AS c
            WHERE c.before IS NULL
              AND f.user_id = %(user_id)s
              AND f.media_id IS NOT DISTINCT FROM c.media_id
              AND f.person_id IS NOT DISTINCT FROM c.person_id
        )
        INSERT INTO user_follows (user_id, media_id, person_id, state, updated_at)
        SELECT %(user_id)s, c.media_id, c.person_id, c.before, c.updated_at
        FROM changed AS c
        WHERE c.before IS NOT NULL
          AND (
              EXISTS (SELECT FROM media_items AS m WHERE m.id = c.media_id)
              OR EXISTS (SELECT FROM people AS p WHERE p.id = c.person_id)
          )
        ON CONFLICT ON CONSTRAINT user_follows_once DO UPDATE
        SET state = excluded.state, updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "changes": changes},
    )
