"""The only place that opens PostgreSQL connections."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg.abc import RV, PQGen
from psycopg.waiting import READY_NONE
from psycopg_pool import ConnectionPool, PoolTimeout

from chalicelib.platform.errors import Unavailable

__all__ = ["Connection", "Database"]

CONNECTION_TIMEOUT_S = 2  # waiting time for a connection; then a 503
STATEMENT_TIMEOUT_MS = 5_000
#: JIT compilation takes longer than our statements. The server ends the transaction of a process
#: that was frozen or lost in the middle of it, which frees the rows it had locked.
OPTIONS = "-c timezone=UTC -c jit=off -c idle_in_transaction_session_timeout=60s"
RECENT_S = 1.0  # a connection used this recently is not checked
DISK_FULL = "The disk of the server is full. Make room on it, then try again."


SILENT_AFTER_S = 1.2  # a statement that takes longer may be slow, or the server hangs
PROBE_WITHIN_S = 1.5
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class PooledConnection(Connection):
    """A connection that notices when the server hangs; its own timeouts do not run then."""

    answered_at = 0.0  # on the monotonic clock

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Raises `psycopg.OperationalError` when the server hangs."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        while True:
            try:
                return super().wait(gen, interval, SILENT_AFTER_S)
            except psycopg.errors._WaitTimeout:  # noqa: SLF001  # has no public name
                if not accepts_connections(self):
                    self.pgconn.finish()  # unusable: its statement may still run
                    raise
                gen = _resumed(gen)


def _resumed(gen: PQGen[RV]) -> PQGen[RV]:
    """
    A generator that was left waiting, for another wait.

    That begins it with None, which psycopg's generator that sends a statement does not take.
    """
    ready: int = READY_NONE
    try:
        while True:
            ready = (yield gen.send(ready)) or READY_NONE
    except StopIteration as done:
        result: RV = done.value
        return result


def accepts_connections(conn: Connection) -> bool:
    """
    Whether the server of a busy connection responds to a new one.

    It responds to an SSLRequest with one byte, before any authentication.
    Source: PostgreSQL documentation, "Message Flow", SSL session encryption.
    """
    address = conn.info.hostaddr or conn.info.host
    try:
        if address.startswith("/"):
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(PROBE_WITHIN_S)
            link.connect(f"{address}/.s.PGSQL.{conn.info.port}")
        else:
            link = socket.create_connection((address, conn.info.port), PROBE_WITHIN_S)
        with link:
            link.sendall(SSL_REQUEST)
            return bool(link.recv(1))
    except OSError:
        return False


def _check(conn: Connection) -> None:
    """Check idle connections only: a check of each checkout would double the round trips."""
    assert isinstance(conn, PooledConnection)  # noqa: S101  # the pool's class
    if time.monotonic() - conn.answered_at > RECENT_S:
        ConnectionPool.check_connection(conn)


class Database:
    """A lazily opened pool of autocommit connections."""

    def __init__(
        self,
        dsn: str,
        max_connections: int = 4,  # Lambda: one container serves one request at a time
        statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
        connection_timeout_s: int = CONNECTION_TIMEOUT_S,
    ) -> None:
        self.dsn = dsn
        self._pool: ConnectionPool[PooledConnection] = ConnectionPool(
            dsn,
            connection_class=PooledConnection,
            min_size=0,
            max_size=max_connections,
            open=False,
            timeout=connection_timeout_s,
            reconnect_timeout=connection_timeout_s,
            max_idle=300.0,
            kwargs={
                "autocommit": True,
                "connect_timeout": connection_timeout_s,
                "prepare_threshold": 1,
                "options": f"-c statement_timeout={statement_timeout_ms} {OPTIONS}",
            },
            check=_check,
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """
        One autocommit connection. Raises `Unavailable` when PostgreSQL is down or shuts down.
        """
        try:
            self._pool.open()
            with self._pool.connection() as conn:
                yield conn
                conn.answered_at = time.monotonic()
        except PoolTimeout as error:
            raise Unavailable("The database does not answer.", retry_after_s=2) from error
        except psycopg.errors.QueryCanceled as error:
            raise Unavailable("The database took too long.", retry_after_s=2) from error
        except psycopg.errors.DiskFull as error:
            raise Unavailable(DISK_FULL, retry_after_s=2) from error
        except psycopg.OperationalError as error:
            raise Unavailable("The database went away.", retry_after_s=2) from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One connection inside one transaction: commits on exit, rolls back on error."""
        with self.read() as conn, conn.transaction():
            yield conn

    def close(self) -> None:
        self._pool.close()
