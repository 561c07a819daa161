"""Backfill runs, shown to administrators: rows of `import_runs` with the source `tmdb`."""

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from chalicelib.platform.db import Connection

SOURCE = "tmdb"


def start(conn: Connection, *, now: datetime) -> int:
    """The id of the running backfill, or of a new one."""
    row = conn.execute(
        """
        WITH open AS (
            SELECT id FROM import_runs
            WHERE source = %(source)s AND state = 'running'
            ORDER BY id DESC
            LIMIT 1
        ),
        added AS (
            INSERT INTO import_runs (source, state, step, started_at, updated_at)
            SELECT %(source)s, 'running', 'backfill', %(now)s, %(now)s
            WHERE NOT EXISTS (SELECT FROM open)
            RETURNING id
        )
        SELECT id FROM open UNION ALL SELECT id FROM added
        """,
        {"source": SOURCE, "now": now},
    ).fetchone()
    assert row is not None  # noqa: S101  # one or the other
    return int(row[0])


def add_progress(
    conn: Connection, *, run_id: int, done: int, failed: int, message: str, now: datetime
) -> None:
    conn.execute(
        """
        UPDATE import_runs
        SET rows_done = rows_done + %(done)s,
            bad_rows = bad_rows + %(failed)s,
            message = %(message)s,
            updated_at = %(now)s
        WHERE id = %(run_id)s
        """,
        {"run_id": run_id, "done": done, "failed": failed, "message": message, "now": now},
    )


def finish(
    conn: Connection,
    *,
    run_id: int,
    state: str,
    message: str,
    counts: dict[str, Any],
    now: datetime,
) -> None:
    conn.execute(
        """
        UPDATE import_runs
        SET state = %(state)s, message = %(message)s, counts = %(counts)s, step = '',
            updated_at = %(now)s, finished_at = %(now)s
        WHERE id = %(run_id)s
        """,
        {
            "run_id": run_id,
            "state": state,
            "message": message,
            "counts": Jsonb(counts),
            "now": now,
        },
    )
