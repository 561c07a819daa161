"""Who asked for which copy: a copy goes when its last request is withdrawn."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row


def insert(conn: Connection, *, copy_id: UUID, user_id: UUID | None, now: datetime) -> bool:
    """Whether the user had not asked for it. Without a user it is kept for all."""
    cur = conn.execute(
        """
        INSERT INTO converted_copy_requests (copy_id, user_id, requested_at)
        VALUES (%(copy_id)s, %(user_id)s, %(now)s)
        ON CONFLICT (copy_id, user_id) DO NOTHING
        """,
        {"copy_id": copy_id, "user_id": user_id, "now": now},
    )
    return cur.rowcount == 1


def move_others(
    conn: Connection, *, from_ids: Collection[UUID], to_id: UUID, user_id: UUID | None
) -> None:
    """Move the requests of other users from copies that are replaced."""
    conn.execute(
        """
        INSERT INTO converted_copy_requests (copy_id, user_id, requested_at)
        SELECT %(to_id)s, user_id, requested_at
        FROM converted_copy_requests
        WHERE copy_id = ANY(%(from_ids)s) AND user_id IS DISTINCT FROM %(user_id)s
        ON CONFLICT (copy_id, user_id) DO NOTHING
        """,
        {"to_id": to_id, "from_ids": list(from_ids), "user_id": user_id},
    )


def withdraw(conn: Connection, *, copy_id: UUID, user_id: UUID) -> bool:
    """Withdraw the request of a user; whether there was one. `copies.lock` comes first."""
    cur = conn.execute(
        """
        DELETE FROM converted_copy_requests
        WHERE copy_id = %(copy_id)s AND user_id = %(user_id)s
        """,
        {"copy_id": copy_id, "user_id": user_id},
    )
    return cur.rowcount == 1


def restore(conn: Connection, *, copy_id: UUID, user_id: UUID, now: datetime) -> None:
    """Undo a withdrawal: for this copy, or for the one that the file has in its place."""
    conn.execute(
        """
        INSERT INTO converted_copy_requests (copy_id, user_id, requested_at)
        SELECT current.id, %(user_id)s, %(now)s
        FROM converted_copies AS copy
        JOIN converted_copies AS current
            ON current.library_item_id = copy.library_item_id
            AND current.rendition = copy.rendition AND current.removed_at IS NULL
        WHERE copy.id = %(copy_id)s
        ON CONFLICT (copy_id, user_id) DO NOTHING
        """,
        {"copy_id": copy_id, "user_id": user_id, "now": now},
    )


def has_any(conn: Connection, *, copy_id: UUID) -> bool:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT EXISTS (SELECT FROM converted_copy_requests WHERE copy_id = %(copy_id)s)",
            {"copy_id": copy_id},
        )
        return bool(cur.fetchone())


def has_users(conn: Connection, *, copy_id: UUID) -> bool:
    """Whether a user waits for it, and not only the server prepares it."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM converted_copy_requests
                WHERE copy_id = %(copy_id)s AND user_id IS NOT NULL
            )
            """,
            {"copy_id": copy_id},
        )
        return bool(cur.fetchone())


def has_others(conn: Connection, *, copy_id: UUID) -> bool:
    """Whether a user waits for another copy whose file can be read."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM converted_copies AS copy
                JOIN converted_copy_requests AS request ON request.copy_id = copy.id
                WHERE copy.id <> %(copy_id)s
                    AND copy.state IN ('waiting', 'running') AND copy.removed_at IS NULL
                    AND copy.waits_for <> 'file' AND request.user_id IS NOT NULL
            )
            """,
            {"copy_id": copy_id},
        )
        return bool(cur.fetchone())


def list_of_user(conn: Connection, *, item_id: UUID, user_id: UUID) -> set[UUID]:
    """The copies of a file that the user asked for."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT request.copy_id
            FROM converted_copies AS copy
            JOIN converted_copy_requests AS request ON request.copy_id = copy.id
            WHERE copy.library_item_id = %(item_id)s AND request.user_id = %(user_id)s
            """,
            {"item_id": item_id, "user_id": user_id},
        )
        return set(cur.fetchall())


def count_pending(conn: Connection, *, user_id: UUID) -> int:
    """Copies that the user waits for."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM converted_copy_requests AS request
            JOIN converted_copies AS copy ON copy.id = request.copy_id
            WHERE request.user_id = %(user_id)s AND copy.removed_at IS NULL
                AND copy.state IN ('waiting', 'running')
            """,
            {"user_id": user_id},
        )
        return int(next(cur))
