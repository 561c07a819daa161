"""Idempotency keys: the answer a request got, kept for a day."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection

KEPT_FOR_H = 24
LOCK_SPACE = 0x1DE4  # keeps our advisory locks apart from everybody else's


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    request_hash: bytes
    status: int
    body: str


def try_lock(conn: Connection, *, user_id: UUID, key: str) -> bool:
    """Hold the key until the transaction ends; False when another request holds it."""
    row = conn.execute(
        "SELECT pg_try_advisory_xact_lock(%(space)s, hashtext(%(name)s))",
        {"space": LOCK_SPACE, "name": f"{user_id}:{key}"},
    ).fetchone()
    return bool(row and row[0])


def get(conn: Connection, *, user_id: UUID, key: str) -> KeptAnswer | None:
    with conn.cursor(row_factory=class_row(KeptAnswer)) as cur:
        cur.execute(
            """
            SELECT request_hash, status, body
            FROM idempotency_keys
            WHERE user_id = %(user_id)s
              AND key = %(key)s
              AND created_at > now() - make_interval(hours => %(hours)s)
            """,
            {"user_id": user_id, "key": key, "hours": KEPT_FOR_H},
        )
        return cur.fetchone()


def keep(conn: Connection, *, user_id: UUID, key: str, answer: KeptAnswer) -> None:
    """Replaces an answer that is older than a day."""
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
            "request_hash": answer.request_hash,
            "status": answer.status,
            "body": answer.body,
        },
    )


def delete_old(conn: Connection) -> int:
    """Delete answers nobody can ask for again; how many."""
    return conn.execute(
        "DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(hours => %(hours)s)",
        {"hours": KEPT_FOR_H},
    ).rowcount
