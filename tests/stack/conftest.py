"""Embedded servers in folders of their own, and the whole stack as a process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from localstack import ports
from tests.stack.console import Console, Start

PROJECT = Path(__file__).resolve().parents[2]


def make_folder(server_dir: Path) -> Path:
    """An empty folder that PostgreSQL's own user can enter, unlike pytest's."""
    path = Path(tempfile.mkdtemp(dir=server_dir))
    path.chmod(0o755)
    return path


@pytest.fixture
def folder(server_dir: Path) -> Path:
    return make_folder(server_dir)


@contextmanager
def starting_in(folder: Path) -> Iterator[Start]:
    """A function that starts the stack in `folder`; whatever still runs at the end is stopped."""
    consoles = []
    port = ports.any_free()

    def start(**settings: str) -> Console:
        env = os.environ | {
            "SEEN_DATA_DIR": str(folder / "data"),
            "SEEN_HOST": "127.0.0.1",
            "SEEN_PORT": str(port),
            "SEEN_STREAM_PORT": str(ports.any_free()),
            "SEEN_GATEWAY_PROCESSES": "1",
            # Empty means embedded, also when a developer's .env says otherwise.
            **dict.fromkeys(("DATABASE_URL", "CACHE_URL", "S3_ENDPOINT_URL", "SEEN_SECRET"), ""),
            **settings,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "localstack"],
            cwd=PROJECT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        consoles.append(Console(process))
        return consoles[-1]

    yield start
    for console in consoles:
        if console.process.poll() is None:
            console.stop()
        for pipe in (console.process.stdout, console.process.stderr):
            assert pipe
            pipe.close()


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start the stack in a new folder."""
    with starting_in(folder) as start:
        yield start
