"""Plays, and the summary of them that lists and cards read."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.tracking.models.plays import HistoryQuery, PlayRow, PlayScope

LOCK_SPACE = 0x914A  # first key of these advisory locks


def lock(conn: Connection, *, user_id: UUID) -> None:
    """
    Let one transaction at a time write the user's plays.

    `summarize` counts rows: it must not miss those of a transaction that is not committed yet.
    """
    conn.execute(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(user_id)s::text))",
        {"space": LOCK_SPACE, "user_id": user_id},
    )


def lock_all(conn: Connection, user_ids: Collection[UUID]) -> None:
    """As `lock`, for several users, in the same order for every transaction."""
    for user_id in sorted(user_ids):
        lock(conn, user_id=user_id)


def episodes_of(conn: Connection, *, user_id: UUID, scope: PlayScope, now: datetime) -> list[int]:
    """Ids of the episodes that the scope names: an episode, or those aired by the user's day."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT e.id
            FROM show_episodes AS e
            LEFT JOIN show_episodes AS named ON named.id = %(episode_id)s
            WHERE e.media_id = %(media_id)s
              AND CASE
                  WHEN %(up_to)s
                      THEN (e.season_number = 0) = (named.season_number = 0)
                       AND (e.season_number, e.episode_number)
                           <= (named.season_number, named.episode_number)
                  WHEN named.id IS NOT NULL THEN e.id = named.id
                  WHEN %(season_number)s::integer IS NOT NULL
                      THEN e.season_number = %(season_number)s
                  ELSE e.season_number > 0
              END
              AND (
                  e.id = named.id
                  OR e.air_date IS NULL
                  OR e.air_date <= (SELECT person_today(%(user_id)s, %(now)s))
              )
            ORDER BY e.season_number, e.episode_number
            """,
            {
                "media_id": scope.media_id,
                "episode_id": scope.episode_id,
                "season_number": scope.season_number,
                "up_to": scope.up_to,
                "user_id": user_id,
                "now": now,
            },
        )
        return cur.fetchall()


def insert(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    episode_ids: Sequence[int | None],
    watched_at: datetime | None,
    precision: str,
    source: str,
    with_watched: bool,
    now: datetime,
) -> list[int]:
    """
    Add a play of each episode, None being the title itself; returns their ids.

    Without `with_watched`, only of those that were never watched. Without a moment it is the day of
    the release, or unknown. Raises `MediaNotFound` when the title was deleted concurrently.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        try:
            cur.execute(
                """
                WITH chosen AS (
                    SELECT c.episode_id, c.position,
                           CASE
                               WHEN %(precision)s <> 'release' THEN %(watched_at)s::timestamptz
                               WHEN r.released_on <= %(now)s::date
                                   THEN (r.released_on + time '12:00') AT TIME ZONE 'UTC'
                           END AS watched_at
                    FROM unnest(%(episode_ids)s::bigint[]) WITH ORDINALITY AS c (
                        episode_id, position
                    )
                    LEFT JOIN show_episodes AS e ON e.id = c.episode_id
                    LEFT JOIN media_items AS m ON m.id = %(media_id)s
                    CROSS JOIN LATERAL (
                        SELECT CASE
                            WHEN c.episode_id IS NULL THEN m.release_date
                            ELSE e.air_date
                        END AS released_on
                    ) AS r
                )
                INSERT INTO user_plays (
                    user_id, media_id, episode_id, watched_at, precision, source, created_at
                )
                SELECT %(user_id)s, %(media_id)s, c.episode_id,
                       coalesce(c.watched_at, '-infinity'),
                       CASE WHEN c.watched_at IS NULL THEN 'unknown' ELSE %(precision)s END,
                       %(source)s, %(now)s
                FROM chosen AS c
                WHERE %(with_watched)s
                   OR NOT EXISTS (
                       SELECT
                       FROM user_watched AS w
                       WHERE w.user_id = %(user_id)s
                         AND w.media_id = %(media_id)s
                         AND w.episode_id IS NOT DISTINCT FROM c.episode_id
                   )
                ORDER BY c.position
                RETURNING id
                """,
                {
                    "user_id": user_id,
                    "media_id": media_id,
                    "episode_ids": list(episode_ids),
                    "watched_at": watched_at,
                    "precision": precision,
                    "source": source,
                    "with_watched": with_watched,
                    "now": now,
                },
            )
        except ForeignKeyViolation as error:
            raise MediaNotFound("There is no such title.") from error
        return cur.fetchall()


