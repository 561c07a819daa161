"""
Lists of recommendations as the worker makes them, with the write, and how quickly they are read.

The catalogue is made up: 1.5 million titles in a real database, of which people know the 4,000 most
voted ones (`tests.tastes`). All people are due at once, as after the night. The worker's time is
that of its process and of PostgreSQL: other programs of the machine do not count.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg

from chalicelib.catalog.service import CatalogService
from chalicelib.migrate import migrate
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache import cache as cache_module
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.garbage_collection import tune_garbage_collector
from chalicelib.recommendations.models import RecommendationQuery
from chalicelib.recommendations.service import RecommendationService
from chalicelib.recommendations.service.worker_operations import RecommendationWork
from chalicelib.tracking.service.undo import UndoService
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_postgres import EmbeddedPostgres
from tests.bench.calendar import backends, worked_ms
from tests.tastes import Tastes
from worker.recommendations.list_maker import RecommendationMaker

TITLES, PEOPLE, KNOWN_TITLES = 1_500_000, 5_000, 4_000
READS = 200
FIRST = 1_000_000_000

FILL = (
    "SET session_replication_role = replica",  # no look at foreign keys
    """
    INSERT INTO media_items (id, media_type, title, year, language, directors, top_cast)
    SELECT %(first)s + n, (ARRAY['movie', 'show', 'game'])[1 + n %% 3], md5(n::text),
           1950 + n %% 75, (ARRAY['en', 'de', 'fr', 'ja'])[1 + n %% 4],
           ARRAY['Director ' || n / 7], ARRAY['Actor ' || n / 5, 'Actor ' || n / 3]
    FROM generate_series(0, %(titles)s - 1) AS n
    """,
    """
    INSERT INTO media_scores (media_id, media_type, year, rating, votes, popularity)
    SELECT id, media_type, year, 5 + (id %% 40) / 10.0, 3000000 / (id - %(first)s + 1), 1
    FROM media_items
    WHERE id >= %(first)s
    """,
    "INSERT INTO genres (slug, name) SELECT 'made-up-' || n, 'Genre ' || n FROM generate_series(0, 11) AS n",
    """
    INSERT INTO media_genres (media_id, genre_id)
    SELECT m.id, g.id
    FROM media_items AS m
    JOIN genres AS g ON g.slug IN ('made-up-' || m.id %% 12, 'made-up-' || m.id / 12 %% 12)
    WHERE m.id >= %(first)s
    """,
    """
    INSERT INTO media_links (media_id, kind, linked_id, position)
    SELECT %(first)s + n, 'recommended', %(first)s + (n + 12 * k) %% (3 * %(known)s), k
    FROM generate_series(0, 3 * %(known)s - 1) AS n
    CROSS JOIN generate_series(1, 20) AS k
    """,
    """
    INSERT INTO users (id, email, display_name, password_hash, role, created_at, updated_at)
    SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(n + 1), 12, '0'))::uuid,
           n || '@seen.example', 'Person ' || n, 'x', 'user', now(), now()
    FROM generate_series(0, %(people)s - 1) AS n
    """,
    "SET session_replication_role = DEFAULT",
)


def person(number: int) -> UUID:
    return UUID(int=number + 1)


def fill(dsn: str, *, titles: int, people: int) -> int:
    """Returns how many viewings there are."""
    values = {"titles": titles, "people": people, "known": KNOWN_TITLES, "first": FIRST}
    viewings = Tastes(people, KNOWN_TITLES, seed=5, mean_viewings=60).viewings
    with psycopg.connect(dsn, autocommit=True) as conn:
        for statement in FILL:
            conn.execute(statement, values if "%(" in statement else None)
        conn.execute("SET session_replication_role = replica")
        with conn.cursor().copy(
            "COPY user_watched (user_id, media_id, watched_at, last_watched_at, updated_at)"
            " FROM STDIN"
        ) as copy:
            for each in viewings:
                at = f"2026-01-01 00:00:{each.at % 60:02.0f}+00"
                copy.write_row(
                    (person(int(each.person[1:])), FIRST + int(each.title[1:]), at, at, at)
                )
        conn.execute("ANALYZE")
    return len(viewings)


@contextmanager
def database(titles: int, people: int) -> Iterator[tuple[str, int]]:
    with (
        tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as server,
    ):
        dsn = server.url("postgres")
        migrate(dsn)
        sys.stderr.write(f"making {titles} titles\n")
        yield dsn, fill(dsn, titles=titles, people=people)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made(dsn: str, people: int) -> tuple[float, float, float]:
    """Seconds by the clock and of processors until all have lists, and the peak of memory in MB."""
    db = Database(dsn, 1, statement_timeout_ms=600_000)
    maker = RecommendationMaker(RecommendationWork(db, Cache(None), utc_now))
    with db.read() as conn:
        conn.execute("SELECT 1")
    pids = backends(dsn)
    before, began = worked_ms(pids), time.perf_counter()
    while maker.make_due():
        pass
    elapsed, worked = time.perf_counter() - began, (worked_ms(pids) - before) / 1e3
    with db.read() as conn:
        row = conn.execute("SELECT count(*) FROM recommendation_snapshots").fetchone()
    if row != (people,):
        sys.exit(f"lists of {row} people of {people}")
    db.close()
    return elapsed, worked, peak_mb()


def read_ms(db: Database, cache: Cache, people: Sequence[UUID], rounds: int) -> list[float]:
    catalog = CatalogService(db, utc_now, cache)
    undo = UndoService(db, cache, utc_now, {})
    service = RecommendationService(db, cache, utc_now, catalog, undo, lambda _user: "US")
    elapsed = []
    for number in range(rounds):
        began = time.perf_counter()
        page = service.page(people[number % len(people)], RecommendationQuery())
        page.model_dump_json()
        elapsed.append(1e3 * (time.perf_counter() - began))
        if not page.items:
            sys.exit("a person has no list")
    return elapsed


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[94]


def report(titles: int, people: int) -> list[str]:
    cache_module.TIMEOUT_S = 5.0  # a busy machine may not answer within the usual 50 ms
    with (
        database(titles, people) as (dsn, viewings),
        tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder,
        EmbeddedCache(Path(folder)) as server,
    ):
        elapsed, worked, peak = made(dsn, people)
        db = Database(dsn)
        tune_garbage_collector()  # as the server does
        names = [person(number) for number in range(min(people, READS))]
        read_ms(db, Cache(None), names[:5], 5)  # connections, plans
        cold = read_ms(db, Cache(None), names, READS)
        cache = Cache(server.url())
        read_ms(db, cache, names[:10], 10)
        warm = read_ms(db, cache, names[:10], READS)
        db.close()
    return [
        "## Lists with the write",
        "",
        f"The worker makes and stores the lists of {people:,} people with {viewings:,} viewings, all at once, on a",
        f"catalogue of {titles:,} titles in PostgreSQL; a list has up to 180 titles with their reasons.",
        "",
        "| what | measured |",
        "|---|---|",
        f"| people a second by the clock | {people / elapsed:,.0f} |",
        f"| people a second of processor time, PostgreSQL included | {people / worked:,.0f} |",
        f"| peak of memory of the worker | {peak:,.0f} MB |",
        f"| first page, cold, p95 | {p95(cold):.0f} ms |",
        f"| first page, warm, p95 | {p95(warm):.0f} ms |",
        "",
        f"Other work meanwhile: a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors.",
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--titles", type=int, default=TITLES)
    parser.add_argument("--people", type=int, default=PEOPLE)
    asked = parser.parse_args()
    sys.stdout.write("\n".join(report(asked.titles, asked.people)))


if __name__ == "__main__":
    main()
