"""
Queue background tasks (scan, probe, push) for the worker.

The queue is procrastinate's, in the same database. Queueing is one SQL call in the caller's
transaction, so a task exists if and only if its data does; procrastinate is not imported.
"""

from collections.abc import Mapping
from datetime import datetime
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
    priority: int = 0,
    at: datetime | None = None,
) -> int:
    """
    Queue `task` to start at `at` at the earliest; the job's number.

    Jobs with the same `lock` never run at the same time. A higher `priority` comes first.
    """
    row = conn.execute(
        """
        SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
            %(queue)s, %(task)s, %(priority)s, %(lock)s, NULL, %(arguments)s, %(at)s
        )::procrastinate_job_to_defer_v1]))
        """,
        {
            "queue": queue,
            "task": task,
            "priority": priority,
            "lock": lock,
            "arguments": Jsonb(dict(arguments)),
            "at": at,
        },
    ).fetchone()
    assert row is not None  # noqa: S101  # INSERT … RETURNING inside the function
    return int(row[0])


def defer_once(
    conn: Connection,
    task: str,
    arguments: Mapping[str, Any],
    *,
    queue: str,
    lock: str,
    priority: int = 0,
    at: datetime | None = None,
) -> bool:
    """
    Queue `task` unless one waits with the same `lock`; whether it was queued.

    procrastinate's own `queueing_lock` would make the retry of a running task fail while its
    successor waits.
    """
    conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%(lock)s, 0))", {"lock": lock})
    waiting = conn.execute(
        """
        SELECT
        FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = %(task)s AND lock = %(lock)s
        LIMIT 1
        """,
        {"task": task, "lock": lock},
    ).fetchone()
    if waiting is not None:
        return False
    defer(conn, task, arguments, queue=queue, lock=lock, priority=priority, at=at)
    return True
