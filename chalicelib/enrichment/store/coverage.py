"""How many titles the sources described, and how many wait for the worker."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from psycopg.rows import class_row

from chalicelib.enrichment.models import SourceCounts
from chalicelib.metadata.models import SIDE_SOURCES, SideSource
from chalicelib.platform.db import Connection

COUNT_WITHIN = "30s"

#: For the sources that describe titles and for posters. The number of all titles is stored, and
#: posters are counted in an index: a scan of 1.5 million titles takes seconds.
DESCRIBED_AND_PICTURED = """
    WITH fetched AS (
        SELECT s.media_type AS kind,
               count(*) FILTER (
                   WHERE f.backfilled_at IS NOT NULL AND coalesce(f.failure, '') = ''
               ) AS matched,
               count(*) FILTER (WHERE f.failure = 'not_there') AS not_found,
               count(*) FILTER (WHERE f.failure NOT IN ('', 'not_there')) AS failed,
               count(*) FILTER (
                   WHERE f.backfilled_at > %(since)s AND coalesce(f.failure, '') = ''
               ) AS last_hour
        FROM media_fetches AS f
        JOIN media_scores AS s ON s.media_id = f.media_id
        GROUP BY s.media_type
    ),
    pictured AS (
        SELECT media_type AS kind, count(*) AS matched
        FROM media_items
        WHERE poster_url IS NOT NULL
        GROUP BY media_type
    ),
    unpictured AS (
        SELECT m.media_type AS kind, count(*) AS not_found
        FROM media_fetches AS f
        JOIN media_items AS m ON m.id = f.media_id
        WHERE f.poster_checked_at IS NOT NULL AND m.poster_url IS NULL
        GROUP BY m.media_type
    ),
    counted AS (
        SELECT CASE c.media_type WHEN 'game' THEN 'igdb' ELSE 'tmdb' END AS source,
               c.media_type AS kind, c.count, f.matched, f.not_found, f.failed, f.last_hour
        FROM catalogue_counts AS c
        LEFT JOIN fetched AS f ON f.kind = c.media_type
        WHERE c.genre_id = 0
        UNION ALL
        SELECT 'artwork', c.media_type, c.count, p.matched, u.not_found, 0, 0
        FROM catalogue_counts AS c
        LEFT JOIN pictured AS p ON p.kind = c.media_type
        LEFT JOIN unpictured AS u ON u.kind = c.media_type
        WHERE c.genre_id = 0
    )
    SELECT source, kind,
           -- the stored number may be some seconds older
           greatest(
               count, coalesce(matched, 0) + coalesce(not_found, 0) + coalesce(failed, 0)
           ) AS total,
           coalesce(matched, 0) AS matched,
           coalesce(not_found, 0) AS not_found,
           coalesce(failed, 0) AS failed,
           coalesce(last_hour, 0) AS last_hour
    FROM counted
    WHERE count > 0
"""

#: How many titles a source beside them can be asked for, and how asking ended. A title has one id
#: of each kind: only those of several kinds are told apart.
ASKED = """
    WITH askable AS (
        SELECT x.media_type AS kind,
               CASE
                   WHEN cardinality(%(ids)s::text[]) = 1 THEN count(*)
                   ELSE count(DISTINCT x.media_id)
               END AS total
        FROM media_external_ids AS x
        WHERE x.source = ANY(%(ids)s)
          AND x.media_type = ANY(%(kinds)s)
          AND (NOT %(only_running)s OR EXISTS (
              SELECT
              FROM media_items AS m
              WHERE m.id = x.media_id
                AND m.media_type = 'show'
                AND NOT title_has_ended(m.end_year, m.status)
          ))
        GROUP BY x.media_type
    ),
    ended AS (
        SELECT kind,
               count(*) FILTER (WHERE state = 'matched') AS matched,
               count(*) FILTER (WHERE state = 'not_found') AS not_found,
               count(*) FILTER (WHERE state = 'error') AS failed,
               count(*) FILTER (WHERE attempted_at > %(since)s) AS last_hour
        FROM enrichment
        WHERE source = %(source)s
        GROUP BY kind
    )
    SELECT %(source)s AS source, kind,
           -- a show that has ended since it was asked for counts as well
           greatest(
               coalesce(a.total, 0),
               coalesce(e.matched, 0) + coalesce(e.not_found, 0) + coalesce(e.failed, 0)
           ) AS total,
           coalesce(e.matched, 0) AS matched,
           coalesce(e.not_found, 0) AS not_found,
           coalesce(e.failed, 0) AS failed,
           coalesce(e.last_hour, 0) AS last_hour
    FROM askable AS a
    FULL JOIN ended AS e USING (kind)
"""


def count_titles(conn: Connection, *, now: datetime) -> list[SourceCounts]:
    """
    Takes some hundred milliseconds for millions of titles: callers cache the result.

    Needs a transaction, whose statements may take `COUNT_WITHIN`.
    """
    conn.execute("SELECT set_config('statement_timeout', %s, true)", [COUNT_WITHIN])
    since = now - timedelta(hours=1)
    with conn.cursor(row_factory=class_row(SourceCounts)) as cur:
        described = cur.execute(DESCRIBED_AND_PICTURED, {"since": since}).fetchall()
        for source in SIDE_SOURCES.values():
            described += cur.execute(ASKED, asked_for(source, since=since)).fetchall()
    return described


def asked_for(source: SideSource, *, since: datetime) -> dict[str, Any]:
    """The parameters of `ASKED`."""
    return {
        "source": source.name,
        "kinds": list(source.kinds),
        "ids": list(source.ids),
        "only_running": source.only_running,
        "since": since,
    }


def count_queued(conn: Connection, *, queues: Collection[str]) -> int:
    row = conn.execute(
        """
        SELECT count(*)
        FROM procrastinate_jobs
        WHERE queue_name = ANY(%(queues)s) AND status IN ('todo', 'doing')
        """,
        {"queues": list(queues)},
    ).fetchone()
    return 0 if row is None else int(row[0])


def is_worker_alive(conn: Connection, *, since: datetime) -> bool:
    row = conn.execute(
        "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > %(since)s)",
        {"since": since},
    ).fetchone()
    return row is not None and bool(row[0])
