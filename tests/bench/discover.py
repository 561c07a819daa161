"""
`make bench-discover`: lists and title pages on a catalogue of the size of IMDb's.

The gateway, with one process, answers 16 clients who go through a fixed log of addresses:
the discover page, lists in every order, with and without filters, and the pages of films and
shows, known and unknown ones. They are requested by a user with saved and watched titles. Once
with the cache, after a round to fill it, and once without, where everything is found anew.
The floor is what bare SQL takes, written by hand for one thing and sent by nothing but psycopg:
the ids of a page and a row for each of them; the row of a title.

With clients who always wait for an answer, a latency says how many wait at once; what a request
costs is said by the time the processors worked for it.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg

from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.store import facet_counts
from chalicelib.discover.service import DiscoverService
from chalicelib.migrate import migrate
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_postgres import EmbeddedPostgres
from tests.bench.api import SECRET, gateway
from tests.bench.load import CLIENTS, require_wrk, wait_for
from tests.bench.method import LOAD_CORE, cpu_seconds, pinned

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-discover.md"
TITLES = 1_500_000
SECONDS = 6
TO_ONE_PLACE = 10
TICKS = os.sysconf("SC_CLK_TCK")
EACH_KEEPS = 10  # of so many known titles one is kept for later, and another one was watched
SORTS = ("popular", "most_rated", "trending", "top_rated", "newest", "hidden_gems", "a-z")
FILTERS = ("", "genre={common}", "genre={rare}", "yearMin=2000&yearMax=2009", "ratingMin=8")

#: Each client goes through the same addresses, beginning at another one.
WRK = """
local paths = {{{paths}}}
local headers = {{["Authorization"] = "{token}"}}
local at = 0
request = function()
  at = at + 1
  return wrk.format("GET", paths[(at % #paths) + 1], headers)
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FOUND %d %f %f %f %f\\n",
    e.connect + e.read + e.write + e.status + e.timeout,
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
"""

FILL = (
    """
    INSERT INTO genres (slug, name)
    SELECT 'genre-' || n, 'Genre ' || n FROM generate_series(1, 28) AS n
    """,
    """
    CREATE TEMP TABLE made AS
    SELECT 1000000000 + n AS id,
           CASE WHEN random() < 0.6 THEN 'movie' ELSE 'show' END AS media_type,
           2026 - floor(130 * random() ^ 3)::smallint AS year,
           CASE WHEN random() < 0.4
                THEN least(floor(5 / (random() + 1e-6) ^ 0.9), 3000000)::integer
                ELSE 0
           END AS votes
    FROM generate_series(1, %(titles)s) AS n
    """,
    """
    INSERT INTO media_items (id, media_type, title, year)
    SELECT id, media_type, md5(id::text), year FROM made
    """,
    """
    INSERT INTO media_scores (media_id, media_type, year, released_on, rating, votes, popularity)
    SELECT id, media_type, year, make_date(year, 1, 1),
           CASE WHEN votes > 0 THEN round((4 + 6 * random() * random() ^ 0.3)::numeric, 1) END,
           votes, popularity_of(votes, year::integer, 2026)
    FROM made
    """,
    """
    INSERT INTO media_genres (media_id, genre_id)
    SELECT DISTINCT made.id, first.id + floor(27.9 * random() ^ 3)::bigint
    FROM made
    CROSS JOIN generate_series(1, 2)
    CROSS JOIN (SELECT min(id) AS id FROM genres) AS first
    """,
    """
    INSERT INTO show_seasons (media_id, season_number, name)
    SELECT id, 1, 'Season 1' FROM made WHERE media_type = 'show'
    """,
    """
    INSERT INTO show_episodes (media_id, season_number, episode_number, title)
    SELECT id, 1, n, 'Episode ' || n
    FROM made
    CROSS JOIN generate_series(1, 5) AS n
    WHERE media_type = 'show'
    """,
    "ANALYZE",
)

LIST_SQL = """
    SELECT m.id, m.media_type, m.title, m.year, m.overview, m.runtime_minutes, m.poster_url,
           s.rating
    FROM (
        SELECT media_id, rating, popularity
        FROM media_scores
        WHERE media_type = 'movie'
        ORDER BY popularity DESC, media_id
        LIMIT 24 OFFSET %s
    ) AS s
    JOIN media_items AS m ON m.id = s.media_id
    ORDER BY s.popularity DESC, s.media_id
"""
TITLE_SQL = """
    SELECT m.id, m.media_type, m.title, m.year, m.overview, s.rating, s.votes
    FROM media_items AS m
    JOIN media_scores AS s ON s.media_id = m.id
    WHERE m.id = %s
"""


def fill(dsn: str) -> None:
    with psycopg.connect(dsn) as conn:
        for statement in FILL:
            conn.execute(statement, {"titles": TITLES} if "%(" in statement else None)
        facet_counts.recount(conn)


def genres(dsn: str) -> tuple[str, str]:
    """The fullest genre, and one with few titles."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            """
            SELECT g.slug, sum(c.count) AS count
            FROM genres AS g JOIN catalogue_counts AS c ON c.genre_id = g.id
            GROUP BY g.slug ORDER BY 2 DESC
            """
        ).fetchall()
    return rows[0][0], next((slug for slug, count in reversed(rows) if count >= 50), rows[-1][0])


def lists(dsn: str) -> list[str]:
    common, rare = genres(dsn)
    draw = random.Random(7)
    kinds = ("/movies", "/shows", "/discover/items")
    found = [
        f"{kind}?sort={sort}&page={page}&{asked.format(common=common, rare=rare)}"
        for kind in kinds
        for sort in SORTS
        for asked in FILTERS
        for page in (1, 2)
    ]
    draw.shuffle(found)
    return found


def pages(dsn: str) -> list[str]:
    """Films and shows: half of them known, half of them any."""
    with psycopg.connect(dsn) as conn:
        found = [
            [f"/{kind}s/{row[0]}" for row in rows]
            for kind in ("movie", "show")
            for rows in (
                conn.execute(
                    "SELECT media_id FROM media_scores WHERE media_type = %s "
                    "ORDER BY votes DESC, media_id LIMIT 50",
                    [kind],
                ).fetchall(),
                conn.execute(
                    "SELECT id FROM media_items WHERE media_type = %s "
                    "ORDER BY md5(id::text) LIMIT 50",
                    [kind],
                ).fetchall(),
            )
        ]
    return [path for four in zip(*found, strict=True) for path in four]


def live(base: str, headers: dict[str, str], titles: Sequence[str]) -> None:
    """Keep and watch some of the known titles."""
    known = [int(path.rpartition("/")[2]) for path in titles[::2]]  # see `pages`
    with httpx.Client(headers=headers) as client:
        for place, media_id in enumerate(known):
            for path, turn in (("watch-later", 0), ("watched", EACH_KEEPS // 2)):
                if place % EACH_KEEPS == turn:
                    client.post(f"{base}/{path}", json={"mediaId": media_id}).raise_for_status()


def put_on_show(dsn: str) -> None:
    """Fill the discover page, if there is nothing on it, from the catalogue."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute("SELECT EXISTS (SELECT FROM discover_section_items)").fetchone()
    if row is None or not row[0]:
        db = Database(dsn)
        DiscoverService(db, Cache(None), CatalogService(db, utc_now)).refresh_from_catalogue()
        db.close()


def wrk(
    base: str, paths: Sequence[str], headers: dict[str, str], server_pid: int
) -> dict[str, float]:
    """Requests/s, latencies and work; refuses to give a time to wrong answers."""
    prefix = "/api/v1"
    script = WRK.format(
        paths=", ".join(f'"{prefix}{path}"' for path in paths), token=headers["Authorization"]
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        began = cpu_seconds(server_pid), of_postgres()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "-s", file.name, base]
        out = subprocess.run(
            pinned(LOAD_CORE, command), capture_output=True, text=True, check=True
        ).stdout
        ours_s = cpu_seconds(server_pid) - began[0]
        postgres_s = sum(took - began[1].get(pid, 0) for pid, took in of_postgres().items())
    line = next(line for line in out.splitlines() if line.startswith("FOUND"))
    wrong, per_s, p50, p95, p99 = map(float, line.split()[1:])
    if wrong:
        sys.exit(f"{int(wrong)} wrong answers:\n{out}")
    return {
        "requests/s": per_s,
        "p50 ms": p50,
        "p95 ms": p95,
        "p99 ms": p99,
        "server ms": 1e3 * ours_s / (per_s * SECONDS),
        "PostgreSQL ms": 1e3 * postgres_s / (per_s * SECONDS),
    }


def of_postgres() -> dict[int, float]:
    """Seconds that each process of any PostgreSQL worked so far."""
    found: dict[int, float] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().startswith("postgres"):
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                found[int(process.name)] = sum(map(int, fields[11:13])) / TICKS
        except OSError:  # it ended just now
            continue
    return found


def bare(dsn: str, statement: str, values: Sequence[int]) -> dict[str, float]:
    """The same from one statement and 16 threads, each with a connection."""
    times: list[float] = []
    until = time.monotonic() + SECONDS

    def client(first: int) -> None:
        at = first
        with psycopg.connect(dsn, autocommit=True) as conn:
            while time.monotonic() < until:
                started = time.perf_counter()
                conn.execute(statement, [values[at % len(values)]], prepare=True).fetchall()
                times.append(time.perf_counter() - started)
                at += 1

    threads = [threading.Thread(target=client, args=(7 * n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=100)
    return {
        "requests/s": len(times) / SECONDS,
        "p50 ms": cuts[49] * 1e3,
        "p95 ms": cuts[94] * 1e3,
        "p99 ms": cuts[98] * 1e3,
    }


@contextmanager
def database(given: str | None, folder: Path) -> Iterator[str]:
    if given:
        yield given
        return
    with EmbeddedPostgres(folder / "postgres") as server:
        dsn = server.url("postgres")
        migrate(dsn)
        sys.stderr.write(f"making {TITLES} titles\n")
        fill(dsn)
        yield dsn


def measure(dsn: str, folder: Path) -> dict[str, dict[str, float]]:
    logs = {"discover": ["/discover"], "lists": lists(dsn), "titles": pages(dsn)}
    put_on_show(dsn)
    found: dict[str, dict[str, float]] = {}
    for is_cached in (True, False):
        with EmbeddedCache(folder / "cache") if is_cached else nullcontext() as cache:
            env = {
                "DATABASE_URL": dsn,
                "CACHE_URL": cache.url() if cache else "",
                "SEEN_SECRET": SECRET,
                "SEEN_HOST": "127.0.0.1",
                "SEEN_DATA_DIR": str(folder),
                "SEEN_REGISTRATION": "open",
                "DB_MAX_CONNECTIONS": "8",
            }
            if is_cached:
                env["SEEN_CACHE_BOARD"] = str(folder / "cache.board")
            with gateway(env) as seen:
                base, signed_in = seen.base, seen.headers
                live(base, signed_in, logs["titles"])
                word = "warm" if is_cached else "no cache"
                for name, paths in logs.items():
                    for path in paths if is_cached else ():
                        wait_for(base + path, signed_in)
                    figures = wrk(base.removesuffix("/api/v1"), paths, signed_in, seen.pid)
                    found[f"seen: {name}, {word}"] = figures
    steps: dict[str, Callable[[], dict[str, float]]] = {
        "bare SQL: a list": lambda: bare(dsn, LIST_SQL, range(0, 2400, 24)),
        "bare SQL: a title": lambda: bare(
            dsn, TITLE_SQL, [int(path.rpartition("/")[2]) for path in logs["titles"]]
        ),
    }
    return found | {name: step() for name, step in steps.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Lists and title pages under load.")
    parser.add_argument("--database", help="of a filled catalogue; without it one is made")
    given = parser.parse_args().database
    require_wrk()
    os.environ.pop("CACHE_URL", None)
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with database(given, folder) as dsn:
            figures = measure(dsn, folder)
    text = report(figures)
    sys.stdout.write(text)
    PAGE.write_text(text)


def report(figures: dict[str, dict[str, float]]) -> str:
    columns = list(next(iter(figures.values())))
    rows = [
        f"| {contender} | {' | '.join(_cell(found.get(column)) for column in columns)} |"
        for contender, found in figures.items()
    ]
    names = " | ".join(columns)
    return f"""# Lists and title pages

`make bench-discover` on {datetime.now(UTC):%Y-%m-%d}: {CLIENTS} clients, each with one request in
flight, one server process on one core; PostgreSQL and the clients share the other. A catalogue of the
size of IMDb's; a user with saved and watched titles. The machine is shared and noisy: read the ratios
to bare SQL, which has no HTTP, no user and no JSON, and the last two columns, the CPU time of one
request.

| | {names} |
|---|{"---|" * len(columns)}
{chr(10).join(rows)}
"""


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.1f}" if value >= TO_ONE_PLACE else f"{value:.2f}"


if __name__ == "__main__":
    main()
