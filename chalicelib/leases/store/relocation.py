"""Moves of the files of completed downloads."""

from uuid import UUID

from psycopg.rows import class_row

from chalicelib.leases.models import Relocation
from chalicelib.platform.db import Connection


def pending(conn: Connection, *, worker_id: str) -> list[Relocation]:
    with conn.cursor(row_factory=class_row(Relocation)) as cur:
        cur.execute(
            """
            SELECT c.id AS command_id, j.id AS job_id, j.user_id, j.title,
                   j.save_path AS folder, j.target_root AS root, c.given ->> 'to' AS started_to,
                   EXISTS (
                       SELECT
                       FROM download_jobs AS other
                       WHERE other.save_path = j.save_path
                         AND other.id <> j.id
                         AND other.status NOT IN ('cancelled', 'failed')
                   ) AS is_shared
            FROM download_commands AS c
            JOIN download_jobs AS j ON j.id = c.job_id
            WHERE c.kind = 'move'
              AND c.done_at IS NULL
              AND j.status = 'completed'
              AND j.save_path IS NOT NULL
              AND j.target_root IS NOT NULL
              AND j.removed_at IS NULL
              AND (j.worker_id IS NULL OR j.worker_id = %(worker_id)s)
            ORDER BY c.id
            LIMIT 20
            """,
            {"worker_id": worker_id},
        )
        return cur.fetchall()


def queue_if_retargeted(conn: Connection, *, job_id: UUID, target_root: str | None) -> None:
    """Queue a move when the user has changed the target folder since the worker read it."""
    conn.execute(
        """
        INSERT INTO download_commands (job_id, kind)
        SELECT id, 'move'
        FROM download_jobs
        WHERE id = %(job_id)s
          AND target_root IS NOT NULL
          AND target_root IS DISTINCT FROM %(target_root)s
        """,
        {"job_id": job_id, "target_root": target_root},
    )


def start(conn: Connection, *, command_id: int, to: str) -> None:
    conn.execute(
        """
        UPDATE download_commands
        SET given = jsonb_build_object('to', %(to)s::text)
        WHERE id = %(id)s
        """,
        {"id": command_id, "to": to},
    )


def relocate(conn: Connection, *, job_id: UUID, old: str, new: str) -> None:
    conn.execute(
        """
        UPDATE download_files
        SET path = %(new)s || substr(path, length(%(old)s) + 1)
        WHERE job_id = %(job_id)s
          AND starts_with(path, %(old)s || '/')
        """,
        {"job_id": job_id, "old": old, "new": new},
    )
    conn.execute(
        """
        UPDATE download_jobs
        SET save_path = %(new)s, moving_to = NULL, updated_at = clock_timestamp()
        WHERE id = %(job_id)s
        """,
        {"job_id": job_id, "new": new},
    )
