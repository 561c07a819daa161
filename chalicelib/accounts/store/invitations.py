"""Invitations in PostgreSQL; only the SHA-256 of a token is stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.accounts.models.invitations import Invitation
from chalicelib.platform.sessions import Right, Role


def insert(
    conn: Connection,
    *,
    id: UUID,
    token_hash: bytes,
    role: Role,
    rights: Sequence[Right],
    created_by: UUID,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Insert an invitation, and delete expired ones."""
    conn.execute("DELETE FROM invitations WHERE expires_at <= %(now)s", {"now": now})
    conn.execute(
        """
        INSERT INTO invitations (id, token_hash, role, rights, created_by, created_at, expires_at)
        VALUES (%(id)s, %(token_hash)s, %(role)s, %(rights)s, %(created_by)s, %(now)s,
                %(expires_at)s)
        """,
        {
            "id": id,
            "token_hash": token_hash,
            "role": role,
            "rights": list(rights),
            "created_by": created_by,
            "now": now,
            "expires_at": expires_at,
        },
    )


def list_open(conn: Connection, *, now: datetime) -> Sequence[Invitation]:
    """Those that can be accepted, the newest first."""
    with conn.cursor(row_factory=class_row(Invitation)) as cur:
        return cur.execute(
            """
            SELECT i.id, i.role, i.rights, u.display_name AS invited_by, i.created_at, i.expires_at
            FROM invitations AS i
            JOIN users AS u ON u.id = i.created_by
            WHERE i.expires_at > %(now)s AND u.role = 'admin' AND u.disabled_at IS NULL
            ORDER BY i.created_at DESC, i.id
            """,
            {"now": now},
        ).fetchall()


def find_for_update(conn: Connection, *, token_hash: bytes, now: datetime) -> Invitation | None:
    """
    The invitation of a token, locked until the transaction ends: one request accepts it.

    None also when its sender is not an administrator any more.
    """
    with conn.cursor(row_factory=class_row(Invitation)) as cur:
        return cur.execute(
            """
            SELECT i.id, i.role, i.rights, u.display_name AS invited_by, i.created_at, i.expires_at
            FROM invitations AS i
            JOIN users AS u ON u.id = i.created_by
            WHERE i.token_hash = %(token_hash)s AND i.expires_at > %(now)s
              AND u.role = 'admin' AND u.disabled_at IS NULL
            FOR UPDATE OF i
            """,
            {"token_hash": token_hash, "now": now},
        ).fetchone()


def delete(conn: Connection, *, id: UUID) -> bool:
    return conn.execute("DELETE FROM invitations WHERE id = %(id)s", {"id": id}).rowcount == 1
