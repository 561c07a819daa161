"""Accounts in PostgreSQL."""

from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row, scalar_row

from chalicelib.accounts.errors import EmailTaken
from chalicelib.accounts.models import Account, AccountProfile
from chalicelib.platform.sessions import Role

REGISTRATION_LOCK = 0x5EE3  # any constant of ours


def lock_registrations(conn: Connection) -> None:
    """Block other registrations until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": REGISTRATION_LOCK})


def has_any(conn: Connection) -> bool:
    with conn.cursor(row_factory=scalar_row) as cur:
        return bool(cur.execute("SELECT EXISTS (SELECT 1 FROM users)").fetchone())


def insert(
    conn: Connection,
    *,
    id: UUID,
    email: str,
    display_name: str,
    password_hash: str,
    role: Role,
    now: datetime,
) -> AccountProfile:
    """Raises `EmailTaken`."""
    with conn.cursor(row_factory=class_row(AccountProfile)) as cur:
        try:
            cur.execute(
                """
                INSERT INTO users
                    (id, email, display_name, password_hash, role, created_at, updated_at)
                VALUES
                    (%(id)s, %(email)s, %(display_name)s, %(password_hash)s, %(role)s,
                     %(now)s, %(now)s)
                RETURNING id, email, display_name, role
                """,
                {
                    "id": id,
                    "email": email,
                    "display_name": display_name,
                    "password_hash": password_hash,
                    "role": role,
                    "now": now,
                },
            )
        except UniqueViolation as error:
            if error.diag.constraint_name == "users_one_account_per_email":
                raise EmailTaken("There is an account with that e-mail address already.") from error
            raise
        return next(cur)


def get(conn: Connection, *, id: UUID) -> AccountProfile | None:
    with conn.cursor(row_factory=class_row(AccountProfile)) as cur:
        cur.execute("SELECT id, email, display_name, role FROM users WHERE id = %(id)s", {"id": id})
        return cur.fetchone()


def get_by_email(conn: Connection, *, email: str, address: str) -> Account | None:
    """The account, and whether it was signed in from `address` before."""
    with conn.cursor(row_factory=class_row(Account)) as cur:
        cur.execute(
            """
            SELECT id, email, display_name, password_hash, role,
                   EXISTS (
                       SELECT 1
                       FROM sessions
                       WHERE user_id = users.id AND address = %(address)s
                   ) AS is_known_address
            FROM users
            WHERE email = %(email)s
            """,
            {"email": email, "address": address},
        )
        return cur.fetchone()


def set_password_hash(conn: Connection, *, id: UUID, password_hash: str, now: datetime) -> None:
    conn.execute(
        """
        UPDATE users
        SET password_hash = %(password_hash)s, updated_at = %(now)s
        WHERE id = %(id)s
        """,
        {"id": id, "password_hash": password_hash, "now": now},
    )


def insert_audit_event(
    conn: Connection,
    *,
    kind: str,
    user_id: UUID | None,
    session_id: UUID | None,
    reason: str,
    address: str,
    now: datetime,
) -> None:
    conn.execute(
        """
        INSERT INTO audit_events (user_id, session_id, kind, reason, address, created_at)
        VALUES (%(user_id)s, %(session_id)s, %(kind)s, %(reason)s, %(address)s, %(now)s)
        """,
        {
            "user_id": user_id,
            "session_id": session_id,
            "kind": kind,
            "reason": reason,
            "address": address,
            "now": now,
        },
    )
