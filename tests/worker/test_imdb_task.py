"""The import as a task of the worker, and as a command."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from pytest_httpserver import HTTPServer

from chalicelib.admin.service.import_runs import ImportService
from chalicelib.platform.clock import utc_now
from tests.imdb import rating, title, write_files
from tests.waiting import wait_until
from worker.cancellation import ShutdownRequested
from worker.imdb.component import Child, ImportCrashed, app_of
from worker.imdb.progress import ImportProgress
from worker.task_runner import TaskRunner

ROOT = Path(__file__).parents[2]
SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def offered(tmp_path):
    """A server that has the files."""
    files = write_files(tmp_path / "offered", [title(1, "Nosferatu")], (), [rating(1, 7.8, 99)])
    server = HTTPServer(host="127.0.0.1", port=0)
    for path in files.iterdir():
        server.expect_request(f"/{path.name}").respond_with_data(
            path.read_bytes(), headers={"Last-Modified": "Mon, 16 Nov 2026 06:00:00 GMT"}
        )
    server.start()
    yield server.url_for("/")
    server.clear()
    server.stop()


@pytest.fixture
def environment(database_url, offered, tmp_path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "SEEN_SECRET": "a secret of the tests, long enough for everyone",
        "SEEN_DATA_DIR": str(tmp_path / "data"),
        "SEEN_IMDB_URL": offered,
        "SEEN_DOWNLOAD_ALLOW": "127.0.0.1",
    }


def newest(dsn: str):
    with psycopg.connect(dsn) as conn:
        return conn.execute(
            "SELECT id, state, rows_done, counts FROM import_runs ORDER BY id DESC LIMIT 1"
        ).fetchone()


@pytest.mark.long
def test_the_command_downloads_imports_and_reports(environment, database_url):
    words = [sys.executable, "-m", "worker", "imdb-sync"]

    def run(*more: str):
        return subprocess.run(
            [*words, *more],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    first, again, only = run(), run(), run("--only", "ratings", "--workers", "1", "--force")
    wrong = run("--only", "everything")

    assert (first.returncode, first.stderr.splitlines()[-1]) == (0, "The catalogue is up to date.")
    assert (again.returncode, again.stderr.splitlines()[-1]) == (0, "Nothing is new.")
    assert only.returncode == 0, only.stderr
    assert wrong.returncode == 2
    with psycopg.connect(database_url) as conn:
        assert conn.execute("SELECT title FROM media_items").fetchall() == [("Nosferatu",)]


@pytest.mark.long
def test_a_queued_import_runs_under_its_run_id(db, database_url, environment, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stop = threading.Event()
    child = Child(stop)
    runner = TaskRunner(lambda: app_of(database_url, child.run), {"imports": 1})
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    run = ImportService(db, utc_now).start()
    done = wait_until(
        lambda: newest(database_url)[1] != "running" and newest(database_url), within_s=60
    )
    stop.set()
    thread.join()

    assert done[:3] == (run.id, "completed", 2)
    assert json.loads(json.dumps(done[3]))["way"] == "full"


def test_a_stopping_worker_ends_the_import():
    stopping = threading.Event()
    child = Child(stopping, SLEEPS)
    threading.Timer(0.2, stopping.set).start()
    with pytest.raises(ShutdownRequested):
        child.run(1, is_forced=False)


@pytest.mark.parametrize(("status", "is_crash"), [(0, False), (1, False), (2, True), (-9, True)])
def test_a_refused_import_is_not_retried_and_a_crashed_one_is(status, is_crash):
    program = f"import os, sys; os.kill(os.getpid(), 9) if {status} < 0 else sys.exit({status})"
    child = Child(threading.Event(), (sys.executable, "-c", program))
    if is_crash:
        with pytest.raises(ImportCrashed):
            child.run(1, is_forced=False)
    else:
        child.run(1, is_forced=False)


def test_progress_has_the_share_done_and_the_remaining_time():
    progress = ImportProgress()
    with progress.step("reading", 1000):
        progress.add(250)
        line = progress.line()

    assert "reading" in line
    assert "25%" in line.replace(" ", "")
    assert "left" in line
    assert "250 rows" in line


def test_progress_is_stored_during_a_step(monkeypatch):
    monkeypatch.setattr("worker.imdb.progress.SHOW_INTERVAL_S", 0.01)
    written: list[tuple[str, int, int | None]] = []
    seen = threading.Event()

    def write(step: str, done: int, total: int | None) -> None:
        written.append((step, done, total))
        seen.set()

    with ImportProgress(write).step("reading", 10):
        assert seen.wait(60)

    assert written[0][0] == "reading"
    assert written[0][2] == 10
