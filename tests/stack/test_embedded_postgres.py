"""PostgreSQL from the package: made, restarted, recovered, refused."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from localstack import postgres_user
from localstack.embedded_postgres import EmbeddedPostgres, temporary
from localstack.errors import StartRefused
from tests.stack.console import is_running
from tests.waiting import wait_until

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as conn:
        cursor = conn.execute(statement)
        return cursor.fetchall() if cursor.description else []


def make(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "postgres", fsync=False)


def test_it_has_four_extensions_and_a_fixed_collation(postgres):
    for name in ("pg_trgm", "unaccent", "citext", "btree_gin"):
        execute(postgres.url(), f"CREATE EXTENSION {name}")

    locale = execute(postgres.url(), "SELECT datlocprovider, datlocale FROM pg_database LIMIT 1")
    assert locale == [("b", "C.UTF-8")]


def test_data_survive_a_stop_and_a_start(folder):
    with make(folder) as server:
        execute(server.url(), "CREATE TABLE kept AS SELECT 7 AS number")

    with make(folder) as server:
        assert execute(server.url(), "SELECT number FROM kept") == [(7,)]


def test_a_long_path_with_spaces_works(folder):
    """A socket's path could not be longer than 107 characters."""
    deep = folder / ("my films & séries " * 8)
    deep.mkdir()
    deep.chmod(0o755)

    with make(deep) as server:
        assert execute(server.url(), "SELECT 1") == [(1,)]


def test_data_survive_being_killed(folder):
    with EmbeddedPostgres(folder / "postgres") as server:  # with fsync: that is the promise
        execute(server.url(), "CREATE TABLE kept AS SELECT 7 AS number")
        server.child.kill()
        server.child.wait()
        server.spawn()
        server.wait_ready()

        assert execute(server.url(), "SELECT number FROM kept") == [(7,)]


def test_a_connection_without_the_password_is_refused(folder):
    with make(folder) as server:
        wrong = server.url().replace(server.password, "guess")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_a_lost_password_is_replaced(folder):
    with EmbeddedPostgres(folder / "postgres", password="first", fsync=False) as server:
        execute(server.url(), "CREATE TABLE kept AS SELECT 7 AS number")

    with EmbeddedPostgres(folder / "postgres", password="it's new", fsync=False) as server:
        assert execute(server.url(), "SELECT number FROM kept") == [(7,)]


def test_a_server_left_by_a_killed_supervisor_is_stopped_first(folder):
    orphan = make(folder)
    orphan.start()
    execute(orphan.url(), "CREATE TABLE kept AS SELECT 7 AS number")
    (folder / "postgres.pid").unlink()  # only PostgreSQL's own note is left

    with make(folder) as server:
        assert orphan.child.wait(60) is not None
        assert execute(server.url(), "SELECT number FROM kept") == [(7,)]


def test_a_stale_pid_file_with_the_pid_of_another_process_is_ignored(folder):
    with make(folder) as server:
        place = server.place
    (place / "postmaster.pid").write_text(f"{os.getpid()}\n{place}\n1\n5432\n\n127.0.0.1\n")
    (folder / "postgres.pid").write_text(f"{os.getpid()}\nanother boot\nanother start\n")

    with make(folder) as server:
        assert execute(server.url(), "SELECT 1") == [(1,)]


def test_an_interrupted_first_start_begins_again(folder):
    draft = folder / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    with make(folder) as server:
        assert execute(server.url(), "SELECT 1") == [(1,)]


def test_data_of_another_major_version_are_refused(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("15\n")

    with pytest.raises(
        StartRefused, match="was created by PostgreSQL 15 and this is PostgreSQL 18"
    ):
        make(folder).start()


def test_a_folder_with_other_content_is_refused_unchanged(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "holiday.jpg").write_bytes(b"not a database")

    with pytest.raises(StartRefused, match="is not a PostgreSQL data directory"):
        make(folder).start()

    assert (folder / "postgres" / "holiday.jpg").read_bytes() == b"not a database"


def test_damaged_data_are_refused_with_the_servers_message(folder):
    with make(folder) as server:
        place = server.place
    (place / "global" / "pg_control").write_bytes(b"garbage")

    with pytest.raises(
        StartRefused, match=r"PostgreSQL could not start; last log line: .*see .*\.log"
    ):
        make(folder).start()


def test_a_temporary_server_leaves_no_files():
    with temporary() as server:
        place, pid = server.place, server.child.pid

    assert not place.parent.exists()
    assert not is_running(pid)


@AS_ROOT
def test_root_starts_it_as_an_unprivileged_user(folder):
    with make(folder) as server:
        owner = Path(f"/proc/{server.child.pid}").stat().st_uid

        assert owner == postgres_user.NOBODY_UID
        assert (folder / "postgres").stat().st_uid == owner


@AS_ROOT
def test_data_move_to_a_folder_that_user_can_access(tmp_path):
    tmp_path.chmod(0o700)
    server = make(tmp_path)
    with server:
        execute(server.url(), "CREATE TABLE kept AS SELECT 7 AS number")
        elsewhere = server.place

    with make(tmp_path) as again:
        assert again.place == elsewhere
        assert tmp_path not in elsewhere.parents
        assert execute(again.url(), "SELECT number FROM kept") == [(7,)]
    again.remove()
    assert not elsewhere.exists()


@AS_ROOT
def test_programs_that_user_cannot_run_are_copied(folder, monkeypatch):
    monkeypatch.setattr(postgres_user, "SYSTEM_PLACE", folder / "lib")
    monkeypatch.setattr("localstack.binaries._may_run", lambda who, programs: False)

    with make(folder) as server:
        program = Path(f"/proc/{server.child.pid}/exe").readlink()

        assert program.is_relative_to(folder / "lib")


@AS_ROOT
def test_missing_data_are_not_silently_created_again(tmp_path):
    tmp_path.chmod(0o700)
    server = make(tmp_path)
    with server:
        pass
    shutil.rmtree(server.place)

    with pytest.raises(StartRefused, match="which does not exist"):
        make(tmp_path).start()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends it, see above")
def test_it_ends_with_its_parent_process(folder):
    script = (
        "import os, sys; from pathlib import Path;"
        "from localstack.embedded_postgres import EmbeddedPostgres;"
        "server = EmbeddedPostgres(Path(sys.argv[1]), fsync=False); server.start();"
        "print(server.child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", script, str(folder / "postgres")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert parent.returncode == -signal.SIGKILL
    wait_until(lambda: not is_running(int(parent.stdout)))
