"""
Our HTTP engine compared with curl and aria2c: one gigabyte from nginx on this machine.

Two times are measured: until the last byte has arrived, and until the file is synced to disk. Ours
syncs while it downloads; for the others a `sync` of the file follows. Ours is timed from the start
of the task, as in a running worker; the others include their process.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench.files import SIZE, film, nginx
from tests.bench.method import LOAD_CORE, ROUNDS, Series, interleave, pinned

OURS = ("seen, 4 connections", "seen, 1 connection")
TARGET = 0.9
MB = 1e6


def race(rounds: int = ROUNDS) -> dict[str, Series] | None:
    """None when there is no nginx to bring from."""
    if shutil.which("nginx") is None:
        return None
    with film() as path, nginx(path) as (port, target, _), tempfile.TemporaryDirectory() as folder:
        wanted = _digest(path)
        url, root = f"http://127.0.0.1:{port}{target}", Path(folder)
        contenders: dict[str, Callable[[], dict[str, float]]] = {
            OURS[0]: partial(ours, url, root, wanted, 4),
            OURS[1]: partial(ours, url, root, wanted, 1),
        }
        if shutil.which("curl"):
            contenders["curl"] = partial(
                theirs, ["curl", "-sf", "-o", root / "f", url], root, wanted
            )
        if shutil.which("aria2c"):
            aria2 = [
                "aria2c",
                "-q",
                "-x4",
                "-s4",
                "-k1M",
                "--file-allocation=none",
                "-o",
                "f",
                "-d",
            ]
            contenders["aria2c -x4"] = partial(theirs, [*aria2, root, url], root, wanted)
        return interleave(contenders, rounds)


def ours(url: str, root: Path, wanted: str, connections: int) -> dict[str, float]:
    folder = root / "job"
    script = [sys.executable, "-m", "tests.bench.http_download_engine"]
    answer = subprocess.run(
        pinned(LOAD_CORE, [*script, url, str(folder), str(connections)]),
        stdout=subprocess.PIPE,
        check=True,
    )
    said = json.loads(answer.stdout)
    _check(Path(said["path"]), wanted)
    shutil.rmtree(folder)
    return _figures(said["last_byte_s"], said["safe_s"])


def theirs(command: Sequence[str | Path], root: Path, wanted: str) -> dict[str, float]:
    began_s = time.perf_counter()
    subprocess.run(pinned(LOAD_CORE, command), check=True)
    last_byte_s = time.perf_counter() - began_s
    subprocess.run(["sync", root / "f"], check=True)
    safe_s = time.perf_counter() - began_s
    _check(root / "f", wanted)
    (root / "f").unlink()
    return _figures(last_byte_s, safe_s)


def _figures(last_byte_s: float, safe_s: float) -> dict[str, float]:
    return {"MB/s to the last byte": SIZE / MB / last_byte_s, "MB/s until safe": SIZE / MB / safe_s}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(path: Path, wanted: str) -> None:
    if _digest(path) != wanted:
        raise SystemExit(f"{path.name} was brought wrongly")


def table(figures: dict[str, Series]) -> str:
    """The result for people, with the ratio to the best of the others."""
    rows = ["| contender | " + " | ".join(figures) + " |", "|---|" + "---|" * len(figures)]
    names = list(next(iter(figures.values())).values)
    others = [name for name in names if name not in OURS]
    rows += [
        f"| {name} | " + " | ".join(f"{of.median(name):,.0f}" for of in figures.values()) + " |"
        for name in names
    ]
    for figure, of in figures.items():
        best = max(others, key=of.median, default=None)
        for name in OURS if best else ():
            middle, low, high = of.ratio(name, best or "")
            verdict = "reached" if middle >= TARGET else "missed"
            rows.append(
                f"\n{figure}: {name} to {best}: {middle:.2f} ({low:.2f} to {high:.2f});"
                f" {TARGET} {verdict}, {of.dropped} values dropped"
            )
    missing = [tool for tool in ("curl", "aria2c") if shutil.which(tool) is None]
    if missing:
        rows.append(f"\nNot installed, not raced: {', '.join(missing)}.")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    figures = race()
    sys.stdout.write(table(figures) if figures else "Not measured: nginx is not installed.\n")
