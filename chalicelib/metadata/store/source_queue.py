"""
`enrichment`: which titles a source beside the describing one was asked for, and which come next.

Rows are made lazily. The titles people use come first; then each source walks through the rest by
votes, remembering its position, so that a run neither writes a row for each title of the catalogue
nor reads what the runs before it have read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import AttemptState, SideSource
from chalicelib.platform.db import Connection

NOT_FOUND_AGAIN = timedelta(days=30)
FIRST_BACK_OFF = timedelta(hours=1)  # doubled by each failure in a row
MAX_BACK_OFF_DOUBLINGS = 7  # five days
WALK_AGAIN = timedelta(days=7)  # titles added meanwhile


@dataclass(frozen=True, slots=True)
class QueueScan:
    """A title of a walk, and its place in it."""

    media_id: int
    kind: MediaType
    votes: int


def record(
    conn: Connection,
    *,
    media_id: int,
    source: str,
    state: AttemptState,
    now: datetime,
    error: str = "",
) -> None:
    """Record how asking a source for a title ended, and when it is asked again by itself."""
    conn.execute(
        """
        INSERT INTO enrichment AS e (
            media_id, source, kind, state, failures, error, attempted_at, next_attempt_at
        )
        SELECT m.id, %(source)s, m.media_type, %(state)s, (%(state)s = 'error')::int, %(error)s,
               %(now)s,
               CASE %(state)s
                   WHEN 'not_found' THEN %(now)s::timestamptz + %(not_found_again)s::interval
                   WHEN 'error' THEN %(now)s::timestamptz + %(back_off)s::interval
               END
        FROM media_items AS m
        WHERE m.id = %(media_id)s
        ON CONFLICT (media_id, source) DO UPDATE
        SET state = excluded.state,
            failures = CASE WHEN excluded.state = 'error' THEN e.failures + 1 ELSE 0 END,
            error = excluded.error,
            attempted_at = excluded.attempted_at,
            next_attempt_at = CASE
                WHEN excluded.state = 'error' THEN
                    %(now)s::timestamptz
                    + %(back_off)s::interval * 2 ^ least(e.failures, %(doublings)s)
                ELSE excluded.next_attempt_at
            END
        """,
        {
            "media_id": media_id,
            "source": source,
            "state": state,
            "error": error,
            "now": now,
            "not_found_again": NOT_FOUND_AGAIN,
            "back_off": FIRST_BACK_OFF,
            "doublings": MAX_BACK_OFF_DOUBLINGS,
        },
    )


def count_attempts(conn: Connection, *, source: str, since: datetime) -> int:
    row = conn.execute(
        "SELECT count(*) FROM enrichment WHERE source = %(source)s AND attempted_at >= %(since)s",
        {"source": source, "since": since},
    ).fetchone()
    return 0 if row is None else int(row[0])


def list_due(conn: Connection, *, source: SideSource, now: datetime, limit: int) -> list[int]:
    """Titles to ask for again, those an administrator asked for first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM enrichment
            WHERE source = %(source)s AND next_attempt_at <= %(now)s
            ORDER BY state <> 'pending', next_attempt_at, media_id
            LIMIT %(limit)s
            """,
            {"source": source.name, "now": now, "limit": limit},
        )
        return cur.fetchall()


def list_new_in_use(conn: Connection, *, source: SideSource, limit: int) -> list[int]:
    """Of the titles in use, those the source was not asked for yet, the most voted first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT m.id
            FROM titles_in_use AS u
            JOIN media_items AS m ON m.id = u.media_id
            LEFT JOIN media_scores AS s ON s.media_id = m.id
            WHERE m.media_type = ANY(%(kinds)s)
              AND (NOT %(only_running)s OR NOT title_has_ended(m.end_year, m.status))
              AND EXISTS (
                  SELECT FROM media_external_ids AS x
                  WHERE x.media_id = m.id AND x.source = ANY(%(ids)s)
              )
              AND NOT EXISTS (
                  SELECT FROM enrichment AS e
                  WHERE e.media_id = m.id AND e.source = %(source)s
              )
            ORDER BY s.votes DESC NULLS LAST, m.id
            LIMIT %(limit)s
            """,
            {
                "source": source.name,
                "kinds": list(source.kinds),
                "ids": list(source.ids),
                "only_running": source.only_running,
                "limit": limit,
            },
        )
        return cur.fetchall()


def walk(
    conn: Connection, *, source: SideSource, kind: MediaType, now: datetime, limit: int
) -> list[QueueScan]:
    """
    The next titles of a kind by votes, after the stored position: see `move`.

    Empty once the walk has ended; it begins anew after `WALK_AGAIN`.
    """
    row = conn.execute(
        """
        SELECT votes, last_id, finished_at
        FROM enrichment_positions
        WHERE source = %(source)s AND kind = %(kind)s
        """,
        {"source": source.name, "kind": kind},
    ).fetchone()
    if row is not None and row[2] is not None:
        if row[2] > now - WALK_AGAIN:
            return []
        row = None
    votes, media_id = (2**31 - 1, 0) if row is None else row[:2]
    found = conn.execute(
        """
        SELECT s.votes, s.media_id
        FROM media_scores AS s
        JOIN media_items AS m ON m.id = s.media_id
        WHERE s.media_type = %(kind)s
          AND s.votes <= %(votes)s -- the start of the index scan
          AND (s.votes < %(votes)s OR s.media_id > %(media_id)s)
          AND (NOT %(only_running)s OR NOT title_has_ended(m.end_year, m.status))
          AND EXISTS (
              SELECT FROM media_external_ids AS x
              WHERE x.media_id = s.media_id AND x.source = ANY(%(ids)s)
          )
          AND NOT EXISTS (
              SELECT FROM enrichment AS e
              WHERE e.media_id = s.media_id AND e.source = %(source)s
          )
        ORDER BY s.votes DESC, s.media_id
        LIMIT %(limit)s
        """,
        {
            "kind": kind,
            "votes": votes,
            "media_id": media_id,
            "source": source.name,
            "ids": list(source.ids),
            "only_running": source.only_running,
            "limit": limit,
        },
    ).fetchall()
    if not found:
        end = QueueScan(media_id, kind, votes)
        move(conn, source=source.name, to=end, finished_at=now)
    return [QueueScan(media_id, kind, votes) for votes, media_id in found]


def move(
    conn: Connection, *, source: str, to: QueueScan, finished_at: datetime | None = None
) -> None:
    """The walk goes on after this title, which the source was asked for."""
    conn.execute(
        """
        INSERT INTO enrichment_positions (source, kind, votes, last_id, finished_at)
        VALUES (%(source)s, %(kind)s, %(votes)s, %(media_id)s, %(finished_at)s)
        ON CONFLICT (source, kind) DO UPDATE
        SET votes = excluded.votes,
            last_id = excluded.last_id,
            finished_at = excluded.finished_at
        """,
        {
            "source": source,
            "kind": to.kind,
            "votes": to.votes,
            "media_id": to.media_id,
            "finished_at": finished_at,
        },
    )
