"""
Schema migrations with plain SQL files.

Numbered files (chalicelib/migrations/NNNN_*.sql) only go forward: each is applied once and never
changes. Repeatable files (chalicelib/migrations/repeatable/) hold `CREATE OR REPLACE` definitions;
they are applied after the numbered ones whenever their contents have changed.

One runner at a time holds an advisory lock, so two processes that start together are safe: the
second waits, then finds nothing to do. Each file runs in one transaction together with the row
that records it, so a runner that is killed leaves no file half applied.

Rows that a repeatable file defines are written anew in batches after it, each in a transaction of
its own: one transaction of many seconds would hold its locks until the end. Such a file is recorded
after the last batch; until then the next runner applies it again.
"""

import hashlib
import os
import sys
from importlib import resources
from typing import LiteralString

import psycopg

ADVISORY_LOCK = 0x5EE2  # arbitrary

TABLES = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    name       text        PRIMARY KEY,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS schema_repeatables (LIKE schema_migrations INCLUDING ALL)
"""
RECORD_MIGRATION = "INSERT INTO schema_migrations (name, sha256) VALUES (%s, %s)"
RECORD_REPEATABLE = """
INSERT INTO schema_repeatables (name, sha256)
VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()
"""

#: What writes the next rows behind an id and returns the last id, by repeatable file.
BATCHES: dict[str, LiteralString] = {
    "library_titles.sql": "SELECT recount_next_library_titles(%s, %s)"
}
BATCH_SIZE = (
    500  # titles; their rows are locked for a tenth of a second, those of shows for half a second
)

#: After a dump was restored into another cluster, ids of transactions that are yet to come there
#: stand in its rows: those would be taken for their own.
FORGET_FOREIGN_TRANSACTIONS = """
UPDATE user_title_moves
SET xact = '0'
WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())
"""


class MigrationChanged(Exception):
    """A numbered migration was edited after it had been applied."""


def files(folder: str = ".") -> list[tuple[str, bytes]]:
    """The numbered migrations, or the files of a subfolder, in order: name and contents."""
    directory = resources.files("chalicelib") / "migrations" / folder
    found = [entry for entry in directory.iterdir() if entry.name.endswith(".sql")]
    return [(entry.name, entry.read_bytes()) for entry in sorted(found, key=lambda e: e.name)]


def migrate(dsn: str) -> list[str]:
    """Apply pending migrations; their names. Raises `MigrationChanged`."""
    applied = []
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        conn.execute(TABLES)
        known = _digests(conn, "SELECT name, sha256 FROM schema_migrations")
        repeatables = _digests(conn, "SELECT name, sha256 FROM schema_repeatables")
        for name, text in files():
            digest = hashlib.sha256(text).hexdigest()
            if known.get(name, digest) != digest:
                raise MigrationChanged(f"{name} was changed after it had been applied.")
            if name not in known:
                _apply(conn, text, RECORD_MIGRATION, name, digest)
                applied.append(name)
        for name, text in files("repeatable"):
            digest = hashlib.sha256(text).hexdigest()
            if repeatables.get(name) != digest:
                if name in BATCHES:
                    with conn.transaction():
                        conn.execute(text)
                    run_batches(conn, BATCHES[name])
                    conn.execute(RECORD_REPEATABLE, [name, digest])
                else:
                    _apply(conn, text, RECORD_REPEATABLE, name, digest)
                applied.append(f"repeatable/{name}")
        conn.execute(FORGET_FOREIGN_TRANSACTIONS)
    return applied


def _digests(conn: psycopg.Connection, query: LiteralString) -> dict[str, str]:
    return {str(name): str(sha256) for name, sha256 in conn.execute(query)}


def run_batches(conn: psycopg.Connection, batch: LiteralString) -> None:
    """Run a statement of `BATCHES` until it finds no more rows."""
    last: int | None = 0
    while last is not None:
        row = conn.execute(batch, [last, BATCH_SIZE]).fetchone()
        last = row[0] if row else None


def _apply(
    conn: psycopg.Connection, text: bytes, record: LiteralString, name: str, digest: str
) -> None:
    with conn.transaction():
        conn.execute(text)
        conn.execute(record, [name, digest])


if __name__ == "__main__":
    for applied_name in migrate(os.environ["DATABASE_URL"]):
        sys.stdout.write(f"applied {applied_name}\n")
