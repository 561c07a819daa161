"""`python -m worker` before anything is configured."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from worker.commands import COMMANDS

ROOT = Path(__file__).parents[2]


def worker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "worker", *words],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command():
    answer = worker("--help")

    assert answer.returncode == 0
    for name in COMMANDS:
        assert f"  {name}  " in answer.stdout


@pytest.mark.parametrize("words", [[], ["imdb-sync"]])
def test_missing_settings_are_named(words):
    answer = worker(*words)

    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "These settings are wrong: DATABASE_URL: Field required; SEEN_SECRET: Field required."
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists(name):
    command = COMMANDS[name]

    assert callable(getattr(import_module(command.module), command.function))
