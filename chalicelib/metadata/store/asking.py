"""When outside services were asked, and what is due."""

from collections.abc import Sequence
from datetime import datetime

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import Asked
from chalicelib.platform.db import Connection


def asked(conn: Connection, *, media_id: int) -> Asked | None:
    """None when there is no such title. One look into an index per table."""
    with conn.cursor(row_factory=class_row(Asked)) as cur:
        cur.execute(
            """
            SELECT m.media_type,
                   m.poster_url IS NOT NULL AS has_poster,
                   m.media_type = 'show' AND EXISTS (
                       SELECT
                       FROM show_episodes AS e
                       WHERE e.media_id = m.id
                         AND (
                             e.still_url IS NULL OR e.air_date IS NULL OR e.overview = ''
                             OR e.runtime_minutes IS NULL
                         )
                       LIMIT 1
                   ) AS has_episode_gaps,
                   m.end_year IS NOT NULL OR m.status IN ('Ended', 'Canceled') AS is_finished,
                   f.requested_at, f.backfilled_at, f.poster_checked_at, f.episodes_checked_at,
                   f.failure, p.disabled_until,
                   (SELECT max(last_heartbeat) FROM procrastinate_workers) AS worker_seen_at
            FROM media_items AS m
            LEFT JOIN media_fetches AS f ON f.media_id = m.id
            LEFT JOIN provider_states AS p
                ON p.provider = CASE WHEN m.media_type = 'game' THEN 'igdb' ELSE 'tmdb' END
            WHERE m.id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()


def has_room(conn: Connection, *, queue: str, most: int) -> bool:
    """Whether fewer than so many tasks wait in a queue."""
    row = conn.execute(
        """
        SELECT count(*) < %(most)s
        FROM (
            SELECT
            FROM procrastinate_jobs
            WHERE queue_name = %(queue)s AND status = 'todo'
            LIMIT %(most)s
        ) AS waiting
        """,
        {"queue": queue, "most": most},
    ).fetchone()
    return row is not None and bool(row[0])


def request(conn: Connection, *, media_id: int, now: datetime, unless_since: datetime) -> bool:
    """Hand a title to the worker; False when somebody did after `unless_since`."""
    row = conn.execute(
        """
        INSERT INTO media_fetches AS f (media_id, requested_at)
        VALUES (%(media_id)s, %(now)s)
        ON CONFLICT (media_id) DO UPDATE
        SET requested_at = excluded.requested_at, failure = NULL
        WHERE f.requested_at IS NULL OR f.requested_at <= %(unless_since)s
        RETURNING media_id
        """,
        {"media_id": media_id, "now": now, "unless_since": unless_since},
    ).fetchone()
    return row is not None


def is_answered(conn: Connection, *, media_id: int, since: datetime) -> bool:
    """Whether what was requested at `since` has been done, or has failed."""
    row = conn.execute(
        """
        SELECT requested_at IS DISTINCT FROM %(since)s OR failure IS NOT NULL
        FROM media_fetches
        WHERE media_id = %(media_id)s
        """,
        {"media_id": media_id, "since": since},
    ).fetchone()
    return row is None or bool(row[0])


def record(
    conn: Connection,
    *,
    media_ids: Sequence[int],
    now: datetime,
    title: bool = False,
    episodes: bool = False,
    ratings: bool = False,
    failure: str | None = None,
    is_answer: bool = True,
) -> None:
    """
    Note what was asked about. `is_answer`: whoever waits need not wait any longer.

    After a failure the request stays on record, so that the next visitor does not cause another
    one at once.
    """
    conn.execute(
        """
        INSERT INTO media_fetches AS f (
            media_id, backfilled_at, people_checked_at, poster_checked_at, episodes_checked_at,
            ratings_checked_at, failure, requested_at
        )
        SELECT m.id,
               CASE WHEN %(title)s THEN %(now)s::timestamptz END,
               CASE WHEN %(title)s THEN %(now)s::timestamptz END,
               CASE WHEN %(title)s AND m.poster_url IS NULL THEN %(now)s::timestamptz END,
               CASE WHEN %(episodes)s THEN %(now)s::timestamptz END,
               CASE WHEN %(ratings)s THEN %(now)s::timestamptz END,
               %(failure)s,
               CASE WHEN %(failure)s::text IS NOT NULL THEN %(now)s::timestamptz END
        FROM unnest(%(media_ids)s::bigint[]) AS wanted (id)
        JOIN media_items AS m ON m.id = wanted.id
        ORDER BY m.id
        ON CONFLICT (media_id) DO UPDATE
        SET backfilled_at = coalesce(excluded.backfilled_at, f.backfilled_at),
            people_checked_at = coalesce(excluded.people_checked_at, f.people_checked_at),
            poster_checked_at = CASE
                WHEN %(title)s THEN excluded.poster_checked_at
                ELSE f.poster_checked_at
            END,
            episodes_checked_at = coalesce(excluded.episodes_checked_at, f.episodes_checked_at),
            ratings_checked_at = coalesce(excluded.ratings_checked_at, f.ratings_checked_at),
            failure = CASE WHEN %(is_answer)s THEN excluded.failure ELSE f.failure END,
            requested_at = CASE
                WHEN %(is_answer)s AND excluded.failure IS NULL THEN NULL
                WHEN %(is_answer)s THEN coalesce(f.requested_at, excluded.requested_at)
                ELSE f.requested_at
            END
        """,
        {
            "media_ids": list(media_ids),
            "now": now,
            "title": title,
            "episodes": episodes,
            "ratings": ratings,
            "failure": failure,
            "is_answer": is_answer,
        },
    )


def next_to_backfill(
    conn: Connection, *, media_type: MediaType, below: tuple[int, int] | None, limit: int
) -> list[tuple[int, int]]:
    """
    Titles nobody asked about yet, by votes, the most first: votes and id.

    `below` is the last one that was seen, so that each look goes on where the last one ended.
    """
    votes, media_id = below or (2**31 - 1, 0)
    found: list[tuple[int, int]] = conn.execute(
        """
        SELECT s.votes, s.media_id
        FROM media_scores AS s
        LEFT JOIN media_fetches AS f ON f.media_id = s.media_id
        WHERE s.media_type = %(media_type)s
          AND (s.votes < %(votes)s OR (s.votes = %(votes)s AND s.media_id > %(media_id)s))
          AND s.votes <= %(votes)s -- where in the index to begin
          AND f.backfilled_at IS NULL
        ORDER BY s.votes DESC, s.media_id
        LIMIT %(limit)s
        """,
        {"media_type": media_type, "votes": votes, "media_id": media_id, "limit": limit},
    ).fetchall()
    return found
