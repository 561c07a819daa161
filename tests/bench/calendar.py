"""
`make bench-calendar`: a month of the calendar, among nine million episodes.

The catalogue is made up: shows with episodes once a week, spread over forty years until two months
ahead; a smaller one has as many episodes a day within fewer years. One person follows 500 of them.
A month is read without a cache; cold for the person, whose month is found anew while what is the
same for all users is in the cache; and warm. Every read is of another month than the one before it.
The processors' time is that of this process and of PostgreSQL: other programs of the machine do not
count. Writes docs/benchmarks-calendar.md.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import psycopg

from chalicelib.calendar.models import CalendarQuery
from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.service.month_cache import MonthReader
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.service import CatchUpService
from chalicelib.migrate import migrate
from chalicelib.platform.cache import Cache
from chalicelib.platform.cache import cache as cache_module
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.garbage_collection import tune_garbage_collector
from chalicelib.tracking.service.undo import UndoService
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_postgres import EmbeddedPostgres

EPISODES = 9_000_000
EPISODES_A_SHOW = 100
EPISODES_A_DAY = 640
FOLLOWED = 500
ROUNDS = 60
NAMES = {"all": "everything", "mine": "what is mine"}
PERSON = UUID(int=1)
REPORT = Path(__file__).parents[2] / "docs" / "benchmarks-calendar.md"

FILL = (
    "SET session_replication_role = replica",  # no look at foreign keys
    """
    INSERT INTO media_items (id, media_type, title, year, countries, airs_at)
    SELECT 1000000000 + n, 'show', md5(n::text), 1990 + n %% 36, '{US}',
           CASE WHEN n %% 3 = 0 THEN '21:00'::time END
    FROM generate_series(1, %(shows)s) AS n
    """,
    """
    INSERT INTO media_scores (media_id, media_type, year, rating, votes, popularity)
    SELECT id, 'show', year, 7, (5 / (random() + 1e-6) ^ 0.9)::integer, random()
    FROM media_items
    WHERE id > 1000000000
    """,
    """
    INSERT INTO show_seasons (media_id, season_number, name)
    SELECT id, 1, 'Season 1' FROM media_items WHERE id > 1000000000
    """,
    """
    INSERT INTO show_episodes (media_id, season_number, episode_number, title, air_date)
    SELECT 1000000000 + n, 1, e, 'Episode ' || e,
           current_date + 60 - 7 * e - (%(days)s::float * n / %(shows)s)::integer
    FROM generate_series(1, %(shows)s) AS n
    CROSS JOIN generate_series(1, %(each)s) AS e
    """,
    """
    INSERT INTO users (id, email, display_name, password_hash, role, created_at, updated_at)
    VALUES (%(person)s, 'lena@seen.example', 'Lena', 'x', 'user', now(), now())
    """,
    """
    INSERT INTO user_follows (user_id, media_id, state, updated_at)
    SELECT %(person)s, 1000000000 + n * (%(airing)s / %(followed)s), 'follow', now()
    FROM generate_series(1, %(followed)s) AS n
    """,
    "SET session_replication_role = DEFAULT",
    "ANALYZE",
)


def fill(dsn: str, episodes: int) -> None:
    values = {
        "shows": episodes // EPISODES_A_SHOW,
        "each": EPISODES_A_SHOW,
        "days": episodes // EPISODES_A_DAY,
        "airing": 7 * EPISODES_A_DAY,  # those that still have an episode a week
        "followed": FOLLOWED,
        "person": PERSON,
    }
    with psycopg.connect(dsn, autocommit=True) as conn:
        for statement in FILL:
            began = time.monotonic()
            conn.execute(statement, values if "%(" in statement else None)
            sys.stderr.write(
                f"{time.monotonic() - began:6.0f} s {statement.split('(')[0].strip()}\n"
            )


@contextmanager
def database(given: str | None, episodes: int) -> Iterator[str]:
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as server,
    ):
        dsn = server.url("postgres")
        migrate(dsn)
        sys.stderr.write(f"making {episodes} episodes\n")
        fill(dsn, episodes)
        yield dsn


def service(db: Database, cache: Cache) -> CalendarService:
    catalog = CatalogService(db, utc_now, cache)
    undo = UndoService(db, cache, utc_now, {})
    catch_up = CatchUpService(db, cache, utc_now, catalog, undo)
    return CalendarService(db, MonthReader(db, cache, utc_now), utc_now, catalog, catch_up)


def months() -> list[date]:
    """The Monday on or before the first of each of the last twelve months, and of this one."""
    first = date.today().replace(day=1)  # noqa: DTZ011  # as `current_date`
    found = []
    for _ in range(13):
        found.append(first - timedelta(days=first.weekday()))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def backends(dsn: str) -> list[int]:
    """The processes that answer the connections of this program."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchall()
    return [pid for (pid,) in rows]