def put_viewing(
    conn: Connection,
    *,
    user_id: UUID,
    media_id: int,
    episode_id: int | None,
    viewing_id: UUID | None,
    completed_at: datetime,
    library_item_id: UUID | None,
) -> None:
    """
    Add the play of a completed viewing, or correct when it was. Needs `lock`.

    A play whose time the user has corrected stays as it is.
    """
    conn.execute(
        """
        WITH known AS (
            SELECT p.id, p.watched_at = p.created_at AS is_as_reported
            FROM user_plays AS p
            WHERE p.user_id = %(user_id)s
              AND p.media_id = %(media_id)s
              AND p.episode_id IS NOT DISTINCT FROM %(episode_id)s
              AND p.viewing_id = %(viewing_id)s
        ),
        moved AS (
            UPDATE user_plays AS p
            SET watched_at = %(completed_at)s, created_at = %(completed_at)s
            FROM known AS k
            WHERE p.id = k.id AND k.is_as_reported
        )
        INSERT INTO user_plays (
            user_id, media_id, episode_id, watched_at, precision, source, created_at, viewing_id,
            library_item_id
        )
        SELECT %(user_id)s, %(media_id)s, %(episode_id)s, %(completed_at)s, 'moment', 'player',
               %(completed_at)s, %(viewing_id)s, %(library_item_id)s
        WHERE NOT EXISTS (SELECT FROM known)
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "episode_id": episode_id,
            "viewing_id": viewing_id,
            "completed_at": completed_at,
            "library_item_id": library_item_id,
        },
    )


def is_watched(conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None) -> bool:
    """Whether there is any play of the title or the episode."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM user_watched AS w
            WHERE w.user_id = %(user_id)s
              AND w.media_id = %(media_id)s
              AND w.episode_id IS NOT DISTINCT FROM %(episode_id)s
        )
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id},
    ).fetchone()
    return bool(row and row[0])


def delete_of_title(
    conn: Connection, *, user_id: UUID, media_id: int, episode_ids: Sequence[int] | None
) -> tuple[int, str]:
    """
    Delete the plays of some episodes, or of the title with all of them (None).

    A show without a watched episode is not watched as a whole either. Returns how many, and the
    rows as JSON.
    """
    row = conn.execute(
        """
        WITH gone AS (
            DELETE FROM user_plays AS p
            WHERE p.user_id = %(user_id)s
              AND p.media_id = %(media_id)s
              AND (
                  %(episode_ids)s::bigint[] IS NULL
                  OR p.episode_id = ANY(%(episode_ids)s::bigint[])
                  OR p.episode_id IS NULL
              )
            RETURNING p.*
        )
        SELECT count(*), coalesce(jsonb_agg(to_jsonb(gone)), '[]')::text FROM gone
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "episode_ids": None if episode_ids is None else list(episode_ids),
        },
    ).fetchone()
    return (0, "[]") if row is None else (row[0], row[1])


def was_played_since(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int | None, since: datetime
) -> bool:
    """Whether a play of exactly this was added or dated since then."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM user_plays
            WHERE user_id = %(user_id)s
              AND media_id = %(media_id)s
              AND episode_id IS NOT DISTINCT FROM %(episode_id)s
              AND (watched_at >= %(since)s OR created_at >= %(since)s)
        )
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "episode_id": episode_id,
            "since": since,
        },
    ).fetchone()
    return bool(row and row[0])


