"""The list of a user with ten thousand downloads, and open pages that poll it."""

import asyncio
import subprocess
import sys
import tempfile
import threading
import time

import httpx
import psycopg

from tests.bench.api import gateway
from tests.bench.downloads_database import postmaster
from tests.bench.load import wait_for
from tests.bench.method import LOAD_CORE, cpu_seconds, pinned

JOBS = 10_000
CLIENTS = 4
SECONDS = 5
PAGES = 50
EVERY_S = 2.0
OK, UNCHANGED = 200, 304

FILL = """
    INSERT INTO download_jobs (
        id, user_id, source_type, source, source_label, title, status,
        attempt, error_message, reason, created_at, updated_at,
        started_at, completed_at, cancelled_at
    )
    SELECT gen_random_uuid(), %(user_id)s, 'http', 'http://seen.example/' || n,
           'http://seen.example/' || n, 'Film ' || n, found.status,
           1,
           CASE found.status WHEN 'failed' THEN 'Nobody offers it.' ELSE '' END,
           CASE found.status WHEN 'failed' THEN 'no_peers' END,
           now() - make_interval(mins => n), now() - make_interval(mins => n - 1),
           now() - make_interval(mins => n),
           CASE found.status WHEN 'completed' THEN now() - make_interval(mins => n - 1) END,
           CASE found.status WHEN 'cancelled' THEN now() - make_interval(mins => n - 1) END
    FROM generate_series(1, %(jobs)s) AS n
    CROSS JOIN LATERAL (
        SELECT CASE WHEN n %% 10 = 0 THEN 'cancelled' WHEN n %% 7 = 0 THEN 'failed'
                    ELSE 'completed' END AS status
    ) AS found
"""
ACTIVE = """
    INSERT INTO download_jobs (id, user_id, source_type, source, source_label, title, status,
                               worker_id, lease_expires_at, attempt)
    SELECT gen_random_uuid(), %(user_id)s, 'http', 'http://seen.example/active/' || n, 'active',
           'Now ' || n, 'queued', 'bench', now(), 0
    FROM generate_series(1, 3) AS n
"""
SIZES = """
    UPDATE download_progress AS p
    SET progress_percent = CASE j.status WHEN 'completed' THEN 100 ELSE 40 END,
        bytes_total = 1000000000, bytes_downloaded = 400000000, updated_at = j.updated_at
    FROM download_jobs AS j
    WHERE j.id = p.job_id
"""
MOVE = """
    UPDATE download_progress AS p
    SET bytes_downloaded = p.bytes_downloaded + 1000000, updated_at = clock_timestamp()
    FROM download_jobs AS j
    WHERE j.id = p.job_id AND j.user_id = %(user_id)s AND j.status = 'downloading'
"""

#: Clients who ask again as soon as they are answered.
WRK = """
local at = 0
local paths = {{{paths}}}
local headers = {{["Authorization"] = "{token}"{tag}}}
request = function()
  at = at + 1
  return wrk.format("GET", paths[(at % #paths) + 1], headers)
end
local wrong = 0
response = function(status) if status ~= {status} then wrong = wrong + 1 end end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FOUND %d %f %f %f %f\\n", e.connect + e.read + e.write + e.timeout,
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
"""


def race(env: dict[str, str], seconds: float) -> dict[str, dict[str, float]]:
    dsn = env["DATABASE_URL"]
    with gateway(env) as seen, httpx.Client(headers=seen.headers) as client:
        given = {"user_id": seen.user_id, "jobs": JOBS}
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(FILL, given)
            conn.execute(SIZES)
            conn.execute("VACUUM ANALYZE download_jobs, download_progress")
            first = client.get(f"{seen.base}/downloads").raise_for_status()
            deep = _deep_cursor(client, seen.base)
            pids = seen.pid, postmaster(dsn)
            paths = {
                "first page": ["/downloads"],
                "every filter in turn": [
                    "/downloads?limit=50",
                    "/downloads?state=active",
                    "/downloads?state=completed",
                    "/downloads?status=failed&limit=100",
                    "/downloads?state=seeding",
                    "/downloads?q=film%20777",
                ],
                "in the middle": [f"/downloads?cursor={deep}"],
                "figures in the header": ["/downloads/stats"],
            }
            token = seen.headers["Authorization"]
            found = {name: _load(seen.base, some, token, pids) for name, some in paths.items()}
            found["unchanged (304)"] = _load(
                seen.base, ["/downloads"], token, pids, tag=first.headers["ETag"]
            )
            found[f"{PAGES} open pages, nothing happens"] = _pages(
                seen.base, seen.headers, pids, seconds
            )
            conn.execute(ACTIVE, given)
            for status in ("preparing", "downloading"):
                conn.execute(
                    "UPDATE download_jobs SET status = %s WHERE user_id = %s"
                    " AND status IN ('queued', 'preparing')",
                    [status, seen.user_id],
                )
            with _moving(dsn, seen.user_id):
                found[f"{PAGES} open pages, three downloads"] = _pages(
                    seen.base, seen.headers, pids, seconds
                )
    return found


