"""One-time commands of users to the worker that holds a job."""

from collections.abc import Collection
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.leases.models import Command
from chalicelib.platform.db import Connection


def pending(conn: Connection, *, job_ids: Collection[UUID]) -> list[Command]:
    """Oldest first."""
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


def finish(conn: Connection, *, id: int, error: str | None = None) -> None:
    conn.execute(
        """
        UPDATE download_commands
        SET done_at = clock_timestamp(), error = %(error)s
        WHERE id = %(id)s
        """,
        {"id": id, "error": error},
    )