def summarize(conn: Connection, *, user_id: UUID, media_ids: Sequence[int]) -> None:
    """Make the user's summary of titles and their episodes that of their plays. Needs `lock`."""
    conn.execute(
        """
        WITH counted AS MATERIALIZED (
            SELECT p.media_id, p.episode_id, count(*) AS plays, min(p.watched_at) AS watched_at,
                   max(p.watched_at) AS last_watched_at, max(p.created_at) AS updated_at
            FROM user_plays AS p
            WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(media_ids)s::bigint[])
            GROUP BY p.media_id, p.episode_id
        ),
        gone AS (
            DELETE FROM user_watched AS w
            WHERE w.user_id = %(user_id)s
              AND w.media_id = ANY(%(media_ids)s::bigint[])
              AND NOT EXISTS (
                  SELECT
                  FROM counted AS c
                  WHERE c.media_id = w.media_id
                    AND coalesce(c.episode_id, 0) = coalesce(w.episode_id, 0)
              )
        )
        INSERT INTO user_watched AS w (
            user_id, media_id, episode_id, plays, watched_at, last_watched_at, updated_at
        )
        SELECT %(user_id)s, c.media_id, c.episode_id, c.plays, c.watched_at, c.last_watched_at,
               c.updated_at
        FROM counted AS c
        ON CONFLICT ON CONSTRAINT user_watched_once DO UPDATE
        SET plays = excluded.plays, watched_at = excluded.watched_at,
            last_watched_at = excluded.last_watched_at, updated_at = excluded.updated_at
        WHERE (w.plays, w.watched_at, w.last_watched_at, w.updated_at) IS DISTINCT FROM (
            excluded.plays, excluded.watched_at, excluded.last_watched_at, excluded.updated_at
        )
        """,
        {"user_id": user_id, "media_ids": list(media_ids)},
    )


def history(conn: Connection, *, user_id: UUID, query: HistoryQuery, limit: int) -> list[PlayRow]:
    """Plays, the newest first."""
    after_at, after_id = query.after or (None, None)
    with conn.cursor(row_factory=class_row(PlayRow)) as cur:
        cur.execute(
            """
            SELECT p.id, p.media_id, p.episode_id, e.season_number, e.episode_number,
                   e.title AS episode_title, nullif(p.watched_at, '-infinity') AS watched_at,
                   p.precision, p.source, r.rating::float8 AS rating
            FROM user_plays AS p
            LEFT JOIN show_episodes AS e ON e.id = p.episode_id
            LEFT JOIN user_ratings AS r
                ON r.user_id = p.user_id
                AND r.media_id = p.media_id
                AND r.season_number IS NULL
                AND r.episode_id IS NOT DISTINCT FROM p.episode_id
            WHERE p.user_id = %(user_id)s
              AND (p.watched_at, p.id) < (
                  coalesce(%(after_at)s::timestamptz, 'infinity'),
                  coalesce(%(after_id)s::bigint, 0)
              )
              AND p.watched_at >= coalesce(%(from)s::timestamptz, '-infinity')
              AND p.watched_at < coalesce(%(to)s::timestamptz, 'infinity')
              AND (%(media_id)s::bigint IS NULL OR p.media_id = %(media_id)s)
              AND (
                  %(media_type)s::text IS NULL
                  OR EXISTS (
                      SELECT
                      FROM media_items AS m
                      WHERE m.id = p.media_id AND m.media_type = %(media_type)s
                  )
              )
            ORDER BY p.watched_at DESC, p.id DESC
            LIMIT %(limit)s
            """,
            {
                "user_id": user_id,
                "after_at": after_at,
                "after_id": after_id,
                "from": query.from_,
                "to": query.to,
                "media_id": query.media_id,
                "media_type": query.media_type,
                "limit": limit,
            },
        )
        return cur.fetchall()
