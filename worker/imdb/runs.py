"""What is written down of imports: a row for each run, and what the catalogue was made from."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

SOURCE = "imdb"
LOCK = 0x1DB  # any constant of ours; held by whoever imports
STATE = "imdb_files_hash"  # in sync_state
SPREAD = "imdb_spread"  # in sync_state: what everything made of the catalogue was made from
WAITING = "waiting"  # the step of a run that is queued and has not begun


def try_lock(conn: Connection) -> bool:
    """Whether nobody else imports. Held until `unlock`, or until the connection ends."""
    row = conn.execute("SELECT pg_try_advisory_lock(%(lock)s)", {"lock": LOCK}).fetchone()
    return bool(row and row[0])


def unlock(conn: Connection) -> None:
    """At once; the server notices only a little later that a connection was closed."""
    if not conn.closed and conn.info.transaction_status == TransactionStatus.IDLE:
        conn.execute("SELECT pg_advisory_unlock(%(lock)s)", {"lock": LOCK})


def accepted(conn: Connection) -> dict[str, str]:
    """What was imported last, by name: the hash of the files with the options."""
    rows = conn.execute(
        "SELECT name, value FROM sync_state WHERE starts_with(name, 'imdb_')"
    ).fetchall()
    return dict(rows)


def unspread(conn: Connection) -> str | None:
    """
    What the catalogue was made from, when something is made of it that does not know yet.

    An import tells those when it is done; one that is killed before does not.
    """
    states = accepted(conn)
    spread = states.pop(SPREAD, "")
    value = " ".join(f"{name}={value}" for name, value in sorted(states.items()))
    return value if value != spread else None


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
    A row for this run, or the one that was made when it was queued; its id.

    Whatever still counts as running was interrupted: we hold the lock.
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
    if run_id is not None:
        found = conn.execute(
            """
            UPDATE import_runs
            SET state = 'running', step = 'starting', message = '', finished_at = NULL,
                started_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s AND source = %(source)s
            RETURNING id
            """,
            {"id": run_id, "source": SOURCE, "now": now},
        ).fetchone()
        if found is not None:
            return run_id
    row = conn.execute(
        """
        INSERT INTO import_runs (source, state, step, started_at, updated_at)
        VALUES (%(source)s, 'running', 'starting', %(now)s, %(now)s)
        RETURNING id
        """,
        {"source": SOURCE, "now": now},
    ).fetchone()
    assert row is not None  # noqa: S101  # INSERT … RETURNING
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
    """The titles are in, but the run goes on; or now it is over, and what was written stays."""
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
