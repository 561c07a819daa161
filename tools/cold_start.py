"""
Measure the import time of a cold start, and the modules that cause it.

`python tools/cold_start.py [RUNS]` imports `app` in fresh interpreters and prints the median and
the most expensive modules. Times are wall clock; run it on a quiet machine.
"""

import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHOWN = 15
LINE = re.compile(r"import time:\s+(?P<own_us>\d+) \|\s+(?P<all_us>\d+) \|(?P<name>.*)")


def import_seconds(runs: int) -> list[float]:
    """Seconds a fresh interpreter takes to import `app`, once per run."""
    return [_run("import app")[0] - _run("pass")[0] for _ in range(runs)]


def dearest_modules() -> list[tuple[int, str]]:
    """Microseconds spent in each top-level package itself, in descending order."""
    _, log = _run("import app", "-X", "importtime")
    spent: dict[str, int] = {}
    for found in LINE.finditer(log):
        package = found["name"].strip().partition(".")[0]
        spent[package] = spent.get(package, 0) + int(found["own_us"])
    return sorted(((us, name) for name, us in spent.items()), reverse=True)


def _run(code: str, *options: str) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603  # our own interpreter on our own code
        [sys.executable, *options, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - started, done.stderr


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"import app: {statistics.median(import_seconds(runs)) * 1000:.0f} ms, median of {runs}")
    for microseconds, name in dearest_modules()[:SHOWN]:
        print(f"{microseconds / 1000:8.1f} ms  {name}")


if __name__ == "__main__":
    main()
