"""Accounts, their credentials and their audit log in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row, scalar_row

from chalicelib.accounts.errors import EmailTaken
from chalicelib.accounts.models.account import Account, AccountProfile, Credentials
from chalicelib.platform.sessions import Right, Role

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
    rights: Sequence[Right],
    now: datetime,
) -> AccountProfile:
    """Raises `EmailTaken`."""
    with conn.cursor(row_factory=class_row(AccountProfile)) as cur:
        try:
            cur.execute(
                """
                INSERT INTO users
                    (id, email, display_name, password_hash, role, rights, created_at, updated_at)
                VALUES
                    (%(id)s, %(email)s, %(display_name)s, %(password_hash)s, %(role)s, %(rights)s,
                     %(now)s, %(now)s)
                RETURNING id, email, display_name, role, rights, picture, created_at,
                          password_changed_at
                """,
                {
                    "id": id,
                    "email": email,
                    "display_name": display_name,
                    "password_hash": password_hash,
                    "role": role,
                    "rights": list(rights),
                    "now": now,
                },
            )
        except UniqueViolation as error:
            raise _email_taken(error) from error
        return next(cur)


def get(conn: Connection, *, id: UUID) -> AccountProfile | None:
    with conn.cursor(row_factory=class_row(AccountProfile)) as cur:
        cur.execute(
            """
            SELECT id, email, display_name, role, rights, picture, created_at, password_changed_at
            FROM users
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def get_by_email(conn: Connection, *, email: str, address: str) -> Account | None:
    """The account, and whether it was signed in from `address` before."""
    with conn.cursor(row_factory=class_row(Account)) as cur:
        cur.execute(
            """
            SELECT id, email, password_hash, disabled_at,
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


def get_credentials(conn: Connection, *, id: UUID) -> Credentials | None:
    with conn.cursor(row_factory=class_row(Credentials)) as cur:
        cur.execute(
            "SELECT email, password_hash, disabled_at FROM users WHERE id = %(id)s", {"id": id}
        )
        return cur.fetchone()


def find_credentials_for_share(conn: Connection, *, id: UUID) -> Credentials | None:
    """As `get_credentials`; they stay as they are until the transaction ends."""
    with conn.cursor(row_factory=class_row(Credentials)) as cur:
        cur.execute(
            """
            SELECT email, password_hash, disabled_at
            FROM users
            WHERE id = %(id)s
            FOR SHARE
            """,
            {"id": id},
        )
        return cur.fetchone()


def update(
    conn: Connection, *, id: UUID, display_name: str | None, email: str | None, now: datetime
) -> None:
    """None leaves a field as it is. Raises `EmailTaken`."""
    try:
        conn.execute(
            """
            UPDATE users
            SET display_name = COALESCE(%(display_name)s, display_name),
                email = COALESCE(%(email)s, email),
                updated_at = %(now)s
            WHERE id = %(id)s
            """,
            {"id": id, "display_name": display_name, "email": email, "now": now},
        )
    except UniqueViolation as error:
        raise _email_taken(error) from error


def set_picture(conn: Connection, *, id: UUID, picture: bytes | None, now: datetime) -> None:
    conn.execute(
        "UPDATE users SET picture = %(picture)s, updated_at = %(now)s WHERE id = %(id)s",
        {"id": id, "picture": picture, "now": now},
    )


def set_password(conn: Connection, *, id: UUID, password_hash: str, now: datetime) -> None:
    """A password that its owner chose."""
    conn.execute(
        """
        UPDATE users
        SET password_hash = %(password_hash)s, password_changed_at = %(now)s, updated_at = %(now)s
        WHERE id = %(id)s
        """,
        {"id": id, "password_hash": password_hash, "now": now},
    )


def set_password_hash(conn: Connection, *, id: UUID, password_hash: str, now: datetime) -> None:
    """The same password, hashed at another cost."""
    conn.execute(
        """
        UPDATE users
        SET password_hash = %(password_hash)s, updated_at = %(now)s
        WHERE id = %(id)s
        """,
        {"id": id, "password_hash": password_hash, "now": now},
    )


def list_orphaned_folders(conn: Connection, *, id: UUID) -> list[str]:
    """
    Folders of downloads that no row names once the account is deleted.

    Those of unfinished ones, and those in the trash. Finished files stay in the library.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(
            """
            SELECT save_path
            FROM download_jobs AS j
            WHERE user_id = %(id)s
              AND save_path IS NOT NULL
              AND status <> 'completed'
              AND NOT EXISTS (
                  SELECT
                  FROM download_jobs AS finished
                  WHERE finished.save_path = j.save_path AND finished.status = 'completed'
              )
            UNION
            SELECT recycled_to
            FROM download_jobs
            WHERE user_id = %(id)s AND recycled_to IS NOT NULL
            """,
            {"id": id},
        ).fetchall()


def delete(conn: Connection, *, id: UUID) -> bool:
    """Delete the account with everything that is its own; False when there is none."""
    return conn.execute("DELETE FROM users WHERE id = %(id)s", {"id": id}).rowcount == 1


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


def _email_taken(error: UniqueViolation) -> Exception:
    """`EmailTaken`, if that is what the database refused."""
    if error.diag.constraint_name == "users_one_account_per_email":
        return EmailTaken("There is an account with that e-mail address already.", field="email")
    return error
