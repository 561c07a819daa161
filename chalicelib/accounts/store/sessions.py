"""Sessions and their refresh tokens in PostgreSQL; only the SHA-256 of a token is stored."""

from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.accounts.models import LiveSession, PresentedToken


def insert(
    conn: Connection,
    *,
    id: UUID,
    user_id: UUID,
    user_agent: str,
    address: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    conn.execute(
        """
        INSERT INTO sessions
            (id, user_id, user_agent, address, created_at, last_used_at, expires_at)
        VALUES
            (%(id)s, %(user_id)s, %(user_agent)s, %(address)s, %(now)s, %(now)s, %(expires_at)s)
        """,
        {
            "id": id,
            "user_id": user_id,
            "user_agent": user_agent,
            "address": address,
            "now": now,
            "expires_at": expires_at,
        },
    )


def insert_token(conn: Connection, *, token_hash: bytes, session_id: UUID, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO session_tokens (token_hash, session_id, issued_at)
        VALUES (%(token_hash)s, %(session_id)s, %(now)s)
        """,
        {"token_hash": token_hash, "session_id": session_id, "now": now},
    )


def present(conn: Connection, *, token_hash: bytes) -> PresentedToken | None:
    """
    The token and its session, both locked until the transaction ends.

    Locks the token, so that concurrent refreshes run one after the other.
    """
    with conn.cursor(row_factory=class_row(PresentedToken)) as cur:
        cur.execute(
            """
            SELECT s.id AS session_id, t.replaced_at, s.expires_at, s.revoked_at,
                   u.id AS user_id, u.email, u.display_name, u.role
            FROM session_tokens t
            JOIN sessions s ON s.id = t.session_id
            JOIN users u ON u.id = s.user_id
            WHERE t.token_hash = %(token_hash)s
            FOR UPDATE OF t, s
            """,
            {"token_hash": token_hash},
        )
        return cur.fetchone()


def replace_token(conn: Connection, *, token_hash: bytes, now: datetime) -> None:
    """Mark a token as replaced; the first time is kept."""
    conn.execute(
        """
        UPDATE session_tokens
        SET replaced_at = %(now)s
        WHERE token_hash = %(token_hash)s AND replaced_at IS NULL
        """,
        {"token_hash": token_hash, "now": now},
    )


def touch(conn: Connection, *, id: UUID, now: datetime) -> None:
    conn.execute(
        "UPDATE sessions SET last_used_at = %(now)s WHERE id = %(id)s", {"id": id, "now": now}
    )


def revoke(conn: Connection, *, id: UUID, reason: str, now: datetime) -> bool:
    """End a session; False when it had ended already."""
    cur = conn.execute(
        """
        UPDATE sessions
        SET revoked_at = %(now)s, revoked_reason = %(reason)s
        WHERE id = %(id)s AND revoked_at IS NULL
        """,
        {"id": id, "reason": reason, "now": now},
    )
    return cur.rowcount == 1


def get_live(conn: Connection, *, id: UUID, now: datetime) -> LiveSession | None:
    """The session, if it is neither revoked nor expired."""
    with conn.cursor(row_factory=class_row(LiveSession)) as cur:
        cur.execute(
            """
            SELECT s.id, s.user_id, u.role
            FROM sessions s
            JOIN users u ON u.id = s.user_id
            WHERE s.id = %(id)s AND s.revoked_at IS NULL AND s.expires_at > %(now)s
            """,
            {"id": id, "now": now},
        )
        return cur.fetchone()


def delete_ended(conn: Connection, *, before: datetime) -> int:
    """Delete sessions that ended before that time; the number of them."""
    cur = conn.execute(
        "DELETE FROM sessions WHERE LEAST(expires_at, revoked_at) < %(before)s",
        {"before": before},
    )
    return cur.rowcount
