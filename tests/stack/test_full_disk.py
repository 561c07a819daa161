"""The running product on a disk that fills to the last byte."""

import http.client
import json
import os
from pathlib import Path

import pytest

from tests.disks import disk_of
from tests.stack.conftest import make_folder, starting_in
from tests.waiting import wait_until

ROSA = {"email": "rosa@example.com", "password": "correct battery horse"}


class Caller:
    """JSON requests to the running product."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token = ""

    def ask(self, method: str, path: str, body: object = None):
        """Status, headers and document."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            link.request(
                method,
                f"/api/v1{path}",
                json.dumps(body) if body is not None else None,
                headers | ({"content-type": "application/json"} if body is not None else {}),
            )
            answer = link.getresponse()
            raw = answer.read()
            return answer.status, answer.headers, json.loads(raw) if raw else None
        finally:
            link.close()


def fill(folder: Path, name: str) -> Path:
    """A file that takes every byte there is."""
    ballast = folder / name
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            while True:
                try:
                    file.write(bytes(size))
                except OSError:
                    break
    return ballast


def film(number: int) -> dict[str, str]:
    return {"sourceType": "http", "source": f"https://films.invalid/{number}.mkv"}


def pages_are_read(caller: Caller) -> None:
    for path in ("/health/live", "/dashboard", "/downloads"):
        assert caller.ask("GET", path)[0] == 200, path


@pytest.mark.long
def test_a_full_disk_refuses_new_rows_and_reads_continue(server_dir: Path):
    folder = make_folder(server_dir)
    with disk_of("480m", folder / "data") as data, starting_in(folder) as start:
        console = start()
        port = int(console.wait_for("/seen/ is ready at http://").rpartition(":")[2])
        caller = Caller(port)
        status, _, registered = caller.ask("POST", "/auth/register", ROSA)
        assert status == 201
        caller.token = registered["accessToken"]
        status, _, job = caller.ask("POST", "/downloads", film(0))
        assert status == 201
        gateway = (data / "run" / "gateway.pid").read_text()

        ballast = [fill(data, "ballast")]
        assert os.statvfs(data).f_bavail == 0
        console.wait_for("is full")  # the reserve is released
        wait_until(lambda: caller.ask("POST", "/auth/login", ROSA)[0] == 200)
        wait_until(lambda: caller.ask("DELETE", f"/downloads/{job['id']}")[0] == 200)

        ballast.append(fill(data, "more ballast"))
        refused = None
        for number in range(1, 1000):
            if number % 10 == 1:
                pages_are_read(caller)
            status, headers, _ = caller.ask("POST", "/downloads", film(number))
            if status != 201:
                refused = status, headers["retry-after"]
                break
        assert refused == (503, "2")
        pages_are_read(caller)
        assert caller.ask("POST", "/auth/login", ROSA)[0] in (200, 503)

        for file in ballast:
            file.unlink()
        wait_until(lambda: caller.ask("POST", "/downloads", film(1000))[0] == 201)
        wait_until(lambda: caller.ask("GET", "/health/ready")[2]["status"] == "ready")
        assert (data / "run" / "gateway.pid").read_text() == gateway
        assert console.stop() == 0
        assert not any("Gateway stopped" in line for line in console.lines)
