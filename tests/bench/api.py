"""The gateway: health, a warm dashboard and a search, beside what bare frameworks reach."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from localstack import ports
from localstack.cache import EmbeddedCache
from localstack.gateway.events import GatewayRequest
from localstack.postgres import EmbeddedPostgres
from tests.bench import contenders
from tests.bench.load import load, wait_for
from tests.bench.method import Series, interleave, server

SECRET = "a secret for measuring, long enough to be taken"


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
def ours(env: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Our gateway with one process, and the headers of somebody signed in."""
    with ours_at_work(env) as (base, signed_in, _):
        yield base, signed_in


@contextmanager
def ours_at_work(env: dict[str, str]) -> Iterator[tuple[str, dict[str, str], int]]:
    """The same, and its process, for `cpu_seconds`."""
    port = ports.any_free()
    given = env | {"SEEN_PORT": str(port), "SEEN_GATEWAY_PROCESSES": "1"}
    with server([sys.executable, "-m", "localstack.gateway"], env=given) as process:
        base = f"http://127.0.0.1:{port}/api/v1"
        wait_for(f"{base}/health/live")
        answer = httpx.post(
            f"{base}/auth/register",
            json={"email": f"bench{time.time_ns()}@seen.example", "password": "a long passphrase"},
        )
        answer.raise_for_status()
        yield base, {"Authorization": f"Bearer {answer.json()['accessToken']}"}, process.pid


def race(env: dict[str, str]) -> dict[str, Series]:
    with (
        ours(env) as (base, signed_in),
        contenders.starlette() as starlette,
        contenders.express() as express,
        contenders.django() as django,
    ):
        dashboard = wait_for(f"{base}/dashboard", signed_in)
        found = json.loads(wait_for(f"{base}/search?q=nosferatu", signed_in))
        # A contender that answers wrongly has no time.
        assert len(json.loads(dashboard)["rails"]) > 3, "the dashboard has no rails"
        assert found["items"][0]["title"] == "Nosferatu", "the search does not find"
        return interleave(
            {
                "seen: health": lambda: load(f"{base}/health/live"),
                "seen: warm dashboard": lambda: load(f"{base}/dashboard", signed_in),
                "seen: search": lambda: load(f"{base}/search?q=nosferatu", signed_in),
                "Starlette route (floor)": lambda: load(starlette),
                "Express 4 hello": lambda: load(express),
                "Django hello": lambda: load(django),
            }
        )


def framework_cost_us(env: dict[str, str]) -> dict[str, float]:
    """
    What stands between the socket and a handler, in microseconds per call, without a socket.

    `bridge` is the whole way through the gateway's bridge, Chalice and the endpoint decorator
    for a handler that does nothing but return; `handler` is that handler alone.
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
