"""What the database is asked, and what that costs it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.bench.method import cpu_seconds

STATEMENT = re.compile(
    r"LOG:  (?:statement|execute [^:]*): (.*?)(?=\n\d{4}-\d\d-\d\d |\Z)", re.DOTALL
)
PROGRESS = re.compile(r"UPDATE download_progress AS p\s+SET detail = n\.detail")
#: Borders of transactions, and the empty question by which a pool finds out who is still there.
SILENT = re.compile(r"\s*(BEGIN\b|COMMIT\b|ROLLBACK\b|$)")


@dataclass
class StatementLog:
    """What was asked between two moments."""

    seconds: float = 0.0
    cpu_s: float = 0.0  # of the whole server
    statements: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[str]:
        """Without what asks nothing."""
        return [text for text in self.statements if not SILENT.match(text)]

    @property
    def progress_writes(self) -> int:
        return sum(bool(PROGRESS.match(text.strip())) for text in self.statements)


@contextmanager
def listening(dsn: str, log: Path) -> Iterator[StatementLog]:
    """Have the server write down each statement, and read that afterwards."""
    found = StatementLog()
    with psycopg.connect(dsn, autocommit=True) as conn:
        # The sessions that are there take note within a moment; what tells is left out below.
        conn.execute("ALTER SYSTEM SET log_statement = 'all'")
        conn.execute("SELECT pg_reload_conf()")
        time.sleep(1)
        begin = log.stat().st_size
        began, cpu_s = time.monotonic(), cpu_seconds(postmaster(dsn))
        yield found
        found.seconds = time.monotonic() - began
        found.cpu_s = cpu_seconds(postmaster(dsn)) - cpu_s
        with log.open("rb") as file:
            file.seek(begin)
            text = file.read().decode(errors="replace")
        conn.execute("ALTER SYSTEM RESET log_statement")
        conn.execute("SELECT pg_reload_conf()")
    asked = (match[1].strip() for match in STATEMENT.finditer(text))
    found.statements = [text for text in asked if "pg_read_file" not in text]


def postmaster(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute(
            "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"
        ).fetchone()
    assert row is not None
    return int(row[0])
