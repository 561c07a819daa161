"""Latency from submitting a download to its start, with the real worker and database."""

import statistics
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import psycopg

from tests.bench.api import gateway
from tests.bench.method import server

JOBS = 40


class Tiny(BaseHTTPRequestHandler):
    """Serves one small file at every path."""

    def do_GET(self) -> None:
        body = b"x" * 1000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Not needed."""


def latencies(env: dict[str, str]) -> dict[str, float]:
    source = ThreadingHTTPServer(("127.0.0.1", 0), Tiny)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    given = env | {"SEEN_DOWNLOAD_ALLOW": "127.0.0.0/8", "SEEN_PUSH": "off"}
    try:
        with gateway(given) as seen, server([sys.executable, "-m", "worker"], env=given):
            for number in range(1 + JOBS):
                url = f"http://127.0.0.1:{source.server_address[1]}/{number}.bin"
                _one(seen.base, seen.headers, url)
        return _from_events(env["DATABASE_URL"])
    finally:
        source.shutdown()


def _one(base: str, signed_in: dict[str, str], url: str) -> None:
    """Submit one download and wait until it has ended, so that none waits for another."""
    answer = httpx.post(
        f"{base}/downloads", json={"sourceType": "http", "source": url}, headers=signed_in
    )
    answer.raise_for_status()
    job = f"{base}/downloads/{answer.json()['id']}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if httpx.get(job, headers=signed_in).json()["status"] in ("completed", "failed"):
            return
        time.sleep(0.05)
    sys.exit("a download of 1,000 bytes did not end within 30 s")


def _from_events(dsn: str) -> dict[str, float]:
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            """
            SELECT 1000 * extract(epoch FROM
                min(created_at) FILTER (WHERE status = 'preparing')
                - min(created_at) FILTER (WHERE status = 'queued'))::float
            FROM download_events
            GROUP BY job_id
            ORDER BY min(created_at)
            OFFSET 1 -- the first one waits for the start of the worker
            """
        ).fetchall()
    times = sorted(row[0] for row in rows if row[0] is not None)[: len(rows)]
    times = times or [0.0]
    return {
        "jobs": float(len(times)),
        "p50 ms": statistics.median(times),
        "highest ms": times[-1],
    }
