"""`make bench`: measure, print, and write docs/benchmarks.md with the raw rounds beside it."""

import argparse
import dataclasses
import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import api, cold_start, contenders, files, queue
from tests.bench.load import CLIENTS, SECONDS, require_wrk
from tests.bench.method import ROUNDS, Series

DOCS = Path(__file__).parents[2] / "docs"
FLOOR = "Starlette route (floor)"
WARM = "seen: warm dashboard, new person"
HEALTH = "seen: health"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("parts", nargs="*", default=["api", "files", "cold", "queue"])
    chosen = parser.parse_args().parts
    raw: dict[str, Any] = {}
    sections: list[str] = []
    if {"api", "queue", "files"} & set(chosen):
        with api.stack() as env:
            if "api" in chosen:
                require_wrk()
                contenders.prepare()
                raw["api"] = api.race(env)
                raw["cold dashboard"] = api.cold_dashboard_ms(env)
                raw["framework"] = api.framework_cost_us(env)
                sections.append(_api(raw["api"], raw["framework"], raw["cold dashboard"]))
            if "queue" in chosen:
                raw["queue"] = queue.latencies(env)
                sections.append(_queue(raw["queue"]))
            if "files" in chosen:
                raw["files"] = files.race(env)
                sections.append(_files(raw["files"]))
    if "cold" in chosen:
        raw["cold"] = cold_start.race()
        sections.append(_cold(raw["cold"]))
    text = "\n".join([_head(), *sections])
    sys.stdout.write(text)
    (DOCS / "benchmarks.md").write_text(text)
    (DOCS / "benchmarks.json").write_text(json.dumps(raw, default=dataclasses.asdict, indent=1))


def _head() -> str:
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"""# Benchmarks

Measured with `make bench` on {datetime.now(UTC):%Y-%m-%d} at {revision or "an unnamed revision"}
(Python {platform.python_version()}, {platform.system()} {platform.machine()}). The machine is shared
and noisy: read the ratios. Contenders take turns over {ROUNDS} rounds; a round in which a fixed
calibration loop was more than 15 % off is dropped; servers run on one core, the load on another;
every contender's response is checked before its time counts. CPU time hardly depends on other
processes. The raw rounds are in `benchmarks.json`. Separate pages: [the IMDb files](benchmarks-imdb.md), [search](benchmarks-search.md) and
[lists and title pages](benchmarks-discover.md).
"""


def _api(figures: dict[str, Series], framework: dict[str, float], cold: dict[str, float]) -> str:
    speed, cpu = figures["requests/s"], figures["CPU µs"]
    middle, slow = figures["p50 ms"], figures["p99 ms"]
    rows = [
        f"| {name} | {cpu.median(name):.0f} | {speed.median(name):,.0f} "
        f"| {middle.median(name):.2f} | {slow.median(name):.2f} | {_ratio(cpu, name, FLOOR)} |"
        for name in speed.values
    ]
    peers = [
        f"- {peer}: CPU {_ratio(cpu, peer, WARM)}, requests per second {_ratio(speed, WARM, peer)}"
        for peer in ("Express 4 hello", "Django hello, gunicorn", "Django hello, our server")
    ]
    cost = framework["bridge"] - framework["handler"]
    return f"""
## The gateway

{CLIENTS} clients, {SECONDS} s a run, one server process on one core; {speed.dropped} values dropped.
Express and Django return `hello`, an upper bound for any application built on them; ours respond with
authentication, the real catalogue and an access log. "CPU" is the time of the server's processes per
request, without PostgreSQL. The person with history has a file of every movie and has begun or watched
every movie and episode of the catalogue.

| contender | CPU µs | requests/s | p50 ms | p99 ms | CPU to the floor (lowest to highest round) |
|---|---|---|---|---|---|
{chr(10).join(rows)}

A warm dashboard compared with others; above 1 the dashboard is ahead:
{chr(10).join(peers)}

The dashboard of the person with history right after a change, when nothing of it is cached:
{cold["p50 ms"]:.1f} ms (highest {cold["highest ms"]:.1f} ms), one client.

The overhead between event and handler is {cost:.0f} µs a call (event, Chalice, validation, rendering,
metrics: {framework["bridge"]:.0f} µs in total, {framework["handler"]:.1f} µs of it in the handler).

What bounds a warm dashboard: health, an answer without data, already costs {cpu.median(HEALTH):.0f} µs, because each request
goes to a thread that may wait for the database, becomes an event, and has its input checked, is counted and logged.
`hello` of Express does none of this. Session and page add {cpu.median(WARM) - cpu.median(HEALTH):.0f} µs.

`python -m tests.bench.neighbours` measures a warm dashboard beside a list that takes 100 ms in the database:
with 16 clients on the list the dashboard keeps 20 to 46 % of its rate, [bound by the
processor](decisions/0023-admission.md).
"""


def _files(figures: dict[str, Series] | None) -> str:
    if figures is None:
        return "\n## Files\n\nNot measured: nginx is not installed.\n"
    cost = figures["CPU s per GB"]
    rows = [f"| {name} | {cost.median(name):.3f} |" for name in cost.values]
    return f"""
## Files

1 GiB from the page cache in 4 MiB ranges over 8 connections; server CPU seconds per GB.

| server | CPU s per GB |
|---|---|
{chr(10).join(rows)}

Stream gateway to nginx: {_ratio(cost, "seen: stream gateway", "nginx, sendfile")}
"""


def _cold(times: dict[str, float]) -> str:
    bare = times["bare Python"]
    rows = [f"| {name} | {ms:.0f} | {ms - bare:.0f} |" for name, ms in times.items()]
    return f"""
## Cold start of a function

20 new processes each, alternating, warm bytecode; milliseconds of CPU time.

| program | whole process | over bare Python |
|---|---|---|
{chr(10).join(rows)}

The time of the package is that of its modules, about 950, and of the classes that pydantic and dataclasses
make, about 1,000; no single one of them stands out.
"""


def _queue(times: dict[str, float]) -> str:
    return f"""
## From queued to preparing

{times["jobs"]:.0f} downloads submitted one after the other to a running worker; the time between the
two events in the database. The slowest of so few is not a percentile.

| p50 ms | highest ms |
|---|---|
| {times["p50 ms"]:.1f} | {times["highest ms"]:.1f} |
"""


def _ratio(series: Series, name: str, to: str) -> str:
    middle, low, high = series.ratio(name, to)
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