def worked_ms(pids: list[int]) -> float:
    """Processor time of this process and of these ones."""
    found = 1e3 * time.process_time()
    for pid in pids:
        try:
            found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
        except OSError:  # closed while idle
            continue
    return found


def times_ms(
    dsn: str, read: Callable[[date], int], rounds: int, prepare: Callable[[], None] = lambda: None
) -> tuple[list[float], list[float]]:
    """By the clock, and of processors."""
    asked = months()
    if not all(read(day) for day in asked):  # connections, plans, and pages of the database
        sys.exit("a month has no entries")
    elapsed, worked = [], []
    pids = backends(dsn)
    for number in range(rounds):
        prepare()
        before, began = worked_ms(pids), time.perf_counter()
        read(asked[number % len(asked)])
        elapsed.append(1e3 * (time.perf_counter() - began))
        worked.append(worked_ms(pids) - before)
    return elapsed, worked


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--episodes", type=int, default=EPISODES)
    parser.add_argument("--dsn", help="a database that was made before")
    asked = parser.parse_args()
    # A busy machine may not answer within the usual 50 ms.
    cache_module.TIMEOUT_S = 5.0
    lines = [
        "# Calendar",
        "",
        "Measured with `make bench-calendar`: a month and the weeks around it, 49 days, for a person who",
        f"follows {FOLLOWED} shows, among {asked.episodes:,} made-up episodes, as many a day as {EPISODES:,} within",
        f"forty years; {ROUNDS} reads of thirteen months in turn, from the request to the JSON. Milliseconds by",
        "the clock, and of processors (this process and PostgreSQL), which other programs of a busy machine",
        "change less.",
        "",
        "| month | p50 ms | p95 ms | processors p50 ms | processors p95 ms |",
        "|---|---|---|---|---|",
    ]
    with (
        database(asked.dsn, asked.episodes) as dsn,
        tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder,
        EmbeddedCache(Path(folder)) as server,
    ):
        db = Database(dsn)
        cache = Cache(server.url())
        tune_garbage_collector()  # as the server does
        for name, used, prepare in (
            ("no cache", Cache(None), lambda: None),
            ("cold", cache, lambda: cache.invalidate(str(PERSON))),
            ("warm", cache, lambda: None),
        ):
            calendar = service(db, used)
            for scope in ("all", "mine"):

                def read(
                    day: date, scope: str = scope, calendar: CalendarService = calendar
                ) -> int:
                    query = CalendarQuery.model_validate(
                        {"from": day.isoformat(), "days": 49, "scope": scope}
                    )
                    return calendar.releases(PERSON, query).count(b'"isNew"')

                cells = [
                    f"{statistics.quantiles(times, n=100)[place]:.0f}"
                    for times in times_ms(dsn, read, ROUNDS, prepare)
                    for place in (49, 94)
                ]
                lines.append(f"| {NAMES[scope]}, {name} | {' | '.join(cells)} |")
                sys.stderr.write(lines[-1] + "\n")
        db.close()
    lines += [
        "",
        "No cache: everything is found anew. Cold: the month of the person is found anew; what is the same",
        "for all users of a time zone and a country is in the cache. Warm: the month is in the cache.",
        f"Other work meanwhile: a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors.",
        "",
    ]
    REPORT.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
