"""Which titles in use are due to be fetched again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.platform.db import Connection

DAILY = timedelta(hours=23)  # an hour before the next daily run would miss it
HOURLY = timedelta(minutes=50)
SETTLED = timedelta(days=30)  # what is over or long released changes rarely


@dataclass(frozen=True, slots=True)
class DueTitle:
    """`only_episodes`: an episode airs about now, and the rest of the title is young enough."""

    media_id: int
    provider: str
    only_episodes: bool


def list_due(conn: Connection, *, now: datetime, limit: int) -> list[DueTitle]:
    """
    The titles of the library, of statuses, watchlists and wanted lists that are due: never fetched,
    daily while they are running or not released for half a year, every thirty days otherwise, and
    the episodes of a show hourly on the days around one that airs.

    A title its source did not know is due after thirty days, whether it is in use or not; one that
    failed after a while that doubles.
    """
    with conn.cursor(row_factory=class_row(DueTitle)) as cur:
        cur.execute(
            """
            WITH aged AS (
                SELECT m.id AS media_id,
                       CASE WHEN m.media_type = 'game' THEN 'igdb' ELSE 'tmdb' END AS provider,
                       f.failure, f.backfilled_at, f.episodes_checked_at, f.next_attempt_at,
                       CASE
                           WHEN m.media_type = 'show' THEN NOT title_has_ended(m.end_year, m.status)
                           ELSE coalesce(
                               m.release_date,
                               make_date(coalesce(nullif(m.year, 0), 9999), 12, 31)
                           )
                                > (%(now)s::timestamptz - interval '180 days')::date
                       END AS is_changing,
                       m.media_type = 'show' AND EXISTS (
                           SELECT
                           FROM show_episodes AS e
                           WHERE e.media_id = m.id
                             AND e.air_date BETWEEN (%(now)s::timestamptz - interval '1 day')::date
                                 AND (%(now)s::timestamptz + interval '1 day')::date
                       ) AS airs_now,
                       coalesce(s.votes, 0) AS votes
                FROM titles_in_use AS u
                JOIN media_items AS m ON m.id = u.media_id
                LEFT JOIN media_fetches AS f ON f.media_id = m.id
                LEFT JOIN media_scores AS s ON s.media_id = m.id
            ),
            due AS (
                SELECT media_id, provider, votes, backfilled_at, failure, false AS only_episodes
                FROM aged
                WHERE failure IS DISTINCT FROM 'not_there'
                  AND coalesce(next_attempt_at <= %(now)s, true)
                  AND (
                      backfilled_at IS NULL
                      OR backfilled_at <= %(now)s - CASE
                          WHEN is_changing THEN %(daily)s::interval
                          ELSE %(settled)s::interval
                      END
                  )
                UNION ALL
                SELECT media_id, provider, votes, backfilled_at, failure, true
                FROM aged
                WHERE airs_now
                  AND failure IS DISTINCT FROM 'not_there'
                  AND backfilled_at > %(now)s - %(daily)s::interval
                  AND coalesce(episodes_checked_at, '-infinity') <= %(now)s - %(hourly)s::interval
                UNION ALL
                SELECT f.media_id,
                       CASE WHEN m.media_type = 'game' THEN 'igdb' ELSE 'tmdb' END,
                       -1, f.backfilled_at, f.failure, false
                FROM media_fetches AS f
                JOIN media_items AS m ON m.id = f.media_id
                WHERE f.failure = 'not_there'
                  AND f.next_attempt_at <= %(now)s
            )
            SELECT media_id, provider, only_episodes
            FROM due
            ORDER BY coalesce(failure, '') <> '', only_episodes DESC, backfilled_at NULLS FIRST,
                     votes DESC, media_id
            LIMIT %(limit)s
            """,
            {
                "now": now,
                "daily": DAILY,
                "hourly": HOURLY,
                "settled": SETTLED,
                "limit": limit,
            },
        )
        return cur.fetchall()


def list_resting(conn: Connection, *, now: datetime) -> frozenset[str]:
    """The providers that are paused, or not called after failures."""
    rows = conn.execute(
        """
        SELECT provider
        FROM provider_states
        WHERE paused_at IS NOT NULL OR disabled_until > %(now)s
        """,
        {"now": now},
    ).fetchall()
    return frozenset(provider for (provider,) in rows)


def mark_changed(
    conn: Connection, *, source: str, kind: MediaType, external_ids: Collection[str], now: datetime
) -> int:
    """Make the titles in use due that a source says have changed; how many there are."""
    return conn.execute(
        """
        UPDATE media_fetches AS f
        SET backfilled_at = NULL
        FROM media_external_ids AS x
        JOIN titles_in_use AS u ON u.media_id = x.media_id
        WHERE x.source = %(source)s
          AND x.media_type = %(kind)s
          AND x.external_id = ANY(%(external_ids)s)
          AND f.media_id = x.media_id
          AND f.backfilled_at <= %(now)s - %(daily)s::interval
        """,
        {
            "source": source,
            "kind": kind,
            "external_ids": list(external_ids),
            "now": now,
            "daily": DAILY,
        },
    ).rowcount
