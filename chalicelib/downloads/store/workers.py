"""Signs of life of the workers, and what they are asked to do once."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.downloads.models import Command
from chalicelib.platform.db import Connection

FORGOTTEN_AFTER_H = 24


def beat(conn: Connection, *, worker_id: str, told: Mapping[str, Any]) -> bool:
    """Whether there is anything that this worker does not hold, and another should."""
    row = conn.execute(
        """
        INSERT INTO download_workers (id, told)
        SELECT %(id)s, %(told)s
        FROM set_config('synchronous_commit', 'off', true)
        ON CONFLICT (id) DO UPDATE
        SET seen_at = clock_timestamp(), told = excluded.told
        RETURNING EXISTS (
            SELECT FROM download_jobs AS j
            WHERE j.status IN ('preparing', 'downloading', 'stalled')
              AND (j.worker_id IS NOT NULL OR j.paused_at IS NULL)
              AND (j.worker_id IS DISTINCT FROM %(id)s OR j.lease_expires_at < clock_timestamp())
        ) OR EXISTS (
            SELECT FROM download_jobs AS j
            WHERE j.status = 'completed'
              AND j.seeding_since IS NOT NULL AND j.seeding_ended_at IS NULL
              AND j.worker_id <> %(id)s
        )
        """,
        {"id": worker_id, "told": Jsonb(dict(told))},
    ).fetchone()
    return bool(row and row[0])


def leave(conn: Connection, *, worker_id: str) -> None:
    """Gone in good order."""
    conn.execute("DELETE FROM download_workers WHERE id = %(id)s", {"id": worker_id})


def forget_old(conn: Connection) -> None:
    """Those that died long ago and hold nothing any more."""
    conn.execute(
        """
        DELETE FROM download_workers AS w
        WHERE w.seen_at < clock_timestamp() - make_interval(hours => %(hours)s)
          AND NOT EXISTS (SELECT FROM download_jobs AS j WHERE j.worker_id = w.id)
        """,
        {"hours": FORGOTTEN_AFTER_H},
    )


def commands(conn: Connection, *, job_ids: Collection[UUID]) -> list[Command]:
    """What is asked of these jobs and not done yet, oldest first."""
    with conn.cursor(row_factory=class_row(Command)) as cur:
        cur.execute(
            """
            SELECT id, job_id, kind
            FROM download_commands
            WHERE job_id = ANY(%(job_ids)s)
              AND done_at IS NULL
            ORDER BY id
            """,
            {"job_ids": list(job_ids)},
        )
        return cur.fetchall()


def done(conn: Connection, *, id: int, error: str | None = None) -> None:
    conn.execute(
        """
        UPDATE download_commands
        SET done_at = clock_timestamp(), error = %(error)s
        WHERE id = %(id)s
        """,
        {"id": id, "error": error},
    )
