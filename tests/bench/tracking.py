"""
`make bench-tracking`: what a person with a long history waits for, and the reports of players.

A hundred people with a million plays; one of them, with 10,000 plays and 500 running shows, opens the
home page, Continue watching and the history, and players report positions. The gateway has one process
and PostgreSQL waits for its disk (synchronous_commit = on). The floor is bare SQL, written by hand for
one thing and sent by nothing but psycopg, in the same run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from psycopg import sql

from chalicelib.migrate import migrate
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_postgres import EmbeddedPostgres
from tests.bench import tracking_data
from tests.bench.api import SECRET, Gateway, gateway
from tests.bench.method import calibrate, cpu_seconds
from tests.bench.report_clients import CONNECTIONS, PLAYING, PROCESSES, SECONDS, Player
from tests.bench.tracking_import import import_plays

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-tracking.md"
REQUESTS = 60
PACED_PER_S, PACED_S, PACED_CLIENTS = 200, 10, 8
CLIENTS = PROCESSES * CONNECTIONS
WITHOUT_PLACES = 100
PAGE_OF_IDS = ",".join(map(str, range(1, 61)))

NEWEST_SQL = """
    SELECT m.id, m.title, m.year, newest.updated_at
    FROM (
        SELECT media_id, max(updated_at) AS updated_at
        FROM user_watched
        WHERE user_id = %(user_id)s AND episode_id IS NOT NULL
        GROUP BY media_id
        ORDER BY updated_at DESC
        LIMIT 20
    ) AS newest
    JOIN media_items AS m ON m.id = newest.media_id
"""
HISTORY_SQL = """
    SELECT p.id, p.watched_at, m.title, e.title
    FROM user_plays AS p
    JOIN media_items AS m ON m.id = p.media_id
    LEFT JOIN show_episodes AS e ON e.id = p.episode_id
    WHERE p.user_id = %(user_id)s AND p.watched_at < now() - make_interval(days => %(days)s)
    ORDER BY p.watched_at DESC, p.id DESC
    LIMIT 50
"""
POSITION_SQL = """
    UPDATE user_progress SET position_seconds = position_seconds %% 2000 + 1, updated_at = now()
    WHERE id = %(id)s
"""


def adopt(dsn: str, user_id: str) -> None:
    """Give the signed-in person the history of one of the hundred."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute(
            "SELECT user_id FROM user_plays WHERE user_id <> %s LIMIT 1", [user_id]
        ).fetchone()
        assert row is not None, "the database has no history"
        for table in ("user_plays", "user_watched", "user_progress"):
            update = sql.SQL("UPDATE {} SET user_id = %s WHERE user_id = %s")
            conn.execute(update.format(sql.Identifier(table)), [user_id, row[0]])
        conn.execute("VACUUM ANALYZE user_plays, user_watched, user_progress")


def timed(
    call: Callable[[], object], before: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Of one client; `before` is not timed."""
    times = []
    for _ in range(REQUESTS):
        before()
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1e3)
    return percentiles(times)


def percentiles(times_ms: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times_ms, n=20)
    return {"p50 ms": cuts[9], "p95 ms": cuts[18]}


def pages(seen: Gateway) -> dict[str, dict[str, float]]:
    with httpx.Client(base_url=seen.base, headers=seen.headers) as client:
        second = 0

        def get(path: str) -> dict[str, object]:
            response = client.get(path)
            response.raise_for_status()
            body: dict[str, object] = response.json()
            return body

        def play() -> None:
            """A report: nothing of the person is cached any more."""
            nonlocal second
            second += 1
            body = {"mediaId": 1, "positionSeconds": 300 + second, "durationSeconds": 6000}
            client.post("/progress", json=body).raise_for_status()

        row, cursors = get("/progress/continue-watching"), [""]
        assert len(row["items"]) == 20, "the row is not full"  # type: ignore[arg-type]
        while (cursor := get(f"/history?limit=100{cursors[-1]}")["nextCursor"]) is not None:
            cursors.append(f"&cursor={cursor}")
        depths = {
            "first page": "",
            "half way": cursors[len(cursors) // 2],
            "last page": cursors[-1],
        }
        return {
            "dashboard, cached": timed(lambda: get("/dashboard")),
            "dashboard, cold": timed(lambda: get("/dashboard"), play),
            "continue watching, cold": timed(lambda: get("/progress/continue-watching"), play),
            "marks of 60 titles": timed(lambda: get(f"/marks?ids={PAGE_OF_IDS}")),
            **{
                f"history, {name}": timed(lambda at=at: get(f"/history?limit=50{at}"))  # type: ignore[misc]
                for name, at in depths.items()
            },
        }


def bare(dsn: str, user_id: str) -> dict[str, dict[str, float]]:
    with psycopg.connect(dsn, autocommit=True) as conn:

        def run(statement: str, **values: object) -> Callable[[], object]:
            parameters = {"user_id": user_id, **values}
            return lambda: conn.execute(statement, parameters, prepare=True).fetchall()

        return {
            "bare SQL: newest shows": timed(run(NEWEST_SQL)),
            "bare SQL: history, first page": timed(run(HISTORY_SQL, days=0)),
            "bare SQL: history, far down": timed(run(HISTORY_SQL, days=400)),
        }


def bare_positions(dsn: str) -> dict[str, float]:
    """Updates of one row each, by as many connections as there are clients."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            "SELECT id FROM user_progress WHERE completed_at IS NULL LIMIT %s", [CLIENTS]
        ).fetchall()
    times: list[float] = []
    until = time.monotonic() + SECONDS

    def client(row_id: int) -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            while time.monotonic() < until:
                started = time.perf_counter()
                conn.execute(POSITION_SQL, {"id": row_id}, prepare=True)
                times.append((time.perf_counter() - started) * 1e3)

    threads = [threading.Thread(target=client, args=row) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"per second": len(times) / SECONDS, **percentiles(times)}


