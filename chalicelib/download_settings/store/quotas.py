"""Quotas of users, and what users have used of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from chalicelib.download_settings.models.quotas import QuotaLimits
from chalicelib.platform.db import Connection
from chalicelib.platform.sessions import Role

LOCK_SPACE = 0x9074  # first key of this slice's advisory locks
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """
    `bytes_this_month`: of jobs created in the last 30 days; of failed and cancelled ones, the
    bytes that were downloaded.
    """

    open: int
    bytes_this_month: int


@dataclass(frozen=True, slots=True)
class UserQuotaRow:
    """A user's own limits; None where those for all users apply."""

    id: UUID
    email: str
    display_name: str
    role: Role
    most_open: int | None
    most_active: int | None
    bytes_a_month: int | None


def lock(conn: Connection, user_id: UUID) -> None:
    """Serialise the requests of a user until the transaction ends."""
    conn.execute(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(user_id)s::text))",
        {"space": LOCK_SPACE, "user_id": user_id},
    )


def is_user(conn: Connection, user_id: UUID) -> bool:
    row = conn.execute("SELECT FROM users WHERE id = %(id)s", {"id": user_id}).fetchone()
    return row is not None


def limits_of_user(conn: Connection, user_id: UUID) -> QuotaLimits | None:
    """None when the limits for all users apply."""
    with conn.cursor(row_factory=class_row(QuotaLimits)) as cur:
        cur.execute(
            """
            SELECT most_open, most_active, bytes_a_month
            FROM download_quotas
            WHERE user_id = %(user_id)s
            """,
            {"user_id": user_id},
        )
        return cur.fetchone()


def usage(conn: Connection, user_ids: Sequence[UUID]) -> dict[UUID, QuotaUsage]:
    """Users without a job that counts are left out."""
    rows = conn.execute(
        """
        SELECT j.user_id,
               count(*) FILTER (
                   WHERE j.status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
               ) AS open,
               least(coalesce(sum(
                   CASE WHEN j.status IN ('failed', 'cancelled') THEN p.bytes_downloaded
                        ELSE greatest(p.bytes_total, p.bytes_downloaded) END
               ) FILTER (
                   WHERE j.created_at > now() - make_interval(days => %(days)s)
               ), 0), 9e18)::bigint AS bytes_this_month
        FROM download_jobs AS j
        JOIN download_progress AS p ON p.job_id = j.id
        WHERE j.user_id = ANY(%(user_ids)s)
          AND (
              j.status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
              OR j.created_at > now() - make_interval(days => %(days)s)
          )
        GROUP BY j.user_id
        """,
        {"user_ids": list(user_ids), "days": MONTH_DAYS},
    ).fetchall()
    return {user_id: QuotaUsage(count, size) for user_id, count, size in rows}


def page(conn: Connection, *, limit: int, offset: int) -> list[UserQuotaRow]:
    """Sorted by display name."""
    with conn.cursor(row_factory=class_row(UserQuotaRow)) as cur:
        return cur.execute(
            """
            SELECT u.id, u.email, u.display_name, u.role, q.most_open, q.most_active,
                   q.bytes_a_month
            FROM users AS u
            LEFT JOIN download_quotas AS q ON q.user_id = u.id
            ORDER BY lower(u.display_name), u.id
            LIMIT %(limit)s OFFSET %(offset)s
            """,
            {"limit": limit, "offset": offset},
        ).fetchall()


def count_users(conn: Connection) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute("SELECT count(*) FROM users").fetchone() or 0


def selected_bytes(conn: Connection, job_id: UUID) -> int:
    """Size of the files of a job that are not skipped; 0 while they are not known."""
    row = conn.execute(
        """
        SELECT coalesce(sum(size_bytes), 0)::bigint
        FROM download_files
        WHERE job_id = %(job_id)s AND priority <> 'skip'
        """,
        {"job_id": job_id},
    ).fetchone()
    return row[0] if row else 0


def bytes_of_job(conn: Connection, job_id: UUID) -> int:
    """What an open job adds to `bytes_this_month`."""
    row = conn.execute(
        """
        SELECT greatest(p.bytes_total, p.bytes_downloaded)
        FROM download_jobs AS j
        JOIN download_progress AS p ON p.job_id = j.id
        WHERE j.id = %(id)s
          AND j.created_at > now() - make_interval(days => %(days)s)
        """,
        {"id": job_id, "days": MONTH_DAYS},
    ).fetchone()
    return row[0] if row else 0


def set_expected_bytes(conn: Connection, job_id: UUID, size_bytes: int) -> None:
    """Count a size that is known before the engine has reported one."""
    conn.execute(
        """
        WITH progress AS (
            UPDATE download_progress
            SET bytes_total = %(size)s
            WHERE job_id = %(id)s
              AND bytes_total = 0
            RETURNING job_id
        )
        UPDATE download_jobs AS j
        SET updated_at = clock_timestamp()
        FROM progress
        WHERE j.id = progress.job_id
        """,
        {"id": job_id, "size": size_bytes},
    )


def upsert(conn: Connection, user_id: UUID, limits: QuotaLimits) -> bool:
    """False when there is no such user."""
    found = conn.execute(
        """
        INSERT INTO download_quotas (user_id, most_open, most_active, bytes_a_month, updated_at)
        SELECT id, %(most_open)s, %(most_active)s, %(bytes_a_month)s, now()
        FROM users
        WHERE id = %(user_id)s
        ON CONFLICT (user_id) DO UPDATE
        SET most_open = excluded.most_open, most_active = excluded.most_active,
            bytes_a_month = excluded.bytes_a_month, updated_at = excluded.updated_at
        """,
        {
            "user_id": user_id,
            "most_open": limits.most_open,
            "most_active": limits.most_active,
            "bytes_a_month": limits.bytes_a_month,
        },
    )
    return found.rowcount > 0
