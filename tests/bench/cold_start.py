"""Cold start of a function: the time to import the API package."""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    "bare Python": "pass",
    "chalice and the database driver": "import chalice.app, psycopg, psycopg_pool",
    "the API package": "import app",
}


def race(processes: int = 20) -> dict[str, float]:
    """CPU milliseconds of a process, median of 20 each, alternating, with warm bytecode."""
    for program in PROGRAMS.values():
        _run(program)
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(processes):
        for name, program in PROGRAMS.items():
            times[name].append(_run(program))
    return {name: statistics.median(values) for name, values in times.items()}


def _run(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000
