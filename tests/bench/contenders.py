"""
The peers' environment: what bare frameworks reach on this machine, in this run.

Hello-world routes of Express and Django are upper bounds of every product built on them.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localstack import ports
from tests.bench.load import wait_for
from tests.bench.method import server

HERE = Path(__file__).parent
PEERS = HERE / "peers"
HOME = HERE.parents[1] / ".bench"
PYTHON = HOME / "venv" / "bin" / "python"


def prepare() -> None:
    """Install the peers beside the project, from this folder's lock files."""
    HOME.mkdir(exist_ok=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
    subprocess.run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            PEERS / "requirements.txt",
        ],
        check=True,
    )
    prepare_node()


def prepare_node() -> None:
    """What runs in Node. No package runs programs of its own while it is installed."""
    HOME.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", "express.js", "leech_webtorrent.js"):
        (HOME / name).write_bytes((PEERS / name).read_bytes())
    shutil.copytree(PEERS / "no-webrtc", HOME / "no-webrtc", dirs_exist_ok=True)
    install = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([*install, "--omit=optional"], cwd=HOME, check=True)


@contextmanager
def starlette() -> Iterator[str]:
    port = ports.any_free()
    command = [
        PYTHON,
        "-m",
        "granian",
        "--interface=asgi",
        f"--port={port}",
        "--workers=1",
        "--no-ws",
        "bare_starlette:app",
    ]
    with server(command, env={"PYTHONPATH": str(PEERS)}):
        yield _ready(port)


@contextmanager
def express() -> Iterator[str]:
    port = ports.any_free()
    with server(["node", HOME / "express.js", str(port)], cwd=HOME):
        yield _ready(port)


@contextmanager
def django() -> Iterator[str]:
    port = ports.any_free()
    command = [
        PYTHON,
        "-m",
        "gunicorn",
        "--worker-class=gthread",
        "--threads=8",
        f"--bind=127.0.0.1:{port}",
        "bare_django:application",
    ]
    with server(command, env={"PYTHONPATH": str(PEERS)}):
        yield _ready(port)


def _ready(port: int) -> str:
    url = f"http://127.0.0.1:{port}/hello"
    wait_for(url)
    return url
