"""Requests per second, latencies and CPU time per request, by wrk on a core of its own."""

import http.client
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.method import LOAD_CORE, cpu_seconds, pinned

SECONDS = 3
CLIENTS = 16
UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        sys.exit("The benchmarks need wrk (Debian and Ubuntu: apt install wrk; macOS: brew).")


def wait_for(url: str, headers: dict[str, str] | None = None, *, within_s: float = 30) -> bytes:
    """The first good answer of a server that is starting."""
    address = urlsplit(url)
    deadline = time.monotonic() + within_s
    while True:
        connection = http.client.HTTPConnection(address.netloc, timeout=5)
        try:
            connection.request("GET", f"{address.path}?{address.query}", headers=headers or {})
            response = connection.getresponse()
            body = response.read()
            if response.status == http.client.OK:
                return body
            problem: object = response.status
        except OSError as error:
            problem = error
        finally:
            connection.close()
        if time.monotonic() > deadline:
            sys.exit(f"{url} does not answer: {problem}")
        time.sleep(0.05)


def load(
    url: str, headers: dict[str, str] | None = None, *, pid: int, script: Path | None = None
) -> dict[str, float]:
    """
    Requests/s, p50, p99 and CPU time per request of the server `pid`, at 16 clients.

    Exits when the server answers wrongly. `script` is a wrk script that makes the requests.
    """
    given = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    scripted = ["-s", str(script)] if script else []
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "--latency", *scripted, *given, url]
    before_s = cpu_seconds(pid)
    out = subprocess.run(
        pinned(LOAD_CORE, command), capture_output=True, text=True, check=True
    ).stdout
    used_s = cpu_seconds(pid) - before_s
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"{url} answered wrongly under load:\n{out}")
    return {
        "requests/s": float(_find(r"Requests/sec:\s+([\d.]+)", out)[0]),
        "p50 ms": _ms(r"50%\s+([\d.]+)(us|ms|s)", out),
        "p99 ms": _ms(r"99%\s+([\d.]+)(us|ms|s)", out),
        "CPU µs": used_s * 1e6 / float(_find(r"(\d+) requests in", out)[0]),
    }


def _ms(pattern: str, text: str) -> float:
    number, unit = _find(pattern, text)
    return float(number) * UNITS_MS[unit]


def _find(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    if match is None:
        sys.exit(f"unexpected output of wrk:\n{text}")
    return match.groups()
