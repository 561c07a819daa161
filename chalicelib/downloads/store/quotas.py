"""What one person may have, and what they have."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from chalicelib.downloads.models.house import QuotaLimits
from chalicelib.downloads.store.jobs import OPEN_STATUSES
from chalicelib.platform.db import Connection
from chalicelib.platform.sessions import Role

LOCK_SPACE = 0x9074  # keeps our advisory locks apart from everybody else's
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """
    `bytes_this_month`: of what was asked for in the last 30 days; of what ended without success,
    as much as had come.
    """

    open: int
    bytes_this_month: int


def lock(conn: Connection, user_id: UUID) -> None:
    """One request of a person at a time, until the transaction ends."""
    conn.execute(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(user_id)s::text))",
        {"space": LOCK_SPACE, "user_id": user_id},
    )


def is_person(conn: Connection, user_id: UUID) -> bool:
    row = conn.execute("SELECT FROM users WHERE id = %(id)s", {"id": user_id}).fetchone()
    return row is not None


def of_person(conn: Connection, user_id: UUID) -> QuotaLimits | None:
    """What was decided for this person alone; None where that is nothing."""
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


#: Needs `open` and `days`.
USED = """
    SELECT count(*) FILTER (WHERE status = ANY(%(open)s)) AS open,
           least(coalesce(sum(
               CASE WHEN status IN ('failed', 'cancelled') THEN bytes_downloaded
                    ELSE greatest(bytes_total, bytes_downloaded) END
           ) FILTER (
               WHERE created_at > now() - make_interval(days => %(days)s)
           ), 0), 9e18)::bigint AS bytes_this_month
    FROM download_jobs
"""
COUNTS = "(status = ANY(%(open)s) OR created_at > now() - make_interval(days => %(days)s))"


def used(conn: Connection, user_id: UUID) -> QuotaUsage:
    with conn.cursor(row_factory=class_row(QuotaUsage)) as cur:
        cur.execute(
            f"""
            {USED}
            WHERE user_id = %(user_id)s
              AND {COUNTS}
            """,
            {"user_id": user_id, "open": OPEN_STATUSES, "days": MONTH_DAYS},
        )
        return cur.fetchone() or QuotaUsage(0, 0)


@dataclass(frozen=True, slots=True)
class UserQuota:
    """What one person has, and what was decided for them alone."""

    id: UUID
    email: str
    display_name: str
    role: Role
    most_open: int | None
    most_active: int | None
    bytes_a_month: int | None
    open: int
    bytes_this_month: int


def people(conn: Connection, *, limit: int, offset: int) -> list[UserQuota]:
    """Everybody, by name."""
    with conn.cursor(row_factory=class_row(UserQuota)) as cur:
        return cur.execute(
            f"""
            SELECT one.id, one.email, one.display_name, one.role,
                   download_quotas.most_open, download_quotas.most_active,
                   download_quotas.bytes_a_month, used.open, used.bytes_this_month
            FROM (
                SELECT id, email, display_name, role
                FROM users
                ORDER BY lower(display_name), id
                LIMIT %(limit)s OFFSET %(offset)s
            ) AS one
            LEFT JOIN download_quotas ON download_quotas.user_id = one.id
            CROSS JOIN LATERAL (
                {USED}
                WHERE user_id = one.id
                  AND {COUNTS}
            ) AS used
            ORDER BY lower(one.display_name), one.id
            """,  # noqa: S608  # constants of this module
            {"limit": limit, "offset": offset, "open": OPEN_STATUSES, "days": MONTH_DAYS},
        ).fetchall()


def count_people(conn: Connection) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute("SELECT count(*) FROM users").fetchone() or 0


def bytes_of(conn: Connection, job_id: UUID) -> int:
    """What one job counts for in `used`."""
    row = conn.execute(
        """
        SELECT greatest(bytes_total, bytes_downloaded)
        FROM download_jobs
        WHERE id = %(id)s
          AND created_at > now() - make_interval(days => %(days)s)
        """,
        {"id": job_id, "days": MONTH_DAYS},
    ).fetchone()
    return row[0] if row else 0


def expect(conn: Connection, job_id: UUID, size_bytes: int) -> None:
    """What is to come counts from now on; later the worker says how much it is."""
    conn.execute(
        """
        UPDATE download_jobs
        SET bytes_total = %(size)s, updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND bytes_total = 0
        """,
        {"id": job_id, "size": size_bytes},
    )


def decide(conn: Connection, user_id: UUID, quota: QuotaLimits) -> bool:
    """False when there is no such person."""
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
            "most_open": quota.most_open,
            "most_active": quota.most_active,
            "bytes_a_month": quota.bytes_a_month,
        },
    )
    return found.rowcount > 0
