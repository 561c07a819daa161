"""Tests of the frontend share a process unless their file is named as one that must not."""

import re
from fnmatch import fnmatch
from pathlib import Path

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


def test_a_test_that_replaces_modules_has_its_own_copies():
    config = (FRONTEND / "vitest.config.ts").read_text()
    blocks = re.findall(r"const KEPT\w* = \[(.*?)\]", config, re.DOTALL)
    patterns = [each.replace("**/", "") for each in re.findall(r'"(.+?)"', "".join(blocks))]
    replacing = [
        path.relative_to(FRONTEND).as_posix()
        for path in FRONTEND.glob("src/**/*.test.ts*")
        if re.search(r"\bvi\.(mock|doMock|resetModules)\(", path.read_text())
    ]

    assert replacing
    assert [name for name in replacing if not any(fnmatch(name, each) for each in patterns)] == []
