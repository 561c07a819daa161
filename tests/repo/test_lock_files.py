"""Lock files install anywhere, and name no server."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))


def npm_lock() -> dict[str, dict[str, object]]:
    return json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "frontend/package-lock.json"])
def test_a_lock_file_names_no_registry(name):
    text = (ROOT / name).read_text()

    assert "--index-url" not in text
    assert "--find-links" not in text
    assert '"resolved"' not in text


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_has_a_hash(name):
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text())
    pins = [entry for entry in entries if re.match(r"[A-Za-z0-9]", entry)]

    assert pins
    assert [pin.split("==")[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_lock_file_covers_every_platform():
    """`npm ci` refuses the whole lock when one optional package is left out of it."""
    packages = npm_lock()
    missing = [
        name
        for path, package in packages.items()
        for name in package.get("optionalDependencies", {})
        if f"node_modules/{name}" not in packages and f"{path}/node_modules/{name}" not in packages
    ]

    assert missing == []
