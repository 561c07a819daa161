"""Circuit states and cached responses of providers."""

from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from chalicelib.providers.circuit_rules import CircuitState


class ResponseRow(BaseModel):
    """A row of provider_responses. The body is empty when the status is 404."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    status: int
    etag: str | None
    body: bytes
    fetched_at: datetime
    fresh_until: datetime


def states(conn: Connection) -> list[CircuitState]:
    with conn.cursor(row_factory=class_row(CircuitState)) as cur:
        cur.execute(
            """
            SELECT provider, rung, disabled_until, last_success_at, last_failure_at, last_error,
                   failures, paused_at
            FROM provider_states
            ORDER BY provider
            """
        )
        return cur.fetchall()


def state(conn: Connection, *, provider: str) -> CircuitState | None:
    with conn.cursor(row_factory=class_row(CircuitState)) as cur:
        cur.execute(
            """
            SELECT provider, rung, disabled_until, last_success_at, last_failure_at, last_error,
                   failures, paused_at
            FROM provider_states
            WHERE provider = %(provider)s
            """,
            {"provider": provider},
        )
        return cur.fetchone()


def lock_state(conn: Connection, *, provider: str) -> CircuitState:
    """The state, inserted if missing, locked until the transaction ends."""
    with conn.cursor(row_factory=class_row(CircuitState)) as cur:
        cur.execute(
            """
            INSERT INTO provider_states (provider)
            VALUES (%(provider)s)
            ON CONFLICT (provider) DO UPDATE SET provider = excluded.provider
            RETURNING provider, rung, disabled_until, last_success_at, last_failure_at,
                      last_error, failures, paused_at
            """,
            {"provider": provider},
        )
        return next(cur)


def save_state(conn: Connection, state: CircuitState) -> None:
    conn.execute(
        """
        UPDATE provider_states
        SET rung = %(rung)s,
            disabled_until = %(disabled_until)s,
            last_success_at = %(last_success_at)s,
            last_failure_at = %(last_failure_at)s,
            last_error = %(last_error)s,
            failures = %(failures)s
        WHERE provider = %(provider)s
        """,
        state.model_dump(),
    )


def response(conn: Connection, *, provider: str, request: bytes) -> ResponseRow | None:
    with conn.cursor(row_factory=class_row(ResponseRow)) as cur:
        cur.execute(
            """
            SELECT status, etag, body, fetched_at, fresh_until
            FROM provider_responses
            WHERE provider = %(provider)s AND request = %(request)s
            """,
            {"provider": provider, "request": request},
        )
        return cur.fetchone()


def upsert_response(
    conn: Connection,
    *,
    provider: str,
    request: bytes,
    status: int,
    etag: str | None,
    body: bytes,
    fetched_at: datetime,
    fresh_until: datetime,
) -> None:
    conn.execute(
        """
        INSERT INTO provider_responses
            (provider, request, status, etag, body, fetched_at, fresh_until)
        VALUES
            (%(provider)s, %(request)s, %(status)s, %(etag)s, %(body)s, %(fetched_at)s,
             %(fresh_until)s)
        ON CONFLICT (provider, request) DO UPDATE
        SET status = excluded.status,
            etag = excluded.etag,
            body = excluded.body,
            fetched_at = excluded.fetched_at,
            fresh_until = excluded.fresh_until
        """,
        {
            "provider": provider,
            "request": request,
            "status": status,
            "etag": etag,
            "body": body,
            "fetched_at": fetched_at,
            "fresh_until": fresh_until,
        },
    )


def revalidate_response(
    conn: Connection,
    *,
    provider: str,
    request: bytes,
    fetched_at: datetime,
    fresh_until: datetime,
) -> None:
    conn.execute(
        """
        UPDATE provider_responses
        SET fetched_at = %(fetched_at)s, fresh_until = %(fresh_until)s
        WHERE provider = %(provider)s AND request = %(request)s
        """,
        {
            "provider": provider,
            "request": request,
            "fetched_at": fetched_at,
            "fresh_until": fresh_until,
        },
    )


def delete_responses(conn: Connection, *, fetched_before: datetime) -> int:
    """Delete responses that are too old to be used even as stale ones; their number."""
    return conn.execute(
        "DELETE FROM provider_responses WHERE fetched_at < %(fetched_before)s",
        {"fetched_before": fetched_before},
    ).rowcount


def close_circuit(conn: Connection, *, provider: str) -> None:
    """Forget the failures of a provider: it answers again, or has another key."""
    conn.execute(
        """
        UPDATE provider_states
        SET rung = 0, disabled_until = NULL, last_error = '', failures = 0
        WHERE provider = %(provider)s
        """,
        {"provider": provider},
    )


def pause(conn: Connection, *, provider: str, now: datetime) -> None:
    """Call the provider no more until `resume`; a pause that began before goes on."""
    conn.execute(
        """
        INSERT INTO provider_states AS s (provider, paused_at)
        VALUES (%(provider)s, %(now)s)
        ON CONFLICT (provider) DO UPDATE SET paused_at = coalesce(s.paused_at, excluded.paused_at)
        """,
        {"provider": provider, "now": now},
    )


def resume(conn: Connection, *, provider: str) -> None:
    """End the pause, and the rest after failures with it."""
    conn.execute(
        """
        UPDATE provider_states
        SET paused_at = NULL, rung = 0, disabled_until = NULL, failures = 0
        WHERE provider = %(provider)s
        """,
        {"provider": provider},
    )


def sealed_keys(conn: Connection) -> dict[str, str]:
    """The encrypted fields of every stored key, by provider."""
    rows = conn.execute("SELECT provider, sealed FROM provider_keys ORDER BY provider").fetchall()
    return dict(rows)


def save_key(conn: Connection, *, provider: str, sealed: str, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO provider_keys (provider, sealed, updated_at)
        VALUES (%(provider)s, %(sealed)s, %(now)s)
        ON CONFLICT (provider)
        DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at
        """,
        {"provider": provider, "sealed": sealed, "now": now},
    )


def delete_key(conn: Connection, *, provider: str) -> bool:
    """False when there is none."""
    deleted = conn.execute(
        "DELETE FROM provider_keys WHERE provider = %(provider)s", {"provider": provider}
    )
    return deleted.rowcount == 1
