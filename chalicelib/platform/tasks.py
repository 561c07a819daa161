"""
Hand generic background work (scan, probe, push) to the worker.

The queue is procrastinate's, in the same database. The functions do not import it: one SQL
call inside the caller's transaction queues the task, so the task exists if and only if the
data it is about does.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb


def defer(
    conn: Connection,
    task: str,
    arguments: Mapping[str, Any],
    *,
    queue: str,
    lock: str | None = None,
) -> int:
    """
    Queue `task` with JSON-able `arguments`; the job's number.

    Jobs with the same `lock` never run at the same time.
    """
    row = conn.execute(
        """
        SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
            %(queue)s, %(task)s, 0, %(lock)s, NULL, %(arguments)s, NULL
        )::procrastinate_job_to_defer_v1]))
        """,
        {"queue": queue, "task": task, "lock": lock, "arguments": Jsonb(dict(arguments))},
    ).fetchone()
    assert row is not None  # noqa: S101  # INSERT … RETURNING inside the function
    return int(row[0])
