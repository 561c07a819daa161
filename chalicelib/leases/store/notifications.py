"""Notifications of the database (LISTEN), on a connection of their own."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

#: A connection that was cut without a FIN is noticed after about half a minute.
KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "connect_timeout": 5,
}


class ListenStop:
    """
    Ends `listen` at once, from any thread and for good.

    The socket of the connection is shut down: that wakes the thread that waits on it, while
    closing it could hand its descriptor to another file in the middle of the wait.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_set = False
        self._conn: psycopg.Connection | None = None

    @property
    def is_set(self) -> bool:
        return self._is_set

    def set(self) -> None:
        with self._lock:
            self._is_set = True
            if self._conn is not None:
                _shut_down(self._conn)

    @contextmanager
    def watch(self, conn: psycopg.Connection) -> Iterator[None]:
        """Shut this connection down when the stop is set, also when it is already."""
        with self._lock:
            self._conn = conn
            if self._is_set:
                _shut_down(conn)
        try:
            yield
        finally:
            with self._lock:
                self._conn = None


def listen(
    dsn: str,
    *,
    on_start: Callable[[], None],
    on_notification: Callable[[str], None],
    stop: ListenStop,
) -> None:
    """
    Pass on each notification until `stop` is set.

    `on_start` is called once listening has begun: earlier notifications were missed.
    Raises `ConnectionError` when the connection is lost.
    """
    try:
        with psycopg.connect(dsn, autocommit=True, **KEEPALIVE) as conn, stop.watch(conn):  # type: ignore[arg-type]
            conn.execute("LISTEN seen_downloads")
            on_start()
            for notification in conn.notifies():
                if stop.is_set:
                    return
                on_notification(notification.payload)
    except psycopg.OperationalError as error:
        if not stop.is_set:
            raise ConnectionError("The connection to the database was lost.") from error


def _shut_down(conn: psycopg.Connection) -> None:
    try:
        with socket.socket(fileno=os.dup(conn.fileno())) as sock:
            sock.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.OperationalError):
        return  # it is closed or lost already
