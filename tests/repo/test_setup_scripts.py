"""What a fresh clone says to a machine that lacks something."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts in a folder of their own, with nothing installed."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "frontend").mkdir()
    (tmp_path / "bin").mkdir()
    return tmp_path


def pretend(clone: Path, name: str, script: str) -> str:
    program = clone / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def run(clone: Path, script: str, *arguments: str, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(clone / "tools" / script), *arguments],
        env={"PATH": f"{clone / 'bin'}:{os.environ['PATH']}", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_an_old_python_is_reported(clone):
    old = pretend(clone, "python3.9", '[ "$1" = --version ] && echo "Python 3.9.2"')

    status, said = run(clone, "setup_python.sh", "home", PYTHON=f"{old}")

    assert status == 1
    assert said.count("\n") == 1
    assert "needs Python 3.11, 3.12 or 3.13 and found Python 3.9.2" in said


def test_a_missing_python_is_reported(clone):
    status, said = run(clone, "setup_python.sh", "home", PYTHON="python3.99")

    assert status == 1
    assert "found no python3.99" in said


def test_a_missing_debian_package_is_reported(clone):
    bare = 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.11-venv;; esac'
    python = pretend(clone, "python3.11", bare)

    status, said = run(clone, "setup_python.sh", "home", PYTHON=python)

    assert status == 1
    assert said.count("\n") == 1
    assert "apt install python3.11-venv" in said


@pytest.mark.parametrize("version", ["18.20.4", "20.9.0"])
def test_an_old_node_is_reported(clone, version):
    pretend(clone, "node", f'[ "$1" = --version ] && echo v{version} || exit 1')

    status, said = run(clone, "setup_frontend.sh")

    assert status == 1
    assert said.count("\n") == 1
    assert f"needs Node.js 20.19 or newer to build its pages and found v{version}" in said


def found_browser(clone: Path) -> str:
    done = subprocess.run(
        [str(clone / "tools" / "ensure_chromium.sh")],
        env={"PATH": f"{clone / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_stub_of_a_browser_is_skipped(clone):
    pretend(clone, "chromium-headless-shell", "exit 1")
    pretend(clone, "apt-get", "exit 1")
    pretend(clone, "chromium", "exit 1")
    good = pretend(clone, "chromium-browser", "echo Chromium 1")

    assert found_browser(clone) == f"{good}\n"


def test_a_browser_without_a_window_comes_first(clone):
    pretend(clone, "chromium", "echo Chromium 1")
    shell = pretend(clone, "chromium-headless-shell", "echo Chromium 1")

    assert found_browser(clone) == f"{shell}\n"
