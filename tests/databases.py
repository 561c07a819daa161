"""Databases for tests: copies of a template, and one that is emptied and used again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import Connection, sql

from localstack import ports
from localstack.embedded_postgres import USER, EmbeddedPostgres

MAX_GROWTH_BYTES = 8 << 20  # deleted rows stay in the files, and are read by the next test
END_WITHIN_MS = 10_000

COPY = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"

#: Tables of the project, with the bytes of their rows.
TABLES = """
    SELECT oid::regclass::text, pg_relation_size(oid)
    FROM pg_class
    WHERE relkind = 'r' AND oid >= 16384
    ORDER BY 1
"""

#: Changes with every schema change, every TRUNCATE and every ANALYZE.
SCHEMA = """
    SELECT
        (
            SELECT md5(string_agg(concat(oid, relname, relfilenode, relnatts), ',' ORDER BY oid))
            FROM pg_class
            WHERE oid >= 16384
        ),
        (SELECT concat(count(*), max(oid)) FROM pg_proc WHERE oid >= 16384),
        (SELECT concat(count(*), max(oid)) FROM pg_constraint WHERE oid >= 16384),
        (SELECT concat(count(*), max(oid)) FROM pg_trigger WHERE oid >= 16384),
        (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384)
"""

SEQUENCES = """
    SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),
        last_value IS NOT NULL
    FROM pg_sequences
    ORDER BY 1
"""


def on_server(server: EmbeddedPostgres, statement: str, *names: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
        run(conn, statement, *names)


def shorten_logins(server: EmbeddedPostgres) -> None:
    """Derive the password's key once instead of 4096 times at each of some ten thousand logins."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
        conn.execute("SET scram_iterations = 1")
        run(conn, f"ALTER ROLE {{}} PASSWORD '{server.password}'", USER)


def run(conn: Connection, statement: str, *names: str) -> None:
    conn.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def new_name() -> str:
    return f"seen_test_{uuid4().hex}"


@contextmanager
def database_copy(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The address of a new database, copied from the template."""
    name = new_name()
    on_server(server, COPY, name, template)
    yield server.url(name)
    on_server(server, "DROP DATABASE {} WITH (FORCE)", name)


class ReusedDatabase:
    """
    A copy of the template that is emptied for the next test, which costs a tenth of a new copy.

    Each test gets it without sessions and with a user of another name: what an earlier test left
    running cannot log in. It is copied again once a test has changed the schema or the statistics.
    """

    def __init__(self, server: EmbeddedPostgres, template: str) -> None:
        self._server = server
        self._template = template
        self._user = new_name()
        self._password = uuid4().hex
        on_server(
            server, f"CREATE ROLE {{}} SUPERUSER LOGIN PASSWORD '{self._password}'", self._user
        )
        self._copy()

    @property
    def url(self) -> str:
        address = f"{ports.LOOPBACK}:{self._server.port}/{self._name}"
        return f"postgresql://{self._user}:{self._password}@{address}"

    def clear(self) -> None:
        """End all sessions but its own, and restore the content of the template."""
        user = new_name()
        run(self._conn, "ALTER ROLE {} RENAME TO {}", self._user, user)
        self._user = user
        self._end_sessions()
        with self._conn.transaction():
            is_restored = self._restore()
        if not is_restored:
            self._drop()
            self._copy()

    def close(self) -> None:
        self._drop()
        on_server(self._server, "DROP ROLE {}", self._user)

    def _copy(self) -> None:
        self._name = new_name()
        on_server(self._server, COPY, self._name, self._template)
        self._conn = conn = psycopg.connect(self._server.url(self._name), autocommit=True)
        conn.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        self._schema = conn.execute(SCHEMA).fetchone()
        sizes = conn.execute(TABLES).fetchall()
        self._size = sum(size for _, size in sizes)
        self._content = {table: copy_out(conn, table) for table, size in sizes if size}
        self._seeds = sql.SQL("SELECT {}").format(sql.SQL(", ").join(map(rows_of, self._content)))
        self._seed_rows = conn.execute(self._seeds).fetchone()
        self._sequences = {each[0]: each for each in conn.execute(SEQUENCES)}

    def _drop(self) -> None:
        self._conn.close()
        on_server(self._server, "DROP DATABASE {} WITH (FORCE)", self._name)

    def _end_sessions(self) -> None:
        """End them all; PostgreSQL's own waiting looks every 100 ms only."""
        for _ in range(END_WITHIN_MS):
            sessions = self._conn.execute(
                """
                SELECT pg_terminate_backend(pid)
                FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend'
                    AND pid <> pg_backend_pid()
                """
            )
            if not sessions.fetchall():
                return
            time.sleep(0.001)
        raise TimeoutError("a session of the test does not end")

    def _restore(self) -> bool:
        """Restore the content; False when that is not enough."""
        conn = self._conn
        if conn.execute(SCHEMA).fetchone() != self._schema:
            return False
        sizes = conn.execute(TABLES).fetchall()
        if sum(size for _, size in sizes) > self._size + MAX_GROWTH_BYTES:
            return False
        for table, size in sizes:
            if size and table not in self._content:
                conn.execute(f"DELETE FROM {table}")  # noqa: S608  # a quoted name
        if conn.execute(self._seeds).fetchone() != self._seed_rows:
            for table, rows in self._content.items():
                conn.execute(f"DELETE FROM {table}")  # noqa: S608  # a quoted name
                with conn.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
        for sequence in conn.execute(SEQUENCES).fetchall():
            if sequence != (before := self._sequences[sequence[0]]):
                conn.execute("SELECT setval(%s, %s, %s)", before)
        return True


class Snapshot:
    """The rows of a test's database, which a test restores between its cases."""

    def __init__(self, url: str) -> None:
        self._conn = conn = psycopg.connect(url, autocommit=True)
        conn.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        tables = [table for table, _ in conn.execute(TABLES).fetchall()]
        self._rows = {table: copy_out(conn, table) for table in tables}
        marks = (
            f"SELECT '{table}', concat(count(*), ' ', max(xmin::text::bigint)) FROM {table}"  # noqa: S608  # a quoted name
            for table in tables
        )
        self._marks_of_all = sql.SQL(" UNION ALL ".join(marks))
        self._marks = self._read_marks()
        self._last = self._last_transaction()

    def changed(self) -> list[str]:
        """Tables that were written to since the rows were taken, or restored."""
        if self._last_transaction() == self._last:
            return []
        marks = self._read_marks()
        return [table for table, mark in marks.items() if mark != self._marks[table]]

    def restore(self) -> None:
        with self._conn.transaction():
            for table in self.changed():
                self._conn.execute(f"DELETE FROM {table}")  # noqa: S608  # a quoted name
                with self._conn.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(self._rows[table])
        self.accept()

    def accept(self) -> None:
        """Take what was written as unchanged; `restore` still leads to the first rows."""
        if (last := self._last_transaction()) != self._last:
            self._marks, self._last = self._read_marks(), last

    def close(self) -> None:
        self._conn.close()

    def _read_marks(self) -> dict[str, str]:
        """Of each table how many rows there are, and which transaction wrote last."""
        return dict(self._conn.execute(self._marks_of_all).fetchall())

    def _last_transaction(self) -> int:
        """Grows with every transaction that writes."""
        row = self._conn.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
        return int(row[0])


def copy_out(conn: Connection, table: str) -> bytes:
    with conn.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def rows_of(table: str) -> sql.SQL:
    return sql.SQL(f"ARRAY(SELECT t::text FROM {table} t ORDER BY 1)")  # noqa: S608
