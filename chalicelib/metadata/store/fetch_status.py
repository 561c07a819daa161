"""`media_fetches`: when the metadata of a title was requested, fetched, or failed."""

from collections.abc import Sequence
from datetime import datetime

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import BackfillFilter, TitleFetchOutcome, TitleFetchStatus
from chalicelib.metadata.store.source_queue import (
    FIRST_BACK_OFF,
    MAX_BACK_OFF_DOUBLINGS,
    NOT_FOUND_AGAIN,
)
from chalicelib.platform.db import Connection


def get(conn: Connection, *, media_id: int) -> TitleFetchStatus | None:
    """None for an unknown title. One index look-up per table."""
    with conn.cursor(row_factory=class_row(TitleFetchStatus)) as cur:
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
                   title_has_ended(m.end_year, m.status) AS is_finished,
                   f.requested_at, f.backfilled_at, f.poster_checked_at, f.episodes_checked_at,
                   f.failure,
                   CASE
                       WHEN p.paused_at IS NULL THEN p.disabled_until
                       ELSE p.paused_at + interval '100 years'
                   END AS disabled_until,
                   (SELECT max(last_heartbeat) FROM procrastinate_workers) AS worker_seen_at,
                   (
                       SELECT max(since)
                       FROM (
                           SELECT min(region_since) AS since
                           FROM user_preferences
                           WHERE region IS NOT NULL
                           GROUP BY region
                       ) AS chosen
                   ) AS newest_region_at
            FROM media_items AS m
            LEFT JOIN media_fetches AS f ON f.media_id = m.id
            LEFT JOIN provider_states AS p
                ON p.provider = CASE WHEN m.media_type = 'game' THEN 'igdb' ELSE 'tmdb' END
            WHERE m.id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()


def has_capacity(conn: Connection, *, queue: str, limit: int) -> bool:
    """Whether fewer than `limit` tasks wait in a queue."""
    row = conn.execute(
        """
        SELECT count(*) < %(limit)s
        FROM (
            SELECT
            FROM procrastinate_jobs
            WHERE queue_name = %(queue)s AND status = 'todo'
            LIMIT %(limit)s
        ) AS waiting
        """,
        {"queue": queue, "limit": limit},
    ).fetchone()
    return row is not None and bool(row[0])


def request(conn: Connection, *, media_id: int, now: datetime, unless_since: datetime) -> bool:
    """Record a fetch request; False if there is one newer than `unless_since`."""
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


def is_request_done(conn: Connection, *, media_id: int, requested_at: datetime) -> bool:
    """Whether the request of `requested_at` was completed or has failed."""
    row = conn.execute(
        """
        SELECT requested_at IS DISTINCT FROM %(requested_at)s OR failure IS NOT NULL
        FROM media_fetches
        WHERE media_id = %(media_id)s
        """,
        {"media_id": media_id, "requested_at": requested_at},
    ).fetchone()
    return row is None or bool(row[0])


def record(
    conn: Connection,
    *,
    media_ids: Sequence[int],
    now: datetime,
    title: bool = False,
    episodes: bool = False,
    failure: str | None = None,
    completes_request: bool = True,
) -> None:
    """
    Record what was fetched. `completes_request` ends the wait of a page for this title.

    After a failure the request stays recorded, so that the next page view does not repeat it at
    once; by itself a title is asked for again later and later.
    """
    conn.execute(
        """
        INSERT INTO media_fetches AS f (
            media_id, backfilled_at, people_checked_at, poster_checked_at, episodes_checked_at,
            failure, requested_at, failures, next_attempt_at
        )
        SELECT m.id,
               CASE WHEN %(title)s THEN %(now)s::timestamptz END,
               CASE WHEN %(title)s THEN %(now)s::timestamptz END,
               CASE WHEN %(title)s AND m.poster_url IS NULL THEN %(now)s::timestamptz END,
               CASE WHEN %(episodes)s THEN %(now)s::timestamptz END,
               %(failure)s,
               CASE WHEN %(failure)s::text IS NOT NULL THEN %(now)s::timestamptz END,
               %(is_failed)s::int,
               CASE
                   WHEN %(failure)s = 'not_there' THEN %(now)s::timestamptz + %(not_found_again)s
                   WHEN %(is_failed)s THEN %(now)s::timestamptz + %(back_off)s
               END
        FROM unnest(%(media_ids)s::bigint[]) AS requested (id)
        JOIN media_items AS m ON m.id = requested.id
        ORDER BY m.id
        ON CONFLICT (media_id) DO UPDATE
        SET backfilled_at = coalesce(excluded.backfilled_at, f.backfilled_at),
            people_checked_at = coalesce(excluded.people_checked_at, f.people_checked_at),
            poster_checked_at = CASE
                WHEN %(title)s THEN excluded.poster_checked_at
                ELSE f.poster_checked_at
            END,
            episodes_checked_at = coalesce(excluded.episodes_checked_at, f.episodes_checked_at),
            failure = CASE WHEN %(is_answer)s THEN excluded.failure ELSE f.failure END,
            requested_at = CASE
                WHEN %(is_answer)s AND excluded.failure IS NULL THEN NULL
                WHEN %(is_answer)s THEN coalesce(f.requested_at, excluded.requested_at)
                ELSE f.requested_at
            END,
            failures = CASE
                WHEN %(is_failed)s THEN f.failures + 1
                WHEN %(title)s THEN 0
                ELSE f.failures
            END,
            next_attempt_at = CASE
                WHEN %(is_failed)s THEN
                    %(now)s::timestamptz
                    + %(back_off)s::interval * 2 ^ least(f.failures, %(doublings)s)
                WHEN %(title)s THEN excluded.next_attempt_at
                ELSE f.next_attempt_at
            END
        """,
        {
            "media_ids": list(media_ids),
            "now": now,
            "title": title,
            "episodes": episodes,
            "failure": failure,
            # A provider that accepts no requests says nothing about the title.
            "is_failed": failure is not None
            and failure not in (TitleFetchOutcome.NOT_FOUND, TitleFetchOutcome.RESTING),
            "is_answer": completes_request,
            "not_found_again": NOT_FOUND_AGAIN,
            "back_off": FIRST_BACK_OFF,
            "doublings": MAX_BACK_OFF_DOUBLINGS,
        },
    )


