"""
Measurement on a machine with other load.

Contenders take turns (A B C, A B C, …) instead of running one after the other; every round
begins with a fixed amount of hashing, and a round whose hashing was more than 15 % off the
median is dropped and counted. Servers run on core 0 and the load generator on core 1. The
result is the median of the per-round ratios.
"""

import hashlib
import os
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5
WORST_DRIFT = 0.15
SERVER_CORE, LOAD_CORE = "0", "1"


def calibrate() -> float:
    """Seconds to hash 64 MiB four times with SHA-1."""
    block = bytes(64 * 1024 * 1024)
    started = time.perf_counter()
    for _ in range(4):
        hashlib.sha1(block, usedforsecurity=False).digest()
    return time.perf_counter() - started


@dataclass
class Series:
    """The figures of each contender in each round that was kept."""

    values: dict[str, list[float]] = field(default_factory=dict)
    dropped: int = 0

    def median(self, name: str) -> float:
        return statistics.median(self.values[name])

    def ratio(self, name: str, to: str) -> tuple[float, float, float]:
        """The median of the per-round ratios, the smallest and the largest."""
        pairs = zip(self.values[name], self.values[to], strict=True)
        ratios = sorted(mine / theirs for mine, theirs in pairs)
        return statistics.median(ratios), ratios[0], ratios[-1]


def interleave(
    contenders: dict[str, Callable[[], dict[str, float]]], rounds: int = ROUNDS
) -> dict[str, Series]:
    """
    Run every contender once a round; one series per figure it reports.

    A contender returns figures by name, such as {"requests/s": 5321.0, "p99 ms": 8.1}.
    """
    drift, results = [], []
    for _ in range(rounds):
        drift.append(calibrate())
        results.append({name: run() for name, run in contenders.items()})
    middle = statistics.median(drift)
    series: dict[str, Series] = {}
    for seconds, result in zip(drift, results, strict=True):
        is_off = abs(seconds - middle) / middle > WORST_DRIFT
        for name, figures in result.items():
            for figure, value in figures.items():
                of = series.setdefault(figure, Series())
                if is_off:
                    of.dropped += 1
                else:
                    of.values.setdefault(name, []).append(value)
    return series


#: Requests are counted, and never refused: one account sends the whole load.
UNLIMITED = dict.fromkeys(
    ("SEEN_WRITE_LIMIT", "SEEN_SEARCH_LIMIT", "SEEN_ANONYMOUS_LIMIT"), "1000000"
)


@contextmanager
def server(
    command: Sequence[str | Path], *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A contender on the servers' core, stopped by its own pid."""
    process = subprocess.Popen(
        pinned(SERVER_CORE, command),
        env=os.environ | UNLIMITED | (env or {}),
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def pinned(core: str, command: Sequence[str | Path]) -> list[str]:
    words = [str(word) for word in command]
    return ["taskset", "-c", core, *words] if shutil.which("taskset") else words


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children, running and ended."""
    total = 0.0
    ticks = os.sysconf("SC_CLK_TCK")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(process.name) == pid or int(fields[1]) == pid or int(fields[2]) == pid:
            total += sum(map(int, fields[11:15])) / ticks
    return total