def _deep_cursor(client: httpx.Client, base: str) -> str:
    cursor = ""
    for _ in range(JOBS // 200):
        params = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        answer = client.get(f"{base}/downloads", params=params).raise_for_status().json()
        cursor = answer["nextCursor"]
    return cursor


def _load(
    base: str, paths: list[str], token: str, pids: tuple[int, int], tag: str = ""
) -> dict[str, float]:
    url = httpx.URL(base)
    every = ", ".join(f'"{url.path}{path}"' for path in paths)
    quoted = tag.replace('"', '\\"')
    script = WRK.format(
        paths=every,
        token=token,
        tag=f', ["If-None-Match"] = "{quoted}"' if tag else "",
        status=UNCHANGED if tag else OK,
    )
    for path in paths:
        answer = httpx.get(
            f"{base}{path}",
            headers={"Authorization": token} | ({"If-None-Match": tag} if tag else {}),
        )
        if answer.status_code != (UNCHANGED if tag else OK):
            sys.exit(f"{path} was answered with {answer.status_code}")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        before = [cpu_seconds(pid) for pid in pids]
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "-s", file.name, base]
        out = subprocess.run(
            pinned(LOAD_CORE, command), capture_output=True, text=True, check=True
        ).stdout
        spent = [cpu_seconds(pid) - was for pid, was in zip(pids, before, strict=True)]
    line = next(line for line in out.splitlines() if line.startswith("FOUND"))
    wrong, per_s, p50, p95, p99 = map(float, line.split()[1:])
    if wrong or "Non-2xx" in out:
        sys.exit(f"wrong answers:\n{out}")
    each = 1e3 / (per_s * SECONDS)
    return {
        "requests/s": per_s,
        "p50 ms": p50,
        "p95 ms": p95,
        "p99 ms": p99,
        "gateway ms": spent[0] * each,
        "PostgreSQL ms": spent[1] * each,
    }


class _moving:  # noqa: N801  # used as a function
    """Three active downloads, reported once a second as a worker does."""

    def __init__(self, dsn: str, user_id: str) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._move, args=(dsn, user_id), daemon=True)

    def _move(self, dsn: str, user_id: str) -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            while not self._over.wait(1.0):
                conn.execute(MOVE, {"user_id": user_id})

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def _pages(
    base: str, signed_in: dict[str, str], pids: tuple[int, int], seconds: float
) -> dict[str, float]:
    wait_for(f"{base}/downloads", signed_in)
    before = [cpu_seconds(pid) for pid in pids]
    began = time.monotonic()
    times, unchanged = asyncio.run(_poll(base, signed_in, seconds))
    took = time.monotonic() - began
    spent = [cpu_seconds(pid) - was for pid, was in zip(pids, before, strict=True)]
    times.sort()
    return {
        "requests/s": len(times) / took,
        "p50 ms": 1e3 * times[len(times) // 2],
        "p95 ms": 1e3 * times[int(len(times) * 0.95)],
        "p99 ms": 1e3 * times[int(len(times) * 0.99)],
        "gateway CPU": spent[0] / took,
        "PostgreSQL CPU": spent[1] / took,
        "unchanged": unchanged / len(times),
    }


async def _poll(base: str, signed_in: dict[str, str], seconds: float) -> tuple[list[float], int]:
    """Each page asks every two seconds, with the ETag of its last answer."""
    times: list[float] = []
    unchanged = 0

    async def page(number: int, client: httpx.AsyncClient) -> None:
        nonlocal unchanged
        tag = ""
        await asyncio.sleep(EVERY_S * number / PAGES)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            asked = time.perf_counter()
            headers = {"If-None-Match": tag} if tag else {}
            answer = await client.get(f"{base}/downloads", headers=headers)
            took = time.perf_counter() - asked
            if tag:  # the first is never unchanged
                times.append(took)
                unchanged += answer.status_code == UNCHANGED
            if answer.status_code not in (OK, UNCHANGED):
                sys.exit(f"a page was answered with {answer.status_code}")
            tag = answer.headers["ETag"]
            await asyncio.sleep(max(EVERY_S - took, 0))

    limits = httpx.Limits(max_connections=PAGES)
    async with httpx.AsyncClient(headers=signed_in, limits=limits) as client:
        await asyncio.gather(*(page(number, client) for number in range(PAGES)))
    return times, unchanged
