"""
The gateway compared with bare frameworks: health, dashboards, a search, and writes of progress.

CPU time per request is reported beside wall time: other processes of the machine hardly change it.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from localstack import ports
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_postgres import EmbeddedPostgres
from localstack.gateway.lambda_events import GatewayRequest
from tests.bench import contenders
from tests.bench.load import load, wait_for
from tests.bench.method import Series, interleave, server

SECRET = "a secret for measuring, long enough to be taken"
PROGRESS_SCRIPT = Path(__file__).with_name("progress.lua")
COLD_REQUESTS = 40


@dataclass(frozen=True)
class Gateway:
    """A running gateway with one process, and a signed-in person."""

    base: str
    headers: dict[str, str]
    pid: int
    user_id: str

    def load(self, path: str) -> dict[str, float]:
        return load(f"{self.base}{path}", self.headers, pid=self.pid)


@contextmanager
def stack() -> Iterator[dict[str, str]]:
    """PostgreSQL and the cache with the seed catalogue; the environment that names them."""
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder:
        base = Path(folder)
        base.chmod(0o755)
        with (
            EmbeddedPostgres(base / "postgres") as postgres,
            EmbeddedCache(base / "cache") as cache,
        ):
            env = {
                "DATABASE_URL": postgres.url("postgres"),
                "CACHE_URL": cache.url(),
                "SEEN_CACHE_BOARD": str(base / "cache.board"),  # as the supervisor sets it
                "SEEN_SECRET": SECRET,
                "SEEN_HOST": "127.0.0.1",
                "SEEN_DATA_DIR": str(base),
                "SEEN_REGISTRATION": "open",
                "DB_MAX_CONNECTIONS": "8",
            }
            os.environ |= env
            from chalicelib.catalog.seed import main as seed  # reads the above
            from chalicelib.migrate import migrate

            migrate(env["DATABASE_URL"])
            seed()
            yield env


@contextmanager
def gateway(env: dict[str, str]) -> Iterator[Gateway]:
    port = ports.any_free()
    given = env | {"SEEN_PORT": str(port), "SEEN_GATEWAY_PROCESSES": "1"}
    with server([sys.executable, "-m", "localstack.gateway"], env=given) as process:
        base = f"http://127.0.0.1:{port}/api/v1"
        wait_for(f"{base}/health/live")
        response = httpx.post(
            f"{base}/auth/register",
            json={"email": f"bench{time.time_ns()}@seen.example", "password": "a long passphrase"},
        )
        response.raise_for_status()
        body = response.json()
        headers = {"Authorization": f"Bearer {body['accessToken']}"}
        yield Gateway(base, headers, process.pid, body["user"]["id"])


def race(env: dict[str, str]) -> dict[str, Series]:
    with (
        gateway(env) as seen,
        gateway(env) as viewer,
        contenders.starlette() as starlette,
        contenders.express() as express,
        contenders.django() as django,
        contenders.django_on_granian() as django_on_granian,
    ):
        movie = make_history(env["DATABASE_URL"], viewer.user_id)
        dashboard = json.loads(wait_for(f"{seen.base}/dashboard", seen.headers))
        history = json.loads(wait_for(f"{viewer.base}/dashboard", viewer.headers))
        found = json.loads(wait_for(f"{seen.base}/search?q=nosferatu", seen.headers))
        # A contender with a wrong answer gets no time.
        assert len(dashboard["rails"]) > 3, "the dashboard has no rails"
        assert len(history["continueWatching"]) > 3, "the dashboard has no history"
        assert found["items"][0]["title"] == "Nosferatu", "the search finds nothing"
        return interleave(
            {
                "seen: health": lambda: seen.load("/health/live"),
                "seen: warm dashboard, new person": lambda: seen.load("/dashboard"),
                "seen: warm dashboard, person with history": lambda: viewer.load("/dashboard"),
                "seen: search": lambda: seen.load("/search?q=nosferatu"),
                "seen: POST progress": lambda: load(
                    f"{viewer.base}/progress#{movie}",
                    viewer.headers,
                    pid=viewer.pid,
                    script=PROGRESS_SCRIPT,
                ),
                "Starlette route (floor)": lambda: load(starlette.url, pid=starlette.pid),
                "Express 4 hello": lambda: load(express.url, pid=express.pid),
                "Django hello, gunicorn": lambda: load(django.url, pid=django.pid),
                "Django hello, our server": lambda: load(
                    django_on_granian.url, pid=django_on_granian.pid
                ),
            }
        )


def make_history(dsn: str, user_id: str) -> int:
    """Files of every movie, all episodes begun or watched; the id of a movie."""
    with psycopg.connect(dsn) as conn:
        conn.execute(
            """
            INSERT INTO library_items (
                id, media_id, absolute_path, file_name, match_state, duration_seconds, height,
                discovered_at
            )
            SELECT gen_random_uuid(), id, '/films/' || id || '.mkv', id || '.mkv', 'matched', 6000,
                   1080, now() - id * interval '1 minute'
            FROM media_items
            WHERE media_type = 'movie'
            ON CONFLICT DO NOTHING -- the library is shared
            """
        )
        conn.execute(
            """
            INSERT INTO user_progress (
                user_id, media_id, episode_id, position_seconds, duration_seconds, updated_at
            )
            SELECT %(user_id)s::uuid, media_id, id, 600, 3000, now() - id * interval '1 minute'
            FROM show_episodes
            UNION ALL
            SELECT %(user_id)s::uuid, id, NULL, 600, 6000, now() - id * interval '1 minute'
            FROM media_items
            WHERE media_type = 'movie'
            """,
            {"user_id": user_id},
        )
        conn.execute(
            """
            INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)
            SELECT %(user_id)s::uuid, media_id, id, now(), now() FROM show_episodes WHERE id %% 2 = 0
            """,
            {"user_id": user_id},
        )
        row = conn.execute("SELECT min(id) FROM media_items WHERE media_type = 'movie'").fetchone()
    assert row is not None
    return int(row[0])


def cold_dashboard_ms(env: dict[str, str]) -> dict[str, float]:
    """The dashboard of a person with history right after each change: nothing of it is cached."""
    with gateway(env) as viewer, httpx.Client(headers=viewer.headers) as client:
        movie = make_history(env["DATABASE_URL"], viewer.user_id)
        times = []
        for second in range(COLD_REQUESTS):
            client.post(
                f"{viewer.base}/progress",
                json={"mediaId": movie, "positionSeconds": 300 + second, "durationSeconds": 6000},
            ).raise_for_status()
            started = time.perf_counter()
            client.get(f"{viewer.base}/dashboard").raise_for_status()
            times.append((time.perf_counter() - started) * 1000)
    return {"p50 ms": statistics.median(times), "highest ms": max(times)}


def framework_cost_us(env: dict[str, str]) -> dict[str, float]:
    """
    The cost between socket and handler, in microseconds per call, without a socket.

    `bridge` is a call through the gateway's bridge, Chalice and the endpoint decorator of a
    handler that only returns; `handler` is that handler alone.
    """
    os.environ |= env
    from app import app  # reads the environment
    from localstack.gateway.lambda_adapter import LambdaAdapter

    bridge = LambdaAdapter(app)
    request = GatewayRequest(
        method="GET",
        path="/api/v1/health/live",
        query="",
        headers=[("host", "localhost"), ("accept", "application/json"), ("user-agent", "bench")],
        body=b"",
        address="127.0.0.1",
        request_id="bench",
    )
    view = app.routes["/api/v1/health/live"]["GET"].view_function.contract.view
    return {
        "bridge": _per_call_us(lambda: bridge.answer(request)),
        "handler": _per_call_us(view),
    }


def _per_call_us(call: object, calls: int = 5000, rounds: int = 7) -> float:
    assert callable(call)
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(calls):
            call()
        times.append((time.perf_counter() - started) / calls * 1e6)
    return statistics.median(times)