def token_of(seen: Gateway) -> str:
    return seen.headers["Authorization"].removeprefix("Bearer ")


def first_reports(seen: Gateway) -> dict[str, float]:
    """The reports with which viewings begin, one after the other."""
    player = Player(f"{seen.base}/progress", token_of(seen))
    return percentiles([player.report(film, 690) for film in range(1, PLAYING + 1)])


def heartbeats(seen: Gateway) -> dict[str, float]:
    """As many as the gateway takes, of different films that play."""
    address = f"{seen.base}/progress"
    program = [sys.executable, "-m", "tests.bench.report_clients", address, token_of(seen)]
    before_s = cpu_seconds(seen.pid)
    clients = [
        subprocess.Popen([*program, str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    times = [float(line) for client in clients for line in client.communicate()[0].split()]
    used_s = cpu_seconds(seen.pid) - before_s
    assert not any(client.returncode for client in clients), "reports were refused"
    return {
        "per second": len(times) / SECONDS,
        **percentiles(times),
        "CPU µs": used_s * 1e6 / len(times),
    }


def paced(seen: Gateway) -> dict[str, float]:
    """A steady number per second: each client sends its next one when it is due."""
    times: list[float] = []
    every_s = PACED_CLIENTS / PACED_PER_S
    began = time.monotonic()

    def client(number: int) -> None:
        player = Player(f"{seen.base}/progress", token_of(seen))
        for turn in range(int(PACED_S / every_s)):
            time.sleep(max(0.0, began + turn * every_s + number / PACED_PER_S - time.monotonic()))
            times.append(player.report(1 + number, 1000 + turn))

    threads = [threading.Thread(target=client, args=(n,)) for n in range(PACED_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"per second": len(times) / (time.monotonic() - began), **percentiles(times)}


@contextmanager
def database(given: str | None, folder: Path) -> Iterator[str]:
    if given:
        yield given
        return
    with EmbeddedPostgres(folder / "postgres") as server:
        dsn = server.url("postgres")
        migrate(dsn)
        sys.stderr.write("making a million plays\n")
        tracking_data.fill(dsn)
        yield dsn


def measure(dsn: str, folder: Path) -> dict[str, dict[str, float]]:
    with EmbeddedCache(folder / "cache") as cache:
        env = {
            "DATABASE_URL": dsn,
            "CACHE_URL": cache.url(),
            "SEEN_CACHE_BOARD": str(folder / "cache.board"),
            "SEEN_SECRET": SECRET,
            "SEEN_HOST": "127.0.0.1",
            "SEEN_DATA_DIR": str(folder),
            "SEEN_REGISTRATION": "open",
            "SEEN_WRITE_LIMIT": "0",
            "DB_MAX_CONNECTIONS": "8",
        }
        with gateway(env) as seen:
            adopt(dsn, seen.user_id)
            found = pages(seen) | bare(dsn, seen.user_id)
            found["first reports of viewings"] = first_reports(seen)
            found["heartbeats, as many as it takes"] = heartbeats(seen)
            found[f"heartbeats, {PACED_PER_S} a second"] = paced(seen)
            found["bare SQL: positions"] = bare_positions(dsn)
            return found | import_plays(dsn, seen.user_id)


def main() -> None:
    parser = argparse.ArgumentParser(description="Tracking under load.")
    parser.add_argument(
        "--database", help="one that tracking_data has filled; without it one is made"
    )
    given = parser.parse_args().database
    os.environ.pop("CACHE_URL", None)
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with database(given, folder) as dsn:
            before_s = calibrate()
            figures = measure(dsn, folder)
            drift = calibrate() / before_s
    text = report(figures, drift)
    sys.stdout.write(text)
    PAGE.write_text(text)


def report(figures: dict[str, dict[str, float]], drift: float) -> str:
    columns = ("per second", "p50 ms", "p95 ms", "CPU µs")
    rows = [
        f"| {name} | {' | '.join(_cell(found.get(column)) for column in columns)} |"
        for name, found in figures.items()
    ]
    return f"""# Tracking

`make bench-tracking` on {datetime.now(UTC):%Y-%m-%d}: one person with 10,000 plays and 500 running shows
among 100 people and a million plays; one server process; PostgreSQL with `synchronous_commit = on`. Pages
are requested by one client; cold is right after a report of a player, which invalidates everything of the
person. The machine is shared and noisy (load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores; the same
hashing took {drift:.2f} times as long afterwards): read the ratios to bare SQL, which has no HTTP, no cards
and no JSON.

| | {" | ".join(columns)} |
|---|{"---|" * len(columns)}
{chr(10).join(rows)}

A report of a film that plays is one statement that writes no index and does not wait for the disk. The
session, the file and the limit of requests are in memory, and the person's pages are forgotten once until
one is read again. The first report of a viewing is a transaction that waits for the disk. On a loaded
machine the time is that of waiting for a processor after each round trip, and the gateway lets three
requests of a kind run at once: compare with the CPU time, which bounds one process. Continue watching reads one index entry per watched episode of the person to find
the newest shows, and looks the next episode up for the first twenty only. The import is from the upload to
the last row, with the dry run; 667 a second are 20,000 in half a minute.

Aims, on an idle machine: dashboard 15 ms cached and 120 ms cold (p95), continue watching cold 40 ms,
history 40 ms at any depth, marks 10 ms, 1,500 heartbeats a second, 15 ms (p95) at 200 a second.
"""


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= WITHOUT_PLACES else f"{value:,.1f}"


if __name__ == "__main__":
    main()
