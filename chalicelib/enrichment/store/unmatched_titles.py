"""Statements of unmatched titles, and of numbers given by hand."""

from datetime import datetime

from chalicelib.catalog.models import MediaType
from chalicelib.enrichment.models import Unanswered, UndescribedTitle
from chalicelib.platform.db import Connection


def list_unmatched(
    conn: Connection,
    *,
    source: str | None,
    kind: MediaType | None,
    outcome: Unanswered | None,
    text: str,
    after: tuple[int, int] | None,
    limit: int,
) -> list[tuple[int, UndescribedTitle]]:
    """Votes and title, the most voted first; `after` is the last pair of votes and id."""
    votes, media_id = after or (2**31 - 1, 0)
    rows = conn.execute(
        """
        WITH unanswered AS (
            SELECT f.media_id,
                   CASE m.media_type WHEN 'game' THEN 'igdb' ELSE 'tmdb' END AS source,
                   CASE WHEN f.failure = 'not_there' THEN 'not_found' ELSE 'failed' END AS outcome,
                   CASE WHEN f.failure = 'not_there' THEN '' ELSE f.failure END AS error,
                   coalesce(f.backfilled_at, f.requested_at) AS attempted_at,
                   f.next_attempt_at
            FROM media_fetches AS f
            JOIN media_items AS m ON m.id = f.media_id
            WHERE f.failure <> ''
              AND (
                  %(source)s::text IS NULL
                  OR %(source)s = CASE m.media_type WHEN 'game' THEN 'igdb' ELSE 'tmdb' END
              )
            UNION ALL
            SELECT e.media_id, e.source,
                   CASE e.state WHEN 'not_found' THEN 'not_found' ELSE 'failed' END,
                   e.error, e.attempted_at, e.next_attempt_at
            FROM enrichment AS e
            WHERE e.source = %(source)s AND e.state IN ('not_found', 'error')
        )
        SELECT coalesce(s.votes, 0), m.id, m.media_type, u.source, m.title, m.year, x.external_id,
               u.outcome, u.error, u.attempted_at, u.next_attempt_at
        FROM unanswered AS u
        JOIN media_items AS m ON m.id = u.media_id
        LEFT JOIN media_scores AS s ON s.media_id = m.id
        LEFT JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = 'imdb'
        WHERE (%(kind)s::text IS NULL OR m.media_type = %(kind)s)
          AND (%(outcome)s::text IS NULL OR u.outcome = %(outcome)s)
          AND (%(text)s = '' OR strpos(lower(m.title), lower(%(text)s)) > 0)
          AND (coalesce(s.votes, 0), -m.id) < (%(votes)s, -%(media_id)s)
        ORDER BY coalesce(s.votes, 0) DESC, m.id
        LIMIT %(limit)s
        """,
        {
            "source": source,
            "kind": kind,
            "outcome": outcome,
            "text": text,
            "votes": votes,
            "media_id": media_id,
            "limit": limit,
        },
    ).fetchall()
    return [
        (
            row[0],
            UndescribedTitle(
                id=row[1],
                kind=row[2],
                source=row[3],
                title=row[4],
                year=row[5],
                imdb_id=row[6],
                outcome=row[7],
                error=row[8],
                attempted_at=row[9],
                next_attempt_at=row[10],
            ),
        )
        for row in rows
    ]


def retry_described(
    conn: Connection, *, source: str, kind: MediaType | None, outcome: Unanswered | None
) -> int:
    """Have a source that describes titles be asked again for those it did not; how many."""
    return conn.execute(
        """
        UPDATE media_fetches AS f
        SET backfilled_at = NULL, requested_at = NULL, failure = NULL, failures = 0,
            next_attempt_at = NULL
        FROM media_items AS m
        WHERE m.id = f.media_id
          AND f.failure <> ''
          AND (m.media_type = 'game') = (%(source)s = 'igdb')
          AND (%(kind)s::text IS NULL OR m.media_type = %(kind)s)
          AND (
              %(outcome)s::text IS NULL
              OR (%(outcome)s = 'not_found') = (f.failure = 'not_there')
          )
        """,
        {"source": source, "kind": kind, "outcome": outcome},
    ).rowcount


def retry_asked(
    conn: Connection,
    *,
    source: str,
    now: datetime,
    kind: MediaType | None = None,
    outcome: Unanswered | None = None,
    media_id: int | None = None,
) -> int:
    """Have a source beside them be asked again next for titles it did not answer; how many."""
    return conn.execute(
        """
        UPDATE enrichment
        SET state = 'pending', failures = 0, error = '', next_attempt_at = %(now)s
        WHERE source = %(source)s
          AND state IN ('not_found', 'error')
          AND (%(kind)s::text IS NULL OR kind = %(kind)s)
          AND (%(outcome)s::text IS NULL OR (%(outcome)s = 'not_found') = (state = 'not_found'))
          AND (%(media_id)s::bigint IS NULL OR media_id = %(media_id)s)
        """,
        {"source": source, "now": now, "kind": kind, "outcome": outcome, "media_id": media_id},
    ).rowcount


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


def delete_external_id(conn: Connection, *, media_id: int, source: str) -> None:
    conn.execute(
        "DELETE FROM media_external_ids WHERE media_id = %(media_id)s AND source = %(source)s",
        {"media_id": media_id, "source": source},
    )


def kind_of(conn: Connection, *, media_id: int) -> MediaType | None:
    """The kind of the title, locked until the transaction ends; None for an unknown title."""
    row = conn.execute(
        "SELECT media_type FROM media_items WHERE id = %(media_id)s FOR NO KEY UPDATE",
        {"media_id": media_id},
    ).fetchone()
    return None if row is None else MediaType(row[0])
