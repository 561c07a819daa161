"""Links for a new password, one per account; only the SHA-256 of a token is stored."""

from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row


def is_account_disabled(conn: Connection, *, user_id: UUID) -> bool | None:
    """None: there is no such account. It stays as it is until the transaction ends."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(
            "SELECT disabled_at IS NOT NULL FROM users WHERE id = %(user_id)s FOR SHARE",
            {"user_id": user_id},
        ).fetchone()


def upsert(conn: Connection, *, user_id: UUID, token_hash: bytes, expires_at: datetime) -> None:
    conn.execute(
        """
        INSERT INTO password_links (user_id, token_hash, expires_at)
        VALUES (%(user_id)s, %(token_hash)s, %(expires_at)s)
        ON CONFLICT (user_id) DO UPDATE
        SET token_hash = EXCLUDED.token_hash, expires_at = EXCLUDED.expires_at
        """,
        {"user_id": user_id, "token_hash": token_hash, "expires_at": expires_at},
    )


def find_for_update(conn: Connection, *, token_hash: bytes, now: datetime) -> UUID | None:
    """Whose password the link changes, locked until the transaction ends."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(
            """
            SELECT l.user_id
            FROM password_links AS l
            JOIN users AS u ON u.id = l.user_id
            WHERE l.token_hash = %(token_hash)s AND l.expires_at > %(now)s
              AND u.disabled_at IS NULL
            FOR UPDATE OF l
            """,
            {"token_hash": token_hash, "now": now},
        ).fetchone()


def delete_all(conn: Connection) -> None:
    conn.execute("DELETE FROM password_links")


def delete(conn: Connection, *, user_id: UUID) -> None:
    conn.execute("DELETE FROM password_links WHERE user_id = %(user_id)s", {"user_id": user_id})
