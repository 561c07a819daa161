"""
Idempotency keys: the answer to a write is stored for a day and repeated for the same request.

A key is reserved in a transaction of its own before the request runs, so that a repetition that
arrives meanwhile is a conflict and never runs beside it. An answer that says "later" (5xx, or with
Retry-After) is not stored: the repetition runs.

Source: IETF draft-ietf-httpapi-idempotency-key-header, "The Idempotency-Key HTTP Header Field".
"""

import hashlib
import json
import logging
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import Conflict, InvalidInput, Unavailable
from chalicelib.platform.secret_box import SecretBox

logger = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
MAX_KEY_LENGTH = 255
RETENTION_H = 24
#: Longer than any request runs: afterwards the process that reserved the key has died.
RESERVATION_S = 60
MAX_KEYS = 500  # per user; the oldest are deleted
MAX_STORED_BYTES = 256 * 1024  # of one answer, compressed


class IdempotencyKeyReused(InvalidInput):
    """A key was sent again, with another request."""

    code = "idempotency_key_reused"


class IdempotencyKeyInUse(Conflict):
    """The first request with this key has no answer yet."""

    code = "idempotency_key_in_use"


class AnswerNotStored(Conflict):
    """The first request with this key was carried out; its answer cannot be repeated."""

    code = "idempotency_answer_not_stored"


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """`body` None: the answer was too large, or set a cookie."""

    status: int
    body: str | None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A response without what belongs to a framework."""

    status: int
    headers: dict[str, str | list[str]]
    body: str

    @property
    def is_final(self) -> bool:
        """Whether a repetition would get the same answer."""
        return self.status < HTTPStatus.INTERNAL_SERVER_ERROR and "Retry-After" not in self.headers


@dataclass(frozen=True, slots=True)
class IdempotencyKeys:
    """The keys that clients send with writes."""

    db: Database
    box: SecretBox  # answers may contain invitations and signed addresses

    def answer(
        self, user_id: UUID, key: str, request: bytes, run: Callable[[], HttpAnswer]
    ) -> HttpAnswer:
        """
        The stored answer to this request of the user, or that of `run`, which is stored.

        Raises `InvalidInput`, `IdempotencyKeyReused`, `IdempotencyKeyInUse`, `AnswerNotStored`, and
        what `run` raises; the key can then be used again.
        """
        with self.db.read() as conn:
            reserved = reserve(conn, user_id=user_id, key=key, request=request)
        if isinstance(reserved, StoredAnswer):
            return self._open(reserved)
        answer = None
        try:
            answer = run()
        finally:
            try:
                with self.db.read() as conn:
                    if answer is not None and answer.is_final:
                        finish(
                            conn,
                            user_id=user_id,
                            key=key,
                            reserved_at=reserved,
                            answer=StoredAnswer(answer.status, self._seal(answer)),
                        )
                    else:
                        release(conn, user_id=user_id, key=key, reserved_at=reserved)
            except Unavailable:
                # The reservation ends by itself.
                logger.warning("the answer to an idempotency key was not stored")
        return answer

    def delete_old(self) -> int:
        """Delete expired keys; returns how many."""
        with self.db.read() as conn:
            return delete_old(conn)

    def _seal(self, answer: HttpAnswer) -> str | None:
        if "Set-Cookie" in answer.headers:
            return None
        text = json.dumps({"headers": answer.headers, "body": answer.body})
        packed = zlib.compress(text.encode(), 1)
        if len(packed) > MAX_STORED_BYTES:
            return None
        return self.box.seal(b64encode(packed).decode())

    def _open(self, stored: StoredAnswer) -> HttpAnswer:
        packed = self.box.open(stored.body) if stored.body is not None else None
        if packed is None:
            raise AnswerNotStored("This was done before; look at what it changed.")
        answer = json.loads(zlib.decompress(b64decode(packed)))
        headers = {**answer["headers"], REPLAYED_HEADER: "true"}
        return HttpAnswer(stored.status, headers, answer["body"])


def fingerprint(*parts: str | bytes) -> bytes:
    """Identifies a request: method, path, query and body."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8) + data)
    return digest.digest()