def list_next_to_backfill(
    conn: Connection,
    *,
    media_type: MediaType,
    wanted: BackfillFilter,
    after: tuple[int, int] | None,
    now: datetime,
    limit: int,
) -> list[tuple[int, int]]:
    """
    The titles to fetch, by votes descending: pairs of votes and id.

    Those that failed a short while ago are left out. `after` is the keyset cursor: the last pair of
    the previous call.
    """
    votes, media_id = after or (2**31 - 1, 0)
    found: list[tuple[int, int]] = conn.execute(
        """
        SELECT s.votes, s.media_id
        FROM media_scores AS s
        LEFT JOIN media_fetches AS f ON f.media_id = s.media_id
        WHERE s.media_type = %(media_type)s
          AND (s.votes < %(votes)s OR (s.votes = %(votes)s AND s.media_id > %(media_id)s))
          AND s.votes <= %(votes)s -- the start of the index scan
          AND coalesce(f.next_attempt_at <= %(now)s, true)
          AND CASE
              WHEN %(without_picture)s THEN EXISTS (
                  SELECT FROM media_items AS m WHERE m.id = s.media_id AND m.poster_url IS NULL
              )
              ELSE f.backfilled_at IS NULL
          END
          AND (NOT %(skips_asked)s OR f.backfilled_at IS NULL AND f.failure IS NULL)
        ORDER BY s.votes DESC, s.media_id
        LIMIT %(limit)s
        """,
        {
            "media_type": media_type,
            "votes": votes,
            "media_id": media_id,
            "now": now,
            "limit": limit,
            "without_picture": wanted.without_picture,
            "skips_asked": wanted.skips_asked,
        },
    ).fetchall()
    return found


def count_to_backfill(
    conn: Connection, *, media_types: Sequence[MediaType], wanted: BackfillFilter
) -> int:
    """How many titles of these media types there are to fetch."""
    row = conn.execute(
        """
        SELECT count(*)
        FROM media_scores AS s
        LEFT JOIN media_fetches AS f ON f.media_id = s.media_id
        WHERE s.media_type = ANY(%(media_types)s)
          AND CASE
              WHEN %(without_picture)s THEN EXISTS (
                  SELECT FROM media_items AS m WHERE m.id = s.media_id AND m.poster_url IS NULL
              )
              ELSE f.backfilled_at IS NULL
          END
          AND (NOT %(skips_asked)s OR f.backfilled_at IS NULL AND f.failure IS NULL)
        """,
        {
            "media_types": list(media_types),
            "without_picture": wanted.without_picture,
            "skips_asked": wanted.skips_asked,
        },
    ).fetchone()
    return 0 if row is None else int(row[0])


def reset_backfill(
    conn: Connection,
    *,
    media_type: MediaType | None,
    fetched_before: datetime,
    only_failed: bool,
    media_id: int | None = None,
) -> int:
    """Mark titles as never fetched, so that the backfill asks again; how many there are."""
    return conn.execute(
        """
        UPDATE media_fetches AS f
        SET backfilled_at = NULL, next_attempt_at = NULL
        FROM media_items AS m
        WHERE m.id = f.media_id
          AND (
              f.backfilled_at <= %(fetched_before)s
              OR (f.backfilled_at IS NULL AND f.failure <> '')
          )
          AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
          AND (NOT %(only_failed)s OR f.failure <> '')
          AND (%(media_id)s::bigint IS NULL OR m.id = %(media_id)s)
        """,
        {
            "media_type": media_type,
            "fetched_before": fetched_before,
            "only_failed": only_failed,
            "media_id": media_id,
        },
    ).rowcount
