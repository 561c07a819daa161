"""
Bring a database to the newest schema: plain SQL files, forward only, each applied once.

One runner at a time holds an advisory lock, so two processes that start together are safe:
the second waits, then finds nothing to do. Each file runs in one transaction together with
the row that records it, so a runner killed midway leaves no half of a file behind.
"""

import hashlib
import os
import sys
from importlib import resources

import psycopg

LOCK = 0x5EE2  # any constant of ours

LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    name       text        PRIMARY KEY,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationChanged(Exception):
    """A file that was already applied has other contents now."""


def files() -> list[tuple[str, bytes]]:
    """Every migration, oldest first: its name and contents."""
    folder = resources.files("chalicelib") / "migrations"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return [(entry.name, entry.read_bytes()) for entry in sorted(found, key=lambda e: e.name)]


def migrate(dsn: str) -> list[str]:
    """Apply what is missing; the names of what was applied. Raises `MigrationChanged`."""
    applied = []
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        conn.execute(LEDGER)
        rows = conn.execute("SELECT name, sha256 FROM schema_migrations").fetchall()
        known: dict[str, str] = dict(rows)
        for name, text in files():
            digest = hashlib.sha256(text).hexdigest()
            if name in known:
                if known[name] != digest:
                    raise MigrationChanged(f"{name} was changed after it had been applied.")
                continue
            with conn.transaction():
                conn.execute(text)
                conn.execute(
                    "INSERT INTO schema_migrations (name, sha256) VALUES (%s, %s)", [name, digest]
                )
            applied.append(name)
    return applied


if __name__ == "__main__":
    for applied_name in migrate(os.environ["DATABASE_URL"]):
        sys.stdout.write(f"applied {applied_name}\n")