def reserve(
    conn: Connection, *, user_id: UUID, key: str, request: bytes
) -> datetime | StoredAnswer:
    """
    Reserve a key for a request, or return its stored answer.

    Returns the time of the reservation, which `finish` and `release` need. A key that has expired
    and a reservation of a process that died are replaced. Raises `InvalidInput`,
    `IdempotencyKeyReused` or `IdempotencyKeyInUse`.
    """
    if not 0 < len(key) <= MAX_KEY_LENGTH or not key.isprintable():
        raise InvalidInput("This Idempotency-Key cannot be used.", field=HEADER)
    parameters = {
        "user_id": user_id,
        "key": key,
        "request": request,
        "retention_h": RETENTION_H,
        "reservation_s": RESERVATION_S,
    }
    row = conn.execute(
        """
        INSERT INTO idempotency_keys AS known (user_id, key, request_hash, created_at)
        VALUES (%(user_id)s, %(key)s, %(request)s, clock_timestamp())
        ON CONFLICT (user_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, status = NULL, body = NULL,
            created_at = excluded.created_at
        WHERE known.created_at < now() - make_interval(hours => %(retention_h)s)
           OR (
               known.status IS NULL
               AND known.request_hash = excluded.request_hash
               AND known.created_at < now() - make_interval(secs => %(reservation_s)s)
           )
        RETURNING created_at
        """,
        parameters,
    ).fetchone()
    if row is not None:
        reserved_at: datetime = row[0]
        return reserved_at
    row = conn.execute(
        """
        SELECT request_hash = %(request)s, status, body
        FROM idempotency_keys
        WHERE user_id = %(user_id)s AND key = %(key)s
        """,
        parameters,
    ).fetchone()
    if row is not None and not row[0]:
        raise IdempotencyKeyReused(
            "This Idempotency-Key was used for another request.", field=HEADER
        )
    if row is None or row[1] is None:
        raise IdempotencyKeyInUse("The same request is being answered right now.", retry_after_s=1)
    return StoredAnswer(row[1], row[2])


def finish(
    conn: Connection, *, user_id: UUID, key: str, reserved_at: datetime, answer: StoredAnswer
) -> None:
    """Store the answer, unless the reservation was replaced; delete the user's oldest keys."""
    conn.execute(
        """
        WITH oldest AS (
            DELETE FROM idempotency_keys
            WHERE user_id = %(user_id)s
              AND created_at < (
                  SELECT created_at
                  FROM idempotency_keys
                  WHERE user_id = %(user_id)s
                  ORDER BY created_at DESC
                  LIMIT 1 OFFSET %(max_keys)s - 1
              )
        )
        UPDATE idempotency_keys
        SET status = %(status)s, body = %(body)s
        WHERE user_id = %(user_id)s AND key = %(key)s AND created_at = %(reserved_at)s
        """,
        {
            "user_id": user_id,
            "key": key,
            "reserved_at": reserved_at,
            "status": answer.status,
            "body": answer.body,
            "max_keys": MAX_KEYS,
        },
    )


def release(conn: Connection, *, user_id: UUID, key: str, reserved_at: datetime) -> None:
    """Give the key back without an answer."""
    conn.execute(
        """
        DELETE FROM idempotency_keys
        WHERE user_id = %(user_id)s AND key = %(key)s AND created_at = %(reserved_at)s
          AND status IS NULL
        """,
        {"user_id": user_id, "key": key, "reserved_at": reserved_at},
    )


def delete_old(conn: Connection) -> int:
    """Delete expired keys; returns how many."""
    return conn.execute(
        """
        DELETE FROM idempotency_keys
        WHERE created_at < now() - make_interval(hours => %(retention_h)s)
        """,
        {"retention_h": RETENTION_H},
    ).rowcount
