"""Sessions and their refresh tokens in PostgreSQL; only the SHA-256 of a token is stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.accounts.models.devices import SessionRow
from chalicelib.accounts.models.sign_in import LiveSession, PresentedToken


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


def find_token_for_update(conn: Connection, *, token_hash: bytes) -> PresentedToken | None:
    """
    The token and its session, both locked until the transaction ends.

    The lock makes concurrent refreshes of one session run one after the other.
    """
    with conn.cursor(row_factory=class_row(PresentedToken)) as cur:
        cur.execute(
            """
            SELECT s.id AS session_id, t.replaced_at, s.expires_at, s.revoked_at, s.user_id
            FROM session_tokens t
            JOIN sessions s ON s.id = t.session_id
            WHERE t.token_hash = %(token_hash)s
            FOR UPDATE OF t, s
            """,
            {"token_hash": token_hash},
        )
        return cur.fetchone()


def replace_token(conn: Connection, *, token_hash: bytes, now: datetime) -> None:
    """Mark a token as replaced; one that is marked already keeps its `replaced_at`."""
    conn.execute(
        """
        UPDATE session_tokens
        SET replaced_at = %(now)s
        WHERE token_hash = %(token_hash)s AND replaced_at IS NULL
        """,
        {"token_hash": token_hash, "now": now},
    )


def is_replaced(conn: Connection, *, token_hash: bytes) -> bool:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM session_tokens
                WHERE token_hash = %(token_hash)s AND replaced_at IS NOT NULL
            )
            """,
            {"token_hash": token_hash},
        )
        return bool(cur.fetchone())


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


def revoke_of_user(
    conn: Connection, *, user_id: UUID, keep: UUID | None, reason: str, now: datetime
) -> list[UUID]:
    """End the active sessions of a user but for `keep`; their ids."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(
            """
            UPDATE sessions
            SET revoked_at = %(now)s, revoked_reason = %(reason)s
            WHERE user_id = %(user_id)s AND revoked_at IS NULL AND id IS DISTINCT FROM %(keep)s
            RETURNING id
            """,
            {"user_id": user_id, "keep": keep, "reason": reason, "now": now},
        ).fetchall()


def revoke_one_of_user(
    conn: Connection, *, id: UUID, user_id: UUID, reason: str, now: datetime
) -> bool:
    """End a session of this user; False when there is no such active session."""
    cur = conn.execute(
        """
        UPDATE sessions
        SET revoked_at = %(now)s, revoked_reason = %(reason)s
        WHERE id = %(id)s AND user_id = %(user_id)s AND revoked_at IS NULL AND expires_at > %(now)s
        """,
        {"id": id, "user_id": user_id, "reason": reason, "now": now},
    )
    return cur.rowcount == 1


def list_live(conn: Connection, *, user_id: UUID, now: datetime) -> Sequence[SessionRow]:
    """The active sessions of a user, the last used one first."""
    with conn.cursor(row_factory=class_row(SessionRow)) as cur:
        return cur.execute(
            """
            SELECT id, user_agent, address, created_at, last_used_at
            FROM sessions
            WHERE user_id = %(user_id)s AND revoked_at IS NULL AND expires_at > %(now)s
            ORDER BY last_used_at DESC, id
            """,
            {"user_id": user_id, "now": now},
        ).fetchall()


def get_live(conn: Connection, *, id: UUID, now: datetime) -> LiveSession | None:
    """The session, if it is neither revoked nor expired."""
    with conn.cursor(row_factory=class_row(LiveSession)) as cur:
        cur.execute(
            """
            SELECT s.id, s.user_id, u.role, u.rights
            FROM sessions s
            JOIN users u ON u.id = s.user_id
            WHERE s.id = %(id)s AND s.revoked_at IS NULL AND s.expires_at > %(now)s
              AND u.disabled_at IS NULL
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
