"""Statements of the enrichment: counts by kind, unmatched titles, numbers given by hand."""

from collections.abc import Collection
from datetime import datetime, timedelta

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.enrichment.models import DescribedCounts, Unanswered, UndescribedTitle
from chalicelib.platform.db import Connection

COUNT_WITHIN = "30s"


def count_kinds(conn: Connection, *, now: datetime) -> list[DescribedCounts]:
    """
    One scan of the catalogue, which takes seconds for millions of titles: callers cache the result.

    Needs a transaction, whose statements may take `COUNT_WITHIN`.
    """
    conn.execute("SELECT set_config('statement_timeout', %s, true)", [COUNT_WITHIN])
    with conn.cursor(row_factory=class_row(DescribedCounts)) as cur:
        cur.execute(
            """
            SELECT m.media_type AS kind,
                   count(*) AS total,
                   count(*) FILTER (
                       WHERE f.backfilled_at IS NOT NULL AND coalesce(f.failure, '') = ''
                   ) AS described,
                   count(*) FILTER (WHERE f.failure = 'not_there') AS not_found,
                   count(*) FILTER (WHERE f.failure NOT IN ('', 'not_there')) AS failed,
                   count(*) FILTER (
                       WHERE f.backfilled_at > %(since)s AND coalesce(f.failure, '') = ''
                   ) AS described_last_hour,
                   count(x.media_id) AS with_imdb_id,
                   count(*) FILTER (
                       WHERE x.media_id IS NOT NULL AND f.ratings_checked_at IS NOT NULL
                   ) AS rated,
                   count(*) FILTER (WHERE f.ratings_checked_at > %(since)s) AS rated_last_hour
            FROM media_items AS m
            LEFT JOIN media_fetches AS f ON f.media_id = m.id
            LEFT JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = 'imdb'
            GROUP BY m.media_type
            """,
            {"since": now - timedelta(hours=1)},
        )
        return cur.fetchall()


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


def list_unmatched(
    conn: Connection,
    *,
    kind: MediaType | None,
    outcome: Unanswered | None,
    text: str,
    after: tuple[int, int] | None,
    retry_not_found_after: timedelta,
    limit: int,
) -> list[tuple[int, UndescribedTitle]]:
    """Votes and title, the most voted first; `after` is the last pair of votes and id."""
    votes, media_id = after or (2**31 - 1, 0)
    rows = conn.execute(
        """
        SELECT coalesce(s.votes, 0) AS votes,
               m.id, m.media_type, m.title, m.year, x.external_id,
               CASE WHEN f.failure = 'not_there' THEN 'not_found' ELSE 'failed' END,
               coalesce(f.backfilled_at, f.requested_at),
               CASE WHEN f.failure = 'not_there' THEN f.backfilled_at + %(retry_after)s END
        FROM media_fetches AS f
        JOIN media_items AS m ON m.id = f.media_id
        LEFT JOIN media_scores AS s ON s.media_id = m.id
        LEFT JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = 'imdb'
        WHERE f.failure <> ''
          AND (%(kind)s::text IS NULL OR m.media_type = %(kind)s)
          AND (
              %(outcome)s::text IS NULL
              OR (%(outcome)s = 'not_found') = (f.failure = 'not_there')
          )
          AND (%(text)s = '' OR strpos(lower(m.title), lower(%(text)s)) > 0)
          AND (coalesce(s.votes, 0), -m.id) < (%(votes)s, -%(media_id)s)
        ORDER BY coalesce(s.votes, 0) DESC, m.id
        LIMIT %(limit)s
        """,
        {
            "kind": kind,
            "outcome": outcome,
            "text": text,
            "votes": votes,
            "media_id": media_id,
            "retry_after": retry_not_found_after,
            "limit": limit,
        },
    ).fetchall()
    return [
        (
            row[0],
            UndescribedTitle(
                id=row[1],
                kind=row[2],
                title=row[3],
                year=row[4],
                imdb_id=row[5],
                outcome=row[6],
                attempted_at=row[7],
                next_attempt_at=row[8],
            ),
        )
        for row in rows
    ]


def owner_of(
    conn: Connection, *, source: str, kind: MediaType, external_id: str
) -> tuple[int, str] | None:
    """The id and name of the title that has this number."""
    return conn.execute(
        """
        SELECT m.id, m.title
        FROM media_external_ids AS x
        JOIN media_items AS m ON m.id = x.media_id
        WHERE x.source = %(source)s AND x.media_type = %(kind)s
          AND x.external_id = %(external_id)s
        """,
        {"source": source, "kind": kind, "external_id": external_id},
    ).fetchone()


def set_external_id(
    conn: Connection, *, media_id: int, source: str, kind: MediaType, external_id: str
) -> None:
    """Give the title this number in place of the one it has."""
    conn.execute(
        """
        INSERT INTO media_external_ids (media_id, source, media_type, external_id)
        VALUES (%(media_id)s, %(source)s, %(kind)s, %(external_id)s)
        ON CONFLICT (media_id, source) DO UPDATE SET external_id = excluded.external_id
        """,
        {"media_id": media_id, "source": source, "kind": kind, "external_id": external_id},
    )


def kind_of(conn: Connection, *, media_id: int) -> MediaType | None:
    """The kind of the title, locked until the transaction ends; None for an unknown title."""
    row = conn.execute(
        "SELECT media_type FROM media_items WHERE id = %(media_id)s FOR NO KEY UPDATE",
        {"media_id": media_id},
    ).fetchone()
    return None if row is None else MediaType(row[0])
