"""`python -m localstack` as its user sees it."""

import http.client
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack import ports
from tests.stack.conftest import make_folder, starting_in
from tests.stack.console import Console, Start, is_running
from tests.waiting import wait_until


def port_of(console: Console) -> int:
    line = console.wait_for("/seen/ is ready at http://")
    return int(line.rpartition(":")[2])


def status(port: int, path: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request("GET", path)
        return link.getresponse().status
    finally:
        link.close()


def pids(folder: Path) -> dict[str, int]:
    """Every child of a running stack, by name."""
    notes = (folder / "data" / "run").glob("*.pid")
    return {note.stem: int(note.read_text().split()[0]) for note in notes}


@pytest.fixture(scope="module")
def installed(server_dir: Path) -> Path:
    """One data directory for the tests that start everything: the first start fills it."""
    return make_folder(server_dir)


@pytest.fixture
def start_installed(installed: Path) -> Iterator[Start]:
    with starting_in(installed) as start:
        yield start


@pytest.mark.long
def test_it_starts_serves_restarts_services_and_stops(start_installed: Start, installed: Path):
    console = start_installed()
    port = port_of(console)
    running = pids(installed)
    assert set(running) == {"postgres", "cache", "objects", "gateway", "worker"}
    wait_until(lambda: status(port, "/api/v1/health/ready") == 200)

    second = start_installed()  # on the same data: refused in one line
    complaint = second.complaint()
    assert second.process.returncode == 1
    assert complaint.count("\n") == 1
    assert "already running on" in complaint
    assert f"(process {console.process.pid})" in complaint

    os.kill(running["postgres"], signal.SIGKILL)
    console.wait_for("PostgreSQL stopped (signal 9, SIGKILL); starting it again.")
    console.wait_for("PostgreSQL is back.")
    wait_until(lambda: status(port, "/api/v1/health/ready") == 200)
    assert pids(installed)["gateway"] == running["gateway"]

    os.kill(running["gateway"], signal.SIGKILL)
    console.wait_for("Gateway stopped (signal 9, SIGKILL); starting it again.")
    console.wait_for("Gateway is back.")
    wait_until(lambda: status(port, "/api/v1/health/ready") == 200)

    running = pids(installed)
    assert console.stop(signal.SIGINT) == 0
    assert not any(is_running(pid) for pid in running.values())
    assert pids(installed) == {}
    ready = [line for line in console.lines if "is ready" in line]
    assert len(ready) == 1


@pytest.mark.long
def test_after_everything_was_killed_it_starts_with_its_data(
    start_installed: Start, installed: Path
):
    console = start_installed()
    port_of(console)
    running = pids(installed)
    secrets = (installed / "data" / "secrets.json").read_bytes()
    for pid in (console.process.pid, *running.values()):
        os.kill(pid, signal.SIGKILL)
    console.process.wait()

    again = start_installed()

    port = port_of(again)
    wait_until(lambda: status(port, "/api/v1/health/ready") == 200)
    assert (installed / "data" / "secrets.json").read_bytes() == secrets
    assert again.stop() == 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_nothing_is_left_when_the_supervisor_is_killed(start_installed: Start, installed: Path):
    console = start_installed()
    port_of(console)
    running = pids(installed)

    console.process.kill()
    console.process.wait()

    # The worker takes up to twenty seconds to stop, and the database waits for it.
    wait_until(lambda: not any(map(is_running, running.values())), within_s=120)


def test_a_port_in_use_is_one_sentence(start: Start, folder: Path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        console = start(SEEN_PORT=str(port))
        complaint = console.complaint()

    assert console.process.returncode == 1
    assert complaint == (
        f"Port {port} is already in use: stop what uses it, or set SEEN_PORT to another port.\n"
    )


def test_a_data_directory_that_is_a_file_is_one_sentence(start: Start, folder: Path):
    (folder / "data").write_text("not a folder")

    console = start()
    complaint = console.complaint()

    assert console.process.returncode == 1
    assert complaint.count("\n") == 1
    assert "is a file, not a folder" in complaint


def test_a_broken_database_is_one_sentence_and_nothing_is_left_running(start: Start, folder: Path):
    (folder / "data" / "postgres").mkdir(parents=True)
    (folder / "data" / "postgres" / "PG_VERSION").write_text("12\n")

    console = start()
    complaint = console.complaint()

    assert console.process.returncode == 1
    assert complaint.count("\n") == 1
    assert "was created by PostgreSQL 12" in complaint
    assert pids(folder) == {}


@pytest.mark.long
def test_an_unreachable_external_database_is_one_sentence(start: Start, folder: Path):
    nowhere = f"postgresql://me:secret@127.0.0.1:{ports.any_free()}/seen"
    console = start(DATABASE_URL=nowhere)
    complaint = console.complaint()

    assert console.process.returncode == 1
    assert complaint.count("\n") == 1
    assert "The database could not be prepared" in complaint
    assert "Connection refused" in complaint
    assert "secret" not in complaint
    assert not (folder / "data" / "postgres").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_directory_that_cannot_be_written_is_one_sentence(start: Start, folder: Path):
    (folder / "data").mkdir(mode=0o500)

    console = start()
    complaint = console.complaint()

    assert console.process.returncode == 1
    assert complaint.count("\n") == 1
    assert "cannot be written" in complaint
