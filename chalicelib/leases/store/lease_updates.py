"""
Changes a worker makes to a job it holds.

Every statement carries the fencing token (worker and attempt); when it changes no row, the lease
is lost.
"""

from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.errors import UniqueViolation

from chalicelib.downloads.models import Status
from chalicelib.leases.models import Claim
from chalicelib.platform.db import Connection

#: The condition that the lease of a claim is still valid.
IS_HELD = sql.SQL("id = %(id)s AND worker_id = %(worker_id)s AND attempt = %(attempt)s")


def lock(conn: Connection, claim: Claim) -> Status | None:
    """Lock the row until the transaction ends; None when the lease is lost."""
    row = conn.execute(
        sql.SQL("SELECT status FROM download_jobs WHERE {is_held} FOR UPDATE").format(
            is_held=IS_HELD
        ),
        _token(claim),
    ).fetchone()
    return Status(row[0]) if row else None


def update(conn: Connection, claim: Claim, columns: LiteralString, /, **values: object) -> bool:
    """Set columns; False when the lease is lost."""
    found = conn.execute(
        sql.SQL("UPDATE download_jobs SET {columns} WHERE {is_held}").format(
            columns=sql.SQL(columns), is_held=IS_HELD
        ),
        {**values, **_token(claim)},
    )
    return found.rowcount > 0


def _token(claim: Claim) -> dict[str, object]:
    return {"id": claim.id, "worker_id": claim.worker_id, "attempt": claim.attempt}


def raise_progress(conn: Connection, claim: Claim, *, percent: int) -> bool:
    """Raise the progress to at least this; False when the lease is lost."""
    found = conn.execute(
        """
        UPDATE download_progress AS p
        SET progress_percent = greatest(p.progress_percent, %(percent)s)
        FROM download_jobs AS j
        WHERE j.id = %(id)s
          AND j.worker_id = %(worker_id)s
          AND j.attempt = %(attempt)s
          AND p.job_id = j.id
          AND p.attempt = j.attempt
        """,
        {"percent": percent, **_token(claim)},
    )
    return found.rowcount > 0


def clear_probation(conn: Connection, claim: Claim) -> None:
    update(conn, claim, "is_on_trial = false")


def set_move_target(conn: Connection, claim: Claim, *, to: str | None) -> bool:
    """None: no move is in progress. False when the lease is lost."""
    return update(conn, claim, "moving_to = %(to)s", to=to)


def is_paused(conn: Connection, *, id: UUID) -> bool:
    """Whether the user's pause request is still set."""
    row = conn.execute(
        "SELECT paused_at IS NOT NULL FROM download_jobs WHERE id = %(id)s", {"id": id}
    ).fetchone()
    return bool(row and row[0])


def is_slot_free(conn: Connection, *, id: UUID, most_active: int) -> bool:
    """Whether this job may resume. Call `claims.lock` first."""
    row = conn.execute(
        """
        SELECT is_forced OR %(most_active)s > (
            SELECT count(*) FROM download_jobs WHERE takes_place
        )
        FROM download_jobs
        WHERE id = %(id)s
        """,
        {"id": id, "most_active": most_active},
    ).fetchone()
    return bool(row and row[0])


def is_shared(conn: Connection, *, id: UUID, folder: str) -> bool:
    """Whether another job, neither failed nor cancelled, has files in the folder."""
    row = conn.execute(
        """
        SELECT EXISTS (
            SELECT
            FROM download_jobs
            WHERE save_path = %(folder)s
              AND id <> %(id)s
              AND status NOT IN ('cancelled', 'failed')
        )
        """,
        {"id": id, "folder": folder},
    ).fetchone()
    return bool(row and row[0])


def describe(
    conn: Connection,
    claim: Claim,
    *,
    title: str,
    save_path: str,
    info_hash: str | None,
    is_private: bool,
) -> bool | None:
    """
    Store the metadata of a job; None when the lease is lost.

    False: the user has another open job for the same torrent.
    """
    try:
        with conn.transaction():
            is_held = update(
                conn,
                claim,
                """
                title = CASE WHEN title = '' THEN %(title)s ELSE title END,
                save_path = %(save_path)s,
                moving_to = CASE WHEN moving_to <> %(save_path)s THEN moving_to END,
                info_hash = coalesce(info_hash, %(info_hash)s),
                is_private = %(is_private)s,
                recognized_at = NULL,
                updated_at = clock_timestamp()
                """,
                title=title,
                save_path=save_path,
                info_hash=info_hash,
                is_private=is_private,
            )
    except UniqueViolation as error:
        if error.diag.constraint_name == "download_jobs_one_open_per_info_hash":
            return False
        raise
    return True if is_held else None


def save_resume_data(conn: Connection, claim: Claim, *, data: bytes) -> bool:
    return update(conn, claim, "resume_data = %(data)s", data=data)
