"""Every fault that the product must survive has tests that bear its number."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
#: Jobs and workers 1 to 14, downloads and disks 15 to 30, the library 31 to 38, playing 39 to 42,
#: accounts and addresses 43 to 48.
CASES = range(1, 49)


def cases() -> dict[int, list[str]]:
    """The tests of each case, by the numbers in their names."""
    found: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE):
            for number in re.findall(r"(?:case|and)_(\d+)", name):
                found.setdefault(int(number), []).append(f"{path.relative_to(TESTS)}::{name}")
    return found


def test_each_case_has_a_test():
    assert [number for number in CASES if number not in cases()] == []
