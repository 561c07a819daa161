"""Idempotency keys: the response to a request, stored for a day."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection

RETENTION_H = 24
LOCK_SPACE = 0x1DE4  # first key of these advisory locks


@dataclass(frozen=True, slots=True)
class StoredResponse:
    request_hash: bytes
    status: int
    body: str


def try_lock(conn: Connection, *, user_id: UUID, key: str) -> bool:
    """Lock the key until the transaction ends; False when another request has locked it."""
    row = conn.execute(
        "SELECT pg_try_advisory_xact_lock(%(space)s, hashtext(%(name)s))",
        {"space": LOCK_SPACE, "name": f"{user_id}:{key}"},
    ).fetchone()
    return bool(row and row[0])


def get(conn: Connection, *, user_id: UUID, key: str) -> StoredResponse | None:
    with conn.cursor(row_factory=class_row(StoredResponse)) as cur:
        cur.execute(
            """
            SELECT request_hash, status, body
            FROM idempotency_keys
            WHERE user_id = %(user_id)s
              AND key = %(key)s
              AND created_at > now() - make_interval(hours => %(hours)s)
            """,
            {"user_id": user_id, "key": key, "hours": RETENTION_H},
        )
        return cur.fetchone()


def upsert(conn: Connection, *, user_id: UUID, key: str, response: StoredResponse) -> None:
    """Replaces a response that has expired."""
    conn.execute(
        """
        INSERT INTO idempotency_keys (user_id, key, request_hash, status, body, created_at)
        VALUES (%(user_id)s, %(key)s, %(request_hash)s, %(status)s, %(body)s, now())
        ON CONFLICT (user_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, status = excluded.status,
            body = excluded.body, created_at = excluded.created_at
        """,
        {
            "user_id": user_id,
            "key": key,
            "request_hash": response.request_hash,
            "status": response.status,
            "body": response.body,
        },
    )


def delete_old(conn: Connection) -> int:
    """Delete expired responses; returns how many."""
    return conn.execute(
        "DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(hours => %(hours)s)",
        {"hours": RETENTION_H},
    ).rowcount
