"""
`make bench-downloads`: measure the download manager, print, and write docs/benchmarks-downloads.md.

Parts: torrents, many, http, queue, lists; all of them when none is named. As root everything runs
in a network of its own, with addresses that Transmission does not take for its own machine's. The torrents
take about seven times `--size` of memory; with less, the seeders' disk is measured, too.
"""

import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import (
    api,
    contenders,
    downloads_lists,
    downloads_many,
    downloads_queue,
    downloads_torrents,
    http_download,
)
from tests.bench import queue as latency
from tests.bench.downloads_swarm import MIB, Net
from tests.bench.load import require_wrk
from tests.bench.method import Series

DOCS = Path(__file__).parents[2] / "docs"
PARTS = ("torrents", "many", "http", "queue", "lists")
INSIDE = "SEEN_BENCH_NETWORK"
SEEDERS = 4
ENTER = """
ip link set lo up && ip addr add 10.77.0.1/32 dev lo || exit 1
for number in $(seq {seeders}); do ip addr add 10.77.1.$number/32 dev lo || exit 1; done
exec "$@"
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-downloads")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--size", type=int, default=1024, help="of each torrent, in MiB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=30, help="of each wait")
    given = parser.parse_args()
    chosen = given.parts or PARTS
    if INSIDE not in os.environ:
        require_wrk()
        if "torrents" in chosen:
            prepare()
        enter()
    net = Net(os.environ[INSIDE] == "own")
    began = time.monotonic()
    raw: dict[str, Any] = {}
    sections = [section(raw, net, given) for name, section in SECTIONS.items() if name in chosen]
    minutes = (time.monotonic() - began) / 60
    text = "\n".join([_head(given.rounds, minutes), *sections])
    sys.stdout.write(text)
    (DOCS / "benchmarks-downloads.md").write_text(text)
    (DOCS / "benchmarks-downloads.json").write_text(
        json.dumps(raw, default=dataclasses.asdict, indent=1)
    )


def prepare() -> None:
    """Install what comes from the network, before a namespace without one is entered."""
    try:
        contenders.prepare_node()
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write("webtorrent could not be installed and is left out\n")


def enter() -> None:
    """Run again in a network namespace of our own, where that is permitted. Does not return."""
    can = os.geteuid() == 0 and shutil.which("unshare") and shutil.which("ip")
    again = [sys.executable, "-m", "tests.bench.downloads", *sys.argv[1:]]
    os.environ[INSIDE] = "own" if can else "loopback"
    if can:
        script = ENTER.format(seeders=SEEDERS)
        again = ["unshare", "--net", "sh", "-c", script, "enter", *again]
    sys.stdout.flush()
    os.execvp(again[0], again)  # noqa: S606  # constant words


def _head(rounds: int, minutes: float) -> str:
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"""# Downloads

`make bench-downloads` on {datetime.now(UTC):%Y-%m-%d} at {revision or "an unnamed revision"}, in
{minutes:.0f} minutes. The machine is shared and noisy: read the ratios. Contenders take turns over
{rounds} rounds; a round in which a fixed calibration loop was more than 15 % off is dropped; the
downloader runs on one core, the server or seeder on the other; every downloaded file is verified by
SHA-256 before its time counts. The raw figures are in
`benchmarks-downloads.json`.
"""


def _torrents(raw: dict[str, Any], net: Net, given: argparse.Namespace) -> str:
    with _folder() as folder, api.stack() as env:
        figures, skipped = downloads_torrents.race(
            env, net, Path(folder), given.size * MIB, given.rounds
        )
    raw["torrents"] = figures
    tables = "\n".join(_torrent_table(count, series) for count, series in figures.items())
    missing = "".join(f"Not raced: {name} ({why}).\n" for name, why in skipped.items())
    return f"""
## Torrents

Three torrents at once, {given.size} MiB each, in memory at the seeders; every run has new
torrents and starts with warm memory. Ours is the production worker with its database, from the first
request to the API until the last job is recorded as complete, after its files are synced to disk.
Bare libtorrent runs with the fastest settings we know, timed inside the process, until all pieces are
there and until the files are synced too; the others do not sync.
{" and ".join(downloads_torrents.SLOW)} download 1/{downloads_torrents.PART} of that.
{tables}
{missing}"""


def _torrent_table(count: int, figures: dict[str, Series]) -> str:
    of = downloads_torrents
    speed, cost = figures[of.SPEED], figures[of.COST]
    best = max((name for name in speed.values if name != of.SEEN), key=speed.median)
    rows = [
        f"| {name} | {speed.median(name):,.0f} | {cost.median(name):.2f} "
        f"| {_ratio(speed, name, of.SYNCED)} |"
        for name in speed.values
    ]
    edges = [
        f"| {name} | {figures[of.FIRST].median(name):.2f} | {figures[of.SETTLED].median(name):.2f} |"
        for name in (of.SEEN, of.SYNCED)
    ]
    middle, low, high = speed.ratio(of.SEEN, of.SYNCED)
    return f"""
From {count} {"seeder" if count == 1 else "seeders"} ({speed.dropped} values dropped):

| contender | MB/s | CPU s per GB | to libtorrent with synced files (lowest to highest round) |
|---|---|---|---|
{chr(10).join(rows)}

Ours to the fastest with the same durability: {middle:.2f} ({low:.2f} to {high:.2f}),
{_verdict(middle >= 0.95, "at least 0.95")}; to {best}:
{_ratio(speed, of.SEEN, best)}.

