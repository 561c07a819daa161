"""How soon a submitted download is taken up, with the real worker on the real database."""

import statistics
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import psycopg

from tests.bench.api import ours
from tests.bench.load import wait_for
from tests.bench.method import server

JOBS = 40


class Tiny(BaseHTTPRequestHandler):
    """Serves one small file, whatever is asked."""

    def do_GET(self) -> None:
        body = b"x" * 1000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the requests are ours."""


def latencies(env: dict[str, str]) -> dict[str, float]:
    source = ThreadingHTTPServer(("127.0.0.1", 0), Tiny)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    given = env | {"SEEN_DOWNLOAD_ALLOW": "127.0.0.0/8", "SEEN_PUSH": "off"}
    try:
        with ours(given) as (base, signed_in):
            with server([sys.executable, "-m", "worker"], env=given):
                wait_for(f"{base}/health/live")
                for number in range(JOBS):
                    url = f"http://127.0.0.1:{source.server_address[1]}/{number}.bin"
                    _one(base, signed_in, url)
            return _from_events(env["DATABASE_URL"])
    finally:
        source.shutdown()


def _one(base: str, signed_in: dict[str, str], url: str) -> None:
    """Submit one download and wait until it is over, so that none waits for another."""
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
            """
        ).fetchall()
    times = sorted(row[0] for row in rows if row[0] is not None)[: len(rows)]
    times = times or [0.0]
    return {
        "jobs": float(len(times)),
        "p50 ms": statistics.median(times),
        "p99 ms": times[int(len(times) * 0.99)] if len(times) > 1 else times[0],
    }
