"""Connections for statements that take minutes, not milliseconds."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import Connection, errors

from worker.imdb.memory import memory


@contextmanager
def session(dsn: str) -> Iterator[Connection]:
    """
    An autocommit connection that sees `incoming` first and then `public`.

    A commit does not wait for the disk: should the machine go down, what we lose is as if it
    had not happened yet, and the import starts again.
    """
    room = memory()
    settings = {
        "search_path": "incoming,public",
        "statement_timeout": "0",
        "idle_in_transaction_session_timeout": "0",
        "synchronous_commit": "off",
        "work_mem": f"{room.sort_mb}MB",
        "maintenance_work_mem": f"{room.index_mb}MB",
        "jit": "off",
        "timezone": "UTC",
        "client_min_messages": "notice",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    with psycopg.connect(
        dsn, autocommit=True, options=options, prepare_threshold=None, connect_timeout=10,
        application_name="seen imdb import",
    ) as conn:  # fmt: skip
        _pack_the_log(conn)
        yield conn


def _pack_the_log(conn: Connection) -> None:
    """
    Changes all over the tables make PostgreSQL log whole pages, which pack to a fifth.

    Only superusers may say so, and not every server was built with lz4.
    """
    with suppress(errors.InsufficientPrivilege, errors.InvalidParameterValue):
        conn.execute("SET wal_compression = lz4")


@contextmanager
def each_looked_up(conn: Connection) -> Iterator[None]:
    """
    A few rows of very many are looked up one by one, whatever the planner thinks of it: it takes
    pages that were just written for ones that need not be looked at. Needs a transaction.
    """
    conn.execute("SET LOCAL enable_hashjoin = off")
    conn.execute("SET LOCAL enable_mergejoin = off")
    yield
    conn.execute("SET LOCAL enable_hashjoin = on")
    conn.execute("SET LOCAL enable_mergejoin = on")
