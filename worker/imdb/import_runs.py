"""Imports in the database: a row for each run, and the state of the catalogue."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

SOURCE = "imdb"
LOCK = 0x1DB  # an arbitrary constant; the process that imports holds the lock
STATE = "imdb_files_hash"  # in sync_state
DEPENDENTS_STATE = "imdb_spread"  # in sync_state: the state everything derived was made from
WAITING = "waiting"  # the step of a run that is queued and has not begun


def try_lock(conn: Connection) -> bool:
    """Whether no other process imports. Held until `unlock`, or until the connection ends."""
    row = conn.execute("SELECT pg_try_advisory_lock(%(lock)s)", {"lock": LOCK}).fetchone()
    return bool(row and row[0])


def unlock(conn: Connection) -> None:
    """Explicitly, because the server notices a closed connection only some time later."""
    if not conn.closed and conn.info.transaction_status == TransactionStatus.IDLE:
        conn.execute("SELECT pg_advisory_unlock(%(lock)s)", {"lock": LOCK})


def states(conn: Connection) -> dict[str, str]:
    """What was imported last, by name: fingerprints of the files with the options."""
    query = "SELECT name, value FROM sync_state WHERE starts_with(name, 'imdb_')"
    return dict(conn.execute(query).fetchall())


def dependents_due(conn: Connection) -> str | None:
    """
    The state of the catalogue, if what is derived from it was made from another state.

    An import refreshes the dependents at its end; one that is killed before does not.
    """
    found = states(conn)
    dependents_state = found.pop(DEPENDENTS_STATE, "")
    state = " ".join(f"{name}={value}" for name, value in sorted(found.items()))
    return state if state != dependents_state else None


def remember(conn: Connection, *, name: str = STATE, value: str, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO sync_state (name, value, updated_at)
        VALUES (%(name)s, %(value)s, %(now)s)
        ON CONFLICT (name) DO UPDATE
        SET value = excluded.value, updated_at = excluded.updated_at
        """,
        {"name": name, "value": value, "now": now},
    )


def begin(conn: Connection, *, run_id: int | None, now: datetime) -> int:
    """
    Insert a row for this run, or take the one inserted when it was queued; its id.

    A run that still counts as running was interrupted, because this process holds the lock.
    """
    conn.execute(
        """
        UPDATE import_runs
        SET state = 'failed', message = 'The import was interrupted.', updated_at = %(now)s,
            finished_at = %(now)s
        WHERE source = %(source)s AND state = 'running' AND step <> %(waiting)s
          AND id IS DISTINCT FROM %(id)s
        """,
        {"source": SOURCE, "waiting": WAITING, "id": run_id, "now": now},
    )
    row = conn.execute(
        """
        WITH queued AS (
            UPDATE import_runs
            SET state = 'running', step = 'starting', message = '', finished_at = NULL,
                started_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s AND source = %(source)s
            RETURNING id
        ),
        inserted AS (
            INSERT INTO import_runs (source, state, step, started_at, updated_at)
            SELECT %(source)s, 'running', 'starting', %(now)s, %(now)s
            WHERE NOT EXISTS (SELECT FROM queued)
            RETURNING id
        )
        SELECT id FROM queued UNION ALL SELECT id FROM inserted
        """,
        {"source": SOURCE, "id": run_id, "now": now},
    ).fetchone()
    assert row is not None  # noqa: S101  # one of the two
    return int(row[0])


def progress(
    conn: Connection, run_id: int, *, step: str, done: int, total: int | None, now: datetime
) -> None:
    conn.execute(
        """
        UPDATE import_runs
        SET step = %(step)s, rows_done = %(done)s, rows_total = %(total)s, updated_at = %(now)s
        WHERE id = %(id)s AND state = 'running'
        """,
        {"id": run_id, "step": step, "done": done, "total": total, "now": now},
    )


def resume(
    conn: Connection, run_id: int, *, state: str = "running", now: datetime | None = None
) -> None:
    """Set the state of a run whose titles are merged, and keep its other columns."""
    conn.execute(
        """
        UPDATE import_runs
        SET state = %(state)s, step = '', finished_at = %(now)s
        WHERE id = %(id)s
        """,
        {"id": run_id, "state": state, "now": now},
    )


def end(
    conn: Connection,
    run_id: int,
    *,
    state: str,
    message: str = "",
    rows: int | None = None,
    bad_rows: int = 0,
    counts: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    conn.execute(
        """
        UPDATE import_runs
        SET state = %(state)s, message = %(message)s, step = '',
            rows_done = coalesce(%(rows)s, rows_done),
            rows_total = coalesce(%(rows)s, rows_total),
            bad_rows = %(bad_rows)s, counts = %(counts)s,
            updated_at = %(now)s, finished_at = %(now)s
        WHERE id = %(id)s
        """,
        {
            "id": run_id,
            "state": state,
            "message": message,
            "rows": rows,
            "bad_rows": bad_rows,
            "counts": Jsonb(counts or {}),
            "now": now,
        },
    )
