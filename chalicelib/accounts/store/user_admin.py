"""Accounts in PostgreSQL, as administrators manage them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.accounts.models.user_admin import ManagedUser
from chalicelib.platform.sessions import Right, Role

ADMINISTRATORS_LOCK = 0x5EE4  # any constant of ours


def lock_administrators(conn: Connection) -> None:
    """Block other changes of who is an administrator until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": ADMINISTRATORS_LOCK})


def has_other_administrator(conn: Connection, *, id: UUID) -> bool:
    """Whether another administrator can sign in. Call it under the lock."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM users
                WHERE role = 'admin' AND disabled_at IS NULL AND id <> %(id)s
            )
            """,
            {"id": id},
        )
        return bool(cur.fetchone())


def list_page(
    conn: Connection, *, now: datetime, limit: int, offset: int, only: UUID | None = None
) -> Sequence[ManagedUser]:
    """All users, administrators first, then by name; or one user."""
    with conn.cursor(row_factory=class_row(ManagedUser)) as cur:
        return cur.execute(
            """
            SELECT u.id, u.email, u.display_name, u.role, u.rights, u.picture, u.created_at,
                   u.disabled_at IS NOT NULL AS is_disabled,
                   s.last_seen_at, s.session_count
            FROM users AS u
            CROSS JOIN LATERAL (
                SELECT max(last_used_at) AS last_seen_at,
                       count(*) FILTER (
                           WHERE revoked_at IS NULL AND expires_at > %(now)s
                       ) AS session_count
                FROM sessions
                WHERE user_id = u.id
            ) AS s
            WHERE u.id = %(only)s OR %(only)s::uuid IS NULL
            ORDER BY u.role, lower(u.display_name), u.id
            LIMIT %(limit)s OFFSET %(offset)s
            """,
            {"now": now, "limit": limit, "offset": offset, "only": only},
        ).fetchall()


def count(conn: Connection) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute("SELECT count(*) FROM users").fetchone() or 0


def get(conn: Connection, *, id: UUID, now: datetime) -> ManagedUser | None:
    return next(iter(list_page(conn, only=id, now=now, limit=1, offset=0)), None)


def update(
    conn: Connection,
    *,
    id: UUID,
    role: Role,
    rights: Sequence[Right],
    is_disabled: bool,
    now: datetime,
) -> None:
    conn.execute(
        """
        UPDATE users
        SET role = %(role)s,
            rights = %(rights)s,
            disabled_at = CASE
                WHEN %(is_disabled)s THEN COALESCE(disabled_at, %(now)s)
            END,
            updated_at = %(now)s
        WHERE id = %(id)s
        """,
        {
            "id": id,
            "role": role,
            "rights": list(rights),
            "is_disabled": is_disabled,
            "now": now,
        },
    )
