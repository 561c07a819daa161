"""The registry of running workers."""

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from chalicelib.platform.db import Connection

RETENTION_H = 24


def heartbeat(conn: Connection, *, worker_id: str, status_report: Mapping[str, Any]) -> bool:
    """Returns whether there are leased jobs or seeding torrents that other workers hold."""
    row = conn.execute(
        """
        INSERT INTO download_workers (id, told)
        SELECT %(id)s, %(status_report)s
        FROM set_config('synchronous_commit', 'off', true)
        ON CONFLICT (id) DO UPDATE
        SET seen_at = clock_timestamp(), told = excluded.told
        RETURNING EXISTS (
            SELECT FROM download_jobs AS j
            WHERE j.status IN ('preparing', 'downloading', 'stalled')
              AND (j.worker_id IS NOT NULL OR j.paused_at IS NULL)
              AND (j.worker_id IS DISTINCT FROM %(id)s OR j.lease_expires_at < clock_timestamp())
        ) OR EXISTS (
            SELECT FROM download_seeding AS s
            JOIN download_jobs AS j ON j.id = s.job_id
            WHERE s.ended_at IS NULL
              AND j.status = 'completed'
              AND j.worker_id <> %(id)s
        )
        """,
        {"id": worker_id, "status_report": Jsonb(dict(status_report))},
    ).fetchone()
    return bool(row and row[0])


def unregister(conn: Connection, *, worker_id: str) -> None:
    conn.execute("DELETE FROM download_workers WHERE id = %(id)s", {"id": worker_id})


def delete_old(conn: Connection) -> None:
    """Delete workers that crashed long ago and hold no jobs."""
    conn.execute(
        """
        DELETE FROM download_workers AS w
        WHERE w.seen_at < clock_timestamp() - make_interval(hours => %(hours)s)
          AND NOT EXISTS (SELECT FROM download_jobs AS j WHERE j.worker_id = w.id)
        """,
        {"hours": RETENTION_H},
    )
