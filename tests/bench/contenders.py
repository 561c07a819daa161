"""
Bare frameworks on this machine, in the same run.

Hello-world routes of Express and Django are upper bounds for any product built on them.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from localstack import ports
from tests.bench.load import wait_for
from tests.bench.method import server

HERE = Path(__file__).parent
PEERS = HERE / "peers"
HOME = HERE.parents[1] / ".bench"
PYTHON = HOME / "venv" / "bin" / "python"


@dataclass(frozen=True)
class Contender:
    """A running server: the address of its route, and its process."""

    url: str
    pid: int


def prepare() -> None:
    """Install the peers in a folder of their own, from the lock files of this folder."""
    HOME.mkdir(exist_ok=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
    subprocess.run(
        [
            *(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes"),
            *("-r", PEERS / "requirements.txt"),
        ],
        check=True,
    )
    prepare_node()


def prepare_node() -> None:
    """Install the Node packages, without running their install scripts."""
    HOME.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", "express.js", "leech_webtorrent.js"):
        (HOME / name).write_bytes((PEERS / name).read_bytes())
    shutil.copytree(PEERS / "no-webrtc", HOME / "no-webrtc", dirs_exist_ok=True)
    install = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([*install, "--omit=optional"], cwd=HOME, check=True)


@contextmanager
def starlette() -> Iterator[Contender]:
    with _granian("asgi", "bare_starlette:app") as contender:
        yield contender


@contextmanager
def django_on_granian() -> Iterator[Contender]:
    """Django behind the server our gateway uses."""
    with _granian("wsgi", "bare_django:application") as contender:
        yield contender


@contextmanager
def _granian(interface: str, target: str) -> Iterator[Contender]:
    port = ports.any_free()
    command = [
        *(PYTHON, "-m", "granian", f"--interface={interface}", f"--port={port}"),
        *("--workers=1", "--no-ws", target),
    ]
    with server(command, env={"PYTHONPATH": str(PEERS)}) as process:
        yield _ready(port, process.pid)


@contextmanager
def express() -> Iterator[Contender]:
    port = ports.any_free()
    with server(["node", HOME / "express.js", str(port)], cwd=HOME) as process:
        yield _ready(port, process.pid)


@contextmanager
def django() -> Iterator[Contender]:
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
    with server(command, env={"PYTHONPATH": str(PEERS)}) as process:
        yield _ready(port, process.pid)


def _ready(port: int, pid: int) -> Contender:
    url = f"http://127.0.0.1:{port}/hello"
    wait_for(url)
    return Contender(url, pid)
