"""Secret addresses for calendar programs."""

from datetime import datetime
from uuid import UUID

from chalicelib.platform.db import Connection


def put_feed(conn: Connection, *, user_id: UUID, secret_hash: bytes, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO calendar_feeds (user_id, secret_hash, created_at)
        VALUES (%(user_id)s, %(secret_hash)s, %(now)s)
        ON CONFLICT (user_id) DO UPDATE
        SET secret_hash = excluded.secret_hash, created_at = excluded.created_at
        """,
        {"user_id": user_id, "secret_hash": secret_hash, "now": now},
    )


def feed_of(conn: Connection, *, user_id: UUID) -> datetime | None:
    """When the user's address was made."""
    row = conn.execute(
        "SELECT created_at FROM calendar_feeds WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else None


def delete_feed(conn: Connection, *, user_id: UUID) -> None:
    conn.execute("DELETE FROM calendar_feeds WHERE user_id = %(user_id)s", {"user_id": user_id})


def user_of_feed(conn: Connection, *, secret_hash: bytes) -> UUID | None:
    """The user whose address has this secret, unless disabled."""
    row = conn.execute(
        """
        SELECT f.user_id
        FROM calendar_feeds AS f
        JOIN users AS u ON u.id = f.user_id
        WHERE f.secret_hash = %(secret_hash)s AND u.disabled_at IS NULL
        """,
        {"secret_hash": secret_hash},
    ).fetchone()
    return row[0] if row else None