Fixed overhead of a torrent: from the request, or from adding it, to the first bytes; and from the
last bytes to complete, or synced, with all remaining writes:

| | first bytes s | after the last bytes s |
|---|---|---|
{chr(10).join(edges)}
"""


def _many(raw: dict[str, Any], net: Net, given: argparse.Namespace) -> str:
    with _folder() as folder, api.stack() as env:
        found = downloads_many.cost(env, net, Path(folder), given.seconds)
    raw["many"] = found
    rows = [
        f"| {name} | {of['our worker']:.2%} | {of['libtorrent alone']:.2%} "
        f"| {of['PostgreSQL']:.2%} | {of['statements/s']:.1f} | {of['progress writes/s']:.2f} |"
        for name, of in found.items()
    ]
    share = found[downloads_many.IDLE]["our worker"]
    return f"""
## Two hundred torrents

The downloader of a worker with {downloads_many.TORRENTS} active torrents, over
{given.seconds:.0f} s: at 8 KiB a second each, and without peers. Shares of one core, from the CPU
times of the process; libtorrent alone has the same torrents. Progress of all jobs is one UPDATE.

| | our worker | libtorrent alone | PostgreSQL | statements/s | progress writes/s |
|---|---|---|---|---|---|
{chr(10).join(rows)}

Idle: {share:.2%} of a core, {_verdict(share < 0.01, "under 1 %")}.
"""


def _http(raw: dict[str, Any], _net: Net, given: argparse.Namespace) -> str:
    figures = http_download.race(given.rounds)
    raw["http"] = figures
    told = http_download.table(figures) if figures else "Not measured: nginx is not installed.\n"
    return f"\n## HTTP\n\nOne gigabyte from nginx on this machine.\n\n{told}"


def _queue(raw: dict[str, Any], _net: Net, given: argparse.Namespace) -> str:
    with api.stack() as env:
        claims = downloads_queue.claims(env["DATABASE_URL"])
        idle = downloads_queue.idle(env, given.seconds)
        soon = latency.latencies(env)
    raw["queue"] = {"claims": claims, "idle": idle, "latency": soon}
    rows = [f"| {name} | {per_s:,.0f} |" for name, per_s in claims.items()]
    return f"""
## The queue

Claims out of {downloads_queue.JOBS:,} jobs of {downloads_queue.PEOPLE} users, each claim a
transaction of its own with its events, on a database that syncs each commit; all slots are free,
unlike on a real server:

| | jobs/s |
|---|---|
{chr(10).join(rows)}

The fastest: {_verdict(max(claims.values()) >= 1000, "at least 1,000/s")}. From queued to
preparing, with the running worker and {soon["jobs"]:.0f} jobs one after the other:
{soon["p50 ms"]:.1f} ms at p50, {_verdict(soon["p50 ms"] < 50, "under 50 ms")}. The idle
downloader executes {idle["queries/s"]:.2f} statements a second over {given.seconds:.0f} s,
{_verdict(idle["queries/s"] < 1, "under one")} ({idle["with pings and borders/s"]:.2f} with the pool's
pings, BEGIN and COMMIT), and uses {idle["CPU of a core"]:.2%} of a core.
"""


def _lists(raw: dict[str, Any], _net: Net, given: argparse.Namespace) -> str:
    with api.stack() as env:
        found = downloads_lists.race(env, given.seconds)
    raw["lists"] = found
    loads = [
        f"| {name} | {of['requests/s']:,.0f} | {of['p50 ms']:.1f} | {of['p95 ms']:.1f} "
        f"| {of['gateway ms']:.2f} | {of['PostgreSQL ms']:.2f} |"
        for name, of in found.items()
        if "gateway ms" in of
    ]
    pages = [
        f"| {name} | {of['requests/s']:.0f} | {of['unchanged']:.0%} | {of['p95 ms']:.1f} "
        f"| {of['gateway CPU']:.1%} | {of['PostgreSQL CPU']:.1%} |"
        for name, of in found.items()
        if "gateway CPU" in of
    ]
    slow = found["first page"]["p95 ms"]
    return f"""
## Lists

A user with {downloads_lists.JOBS:,} downloads, {downloads_lists.CLIENTS} clients with one request in
flight each, one server process; the cost of a request is its CPU time.

| | requests/s | p50 ms | p95 ms | gateway ms | PostgreSQL ms |
|---|---|---|---|---|---|
{chr(10).join(loads)}

The first page: p95 {slow:.1f} ms, {_verdict(slow < 20, "under 20 ms")}.

{downloads_lists.PAGES} open pages that poll every {downloads_lists.EVERY_S:.0f} s with the ETag of their
last response; shares of one core:

| | requests/s | answered 304 | p95 ms | gateway | PostgreSQL |
|---|---|---|---|---|---|
{chr(10).join(pages)}
"""


SECTIONS: dict[str, Callable[[dict[str, Any], Net, argparse.Namespace], str]] = {
    "torrents": _torrents,
    "many": _many,
    "http": _http,
    "queue": _queue,
    "lists": _lists,
}


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp")


def _verdict(is_reached: bool, target: str) -> str:
    return f"target {target}: {'reached' if is_reached else 'missed'}"


def _ratio(series: Series, name: str, to: str) -> str:
    middle, low, high = series.ratio(name, to)
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
