"""How long a function needs before its first line runs: importing the API package."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    "bare Python": "pass",
    "chalice and the database driver": "import chalice.app, psycopg, psycopg_pool",
    "the API package": "import app",
}


def race(processes: int = 20) -> dict[str, float]:
    """Milliseconds of a whole process, median of 20 each, taking turns, with warm bytecode."""
    for program in PROGRAMS.values():
        _run(program)
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(processes):
        for name, program in PROGRAMS.items():
            times[name].append(_run(program))
    return {name: statistics.median(values) for name, values in times.items()}


def _run(program: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
    return (time.perf_counter() - started) * 1000
