"""A real gateway on a real socket with the demo app, and a client."""

import http.client
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localstack import ports
from tests.waiting import wait_until

ROOT = Path(__file__).parents[1]
HERE = ROOT / "tests" / "worker"
PROCESSES = 2


@contextmanager
def running_gateway(
    tmp_path: Path, **environment: str
) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The port and the process of a gateway with the demo app behind it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True, exist_ok=True)
    (dist / "index.html").write_text("<!doctype html><title>/seen/</title>" + " " * 2000)
    (dist / "assets" / "index-Ab12Cd34.js").write_text("export const answer = 42;" * 100)
    (dist / "icon.svg").write_text("<svg/>")
    port = ports.any_free()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface=rsgi",
        "--factory",
        f"--port={port}",
        f"--workers={PROCESSES}",
        "--workers-kill-timeout=10",
        "--no-ws",
        "gateway_demo:create",
    ]
    paths = os.pathsep.join([str(HERE), str(ROOT)])
    process = subprocess.Popen(
        command,
        env=os.environ
        | {"PYTHONPATH": paths, "DEMO_DIST": str(dist), "DEMO_MARK": str(tmp_path / "mark")}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    is_serving = threading.Event()
    listening = threading.Thread(target=listen, args=(process, is_serving), daemon=True)
    listening.start()
    try:
        assert is_serving.wait(120), "the gateway did not open"
        # A process says that it has started before it listens.
        wait_until(lambda: ports.answers(port) or process.poll() is not None)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=60)
        listening.join()
        process.stdout.close()


def listen(process: subprocess.Popen[str], is_serving: threading.Event) -> None:
    """Read what the server says; set `is_serving` when all its processes have started."""
    starting = set(range(1, PROCESSES + 1))
    for line in process.stdout:
        starting -= {number for number in starting if f"Started worker-{number} runtime" in line}
        if not starting:
            is_serving.set()


def get(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """Status, headers (several values kept) and body of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=names)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()
