"""PostgreSQL hangs: its processes are stopped, not dead, so that connections stay open."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from localstack.embedded_postgres import EmbeddedPostgres
from tests.stack.conftest import make_folder
from tests.waiting import retry_unavailable
from worker.gateway.authorization import STALE_S, TtlCache

LONGEST_S = 30.0  # three seconds on a machine that is not busy; without a limit it is forever


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def server(server_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A server of its own: others must not hang."""
    with EmbeddedPostgres(make_folder(server_dir) / "postgres", fsync=False) as running:
        yield running


@contextmanager
def hung(server: EmbeddedPostgres) -> Iterator[None]:
    postmaster = server.child.pid
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    pids = [postmaster, *map(int, children)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def ask(database: Database) -> int:
    with database.read() as conn:
        return conn.execute("SELECT 1").fetchone()[0]


@pytest.mark.long
def test_a_hung_database_is_unavailable_within_seconds_and_usable_afterwards(server):
    database = Database(server.url())
    assert ask(database) == 1
    with hung(server):
        for _ in range(2):  # a connection that was open, then a new one
            started = time.monotonic()
            with pytest.raises(Unavailable) as caught:
                ask(database)
            assert caught.value.retry_after_s == 2
            assert time.monotonic() - started < LONGEST_S

    assert retry_unavailable(lambda: ask(database)) == 1
    database.close()


def test_a_slow_statement_on_a_healthy_server_is_not_cut(server, monkeypatch):
    monkeypatch.setattr("chalicelib.platform.db.SILENT_AFTER_S", 0.2)
    monkeypatch.setattr("chalicelib.platform.db.PROBE_WITHIN_S", 60.0)
    database = Database(server.url())
    with database.read() as conn:
        assert conn.execute("SELECT 7 FROM pg_sleep(0.7)").fetchone() == (7,)
    database.close()


@pytest.mark.long
def test_playback_does_not_wait_for_a_hung_database(server):
    database = Database(server.url())
    now_s = [0.0]
    cache: TtlCache[str, int] = TtlCache(lambda: now_s[0])
    assert cache.get("session", lambda: ask(database)) == 1
    now_s[0] = STALE_S - 1
    with hung(server):
        for _ in range(3):
            started = time.monotonic()
            assert cache.get("session", lambda: ask(database)) == 1
            assert time.monotonic() - started < LONGEST_S
        now_s[0] = STALE_S + 1
        with pytest.raises(Unavailable):
            cache.get("session", lambda: ask(database))
    database.close()
