"""
`make bench-search`: search on a catalogue of the size of IMDb's; writes docs/benchmarks-search.md.

Two thousand searches from a seeded generator: two in five are prefixes of popular
titles typed letter by letter, three in ten whole titles, two in ten have one typing error, one in
ten is nonsense. Ours goes through the service, without its cache. The floor executes the same
statements with the same values by psycopg alone. Each client is a process.
"""

import argparse
import json
import random
import sqlite3
import statistics
import string
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg

from chalicelib.catalog.service import CatalogService, search_cascade
from chalicelib.catalog.service.query_parsing import normalize_ascii
from chalicelib.catalog.store import search_index
from chalicelib.migrate import migrate
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from localstack.embedded_postgres import EmbeddedPostgres
from tests.bench import search_corpus

DOCS = Path(__file__).parents[2] / "docs"
SEARCHES = 2_000
CLIENTS = (1, 4, 16)
ROUNDS = 3
FIRST = 10  # among which the title that was meant has to be
SLOW_ONES = 40  # searches for a contender that takes seconds

Answer = list[str]  # names, the best first
Search = tuple[str, str, str | None]  # class, what is typed, the name that is meant


def log(dsn: str) -> list[Search]:
    """The searches, the same for the same catalogue."""
    draw = random.Random(11)
    with psycopg.connect(dsn) as conn:
        titles = [
            row[0]
            for row in conn.execute(
                """
                SELECT m.title FROM media_items AS m JOIN media_scores AS s ON s.media_id = m.id
                WHERE s.votes >= 50 AND length(m.title) > 4 AND m.title ~ '^[A-Z]'
                ORDER BY s.votes DESC, m.id
                """
            )
        ]
    popular, famous = titles[:1_000], draw.sample(titles, min(len(titles), SEARCHES))
    prefixes: list[Search] = []
    while len(prefixes) < SEARCHES * 4 // 10:
        title = draw.choice(popular)
        prefixes += [
            ("prefixes", title[:size], title if size == len(title) else None)
            for size in range(1, len(title) + 1)
        ]
    whole = [("whole", title, title) for title in famous[: SEARCHES * 3 // 10]]
    wrong = [
        ("one error", _misspelt(title, draw), title) for title in famous[-SEARCHES * 2 // 10 :]
    ]
    noise = [
        ("nonsense", "".join(draw.choices("bcdfghjklmnpqrstvwxz", k=draw.randint(6, 12))), None)
        for _ in range(SEARCHES // 10)
    ]
    searches = [*prefixes[: SEARCHES * 4 // 10], *whole, *wrong, *noise]
    draw.shuffle(searches)
    return searches


def _misspelt(title: str, draw: random.Random) -> str:
    """A letter left out, doubled, replaced, or swapped with its neighbour."""
    while True:
        at = draw.randrange(len(title) - 1)
        if not title[at : at + 2].isalpha():
            continue
        before, one, other, after = title[:at], title[at], title[at + 1], title[at + 2 :]
        wrong = draw.choice(
            (
                before + other + after,
                before + one + one + other + after,
                before + draw.choice(string.ascii_lowercase) + other + after,
                before + other + one + after,
            )
        )
        if wrong != title:
            return wrong


class Recording(psycopg.Cursor[Any]):
    """Notes what is sent."""

    notes: list[tuple[Any, Any, Any]] = []  # noqa: RUF012  # one list, emptied by `floor`

    def execute(self, query: Any, params: Any = None, **options: Any) -> "Recording":
        self.notes.append((query, params, options))
        return super().execute(query, params, **options)


def ours(dsn: str, _: str) -> Callable[[str], Answer]:
    service = CatalogService(Database(dsn, max_connections=1), utc_now)
    names = psycopg.connect(dsn, autocommit=True)

    def find(typed: str) -> Answer:
        return _names(names, service.search(typed).titles[:FIRST])

    find.timed = service.search  # type: ignore[attr-defined]
    return find


def floor(dsn: str, _: str) -> Callable[[str], Answer]:
    recording = psycopg.connect(dsn, autocommit=True, cursor_factory=Recording)
    conn = psycopg.connect(dsn, autocommit=True, prepare_threshold=0)
    sent: dict[str, list[tuple[Any, Any, Any]]] = {}

    def find(typed: str) -> Answer:
        Recording.notes.clear()
        answer = search_cascade.find(recording, typed)
        sent[typed] = list(Recording.notes)
        return _names(conn, answer.titles[:FIRST])

    def timed(typed: str) -> None:
        for query, params, options in sent[typed]:
            conn.execute(query, params, **options)

    find.timed = timed  # type: ignore[attr-defined]
    return find


def ilike(dsn: str, _: str) -> Callable[[str], Answer]:
    conn = psycopg.connect(dsn, autocommit=True)

    def find(typed: str) -> Answer:
        found = conn.execute(
            """
            SELECT m.title FROM media_items AS m JOIN media_scores AS s ON s.media_id = m.id
            WHERE m.title ILIKE %s ORDER BY s.votes DESC LIMIT 10
            """,
            [f"%{typed}%"],
        )
        return [row[0] for row in found]

    find.timed = find  # type: ignore[attr-defined]
    return find


def sqlite(_: str, path: str) -> Callable[[str], Answer]:
    conn = sqlite3.connect(path)

    def find(typed: str) -> Answer:
        found = conn.execute(
            "SELECT title FROM names WHERE names MATCH ? ORDER BY votes DESC LIMIT 10",
            ['"' + typed.replace('"', '""') + '"'],
        )
        return [row[0] for row in found]

    find.timed = find  # type: ignore[attr-defined]
    return find


def _names(conn: psycopg.Connection[Any], ids: list[int]) -> Answer:
    found = conn.execute(
        "SELECT id, title FROM media_items WHERE id = ANY(%s)", [ids], prepare=True
    ).fetchall()
    titles = dict(found)
    return [titles[one] for one in ids]


CONTENDERS = {
    "seen: service": ours,
    "seen: its statements (floor)": floor,
    "sqlite FTS5, trigram": sqlite,
    "ILIKE": ilike,
}


def at_the_same_time(barrier: Barrier) -> None:
    """For every client's process: what they wait for each other at."""
    global start  # noqa: PLW0603
    start = barrier


def client(name: str, dsn: str, path: str, searches: list[Search]) -> dict[str, Any]:
    """One client's share: what each search took, and whether it brought what was meant."""
    find = CONTENDERS[name](dsn, path)
    hits: dict[str, list[bool]] = defaultdict(list)
    for kind, typed, meant in searches:  # this is the warming, too
        answer = find(typed)
        if kind == "nonsense":
            hits[kind].append(not answer)
        elif meant is not None:
            hits[kind].append(normalize_ascii(meant) in map(normalize_ascii, answer))
    start.wait()
    taken: dict[str, list[float]] = defaultdict(list)
    started = time.monotonic()
    for kind, typed, _ in searches:
        since = time.perf_counter()
        find.timed(typed)  # type: ignore[attr-defined]
        taken[kind].append(1000 * (time.perf_counter() - since))
    return {"taken": taken, "hits": hits, "from": started, "to": time.monotonic()}


def run(name: str, dsn: str, path: str, searches: list[Search], clients: int) -> dict[str, Any]:
    shares = [searches[place::clients] for place in range(clients)]
    context = get_context("spawn")
    with ProcessPoolExecutor(
        clients, context, at_the_same_time, (context.Barrier(clients),)
    ) as pool:
        jobs = [pool.submit(client, name, dsn, path, share) for share in shares]
        parts = [job.result() for job in jobs]
    taken: dict[str, list[float]] = defaultdict(list)
    hits: dict[str, list[bool]] = defaultdict(list)
    for part in parts:
        for kind, values in part["taken"].items():
            taken[kind] += values
            taken["all"] += values
        for kind, values in part["hits"].items():
            hits[kind] += values
    seconds = max(part["to"] for part in parts) - min(part["from"] for part in parts)
    return {
        "searches/s": len(searches) / seconds,
        "ms": {kind: _percentiles(values) for kind, values in taken.items()},
        "found": {kind: statistics.fmean(values) for kind, values in hits.items()},
    }


def _percentiles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


@contextmanager
def catalogue(given: str | None, titles: int, people: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """A database with names to search, and how long they took to make."""
    if given:
        yield given, {}
        return
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with EmbeddedPostgres(Path(folder) / "postgres", fsync=False) as server:
            dsn = server.url()
            migrate(dsn)
            with psycopg.connect(dsn, autocommit=True) as conn:
                search_corpus.make(conn, titles=titles, people=people)
                yield dsn, build(conn)


def build(conn: psycopg.Connection[Any]) -> dict[str, Any]:
    """Fill, index and settle as a full import does; seconds and bytes."""
    seconds = {}

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        since = time.perf_counter()
        yield
        seconds[step] = time.perf_counter() - since

    indexes = conn.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'search_names'"
    ).fetchall()
    keys = conn.execute(
        """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'search_names'::regclass AND contype = 'f'
        """
    ).fetchall()
    for name, _ in indexes:
        conn.execute(f"DROP INDEX {name}")
    for name, _ in keys:
        conn.execute(f"ALTER TABLE search_names DROP CONSTRAINT {name}")
    conn.execute("SET maintenance_work_mem = '512MB'")
    with timed("build"), conn.transaction():
        search_index.build(conn)
    with timed("indexes"):
        for _, definition in indexes:
            conn.execute(definition)
    with timed("foreign keys"):
        for name, definition in keys:
            conn.execute(f"ALTER TABLE search_names ADD CONSTRAINT {name} {definition}")
    with timed("rebuild lookups"), conn.transaction():
        search_index.rebuild_lookups(conn)
    conn.execute("VACUUM ANALYZE")
    return seconds


def sizes(dsn: str) -> dict[str, tuple[int, int]]:
    """Rows and bytes of the search's tables, and bytes of their indexes."""
    with psycopg.connect(dsn) as conn:
        found = conn.execute(
            """
            SELECT c.relname, greatest(c.reltuples, 0)::bigint, pg_relation_size(c.oid)
            FROM pg_class AS c
            WHERE c.relname LIKE 'search\\_%' AND c.relkind IN ('r', 'i')
              AND c.relnamespace = 'public'::regnamespace
            ORDER BY c.relname
            """
        )
        return {name: (rows, size) for name, rows, size in found}


def make_sqlite(dsn: str, path: Path) -> float:
    """The same titles for SQLite's trigram index; seconds."""
    since = time.perf_counter()
    with psycopg.connect(dsn) as conn, sqlite3.connect(path) as other:
        other.execute(
            "CREATE VIRTUAL TABLE names USING fts5(title, votes UNINDEXED, tokenize='trigram')"
        )
        with conn.cursor(name="titles") as cur:
            cur.itersize = 20_000
            cur.execute(
                "SELECT m.title, s.votes FROM media_items AS m "
                "JOIN media_scores AS s ON s.media_id = m.id"
            )
            other.executemany("INSERT INTO names VALUES (?, ?)", cur)
        other.execute("INSERT INTO names(names) VALUES ('optimize')")
    return time.perf_counter() - since


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-search")
    parser.add_argument("--dsn", help="a database that has a catalogue already")
    parser.add_argument("--titles", type=int, default=1_500_000)
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument("--without-sqlite", action="store_true")
    given = parser.parse_args()
    with (
        catalogue(given.dsn, given.titles, given.people) as (dsn, seconds),
        tempfile.TemporaryDirectory(prefix="seen-bench-") as folder,
    ):
        searches = log(dsn)
        path = Path(folder) / "names.sqlite"
        raw: dict[str, Any] = {"seconds": seconds, "sizes": sizes(dsn), "runs": []}
        names = [name for name in CONTENDERS if name != "sqlite FTS5, trigram"]
        if not given.without_sqlite:
            raw["sqlite"] = {"seconds": make_sqlite(dsn, path), "bytes": path.stat().st_size}
            names.insert(2, "sqlite FTS5, trigram")
        for clients in CLIENTS:
            for round_ in range(ROUNDS):
                for name in names:
                    if name == "ILIKE" and (clients > 1 or round_):
                        continue
                    if name.startswith("sqlite") and (clients == CLIENTS[-1] or round_):
                        continue
                    some = searches[:SLOW_ONES] if name == "ILIKE" else searches
                    figures = run(name, dsn, str(path), some, clients)
                    raw["runs"].append({"name": name, "clients": clients} | figures)
                    sys.stderr.write(f"{clients} {name}: {figures}\n")
        text = report(raw)
        sys.stdout.write(text)
        if given.dsn is None:
            (DOCS / "benchmarks-search.md").write_text(text)
            (DOCS / "benchmarks-search.json").write_text(json.dumps(raw, indent=1))


def report(raw: dict[str, Any]) -> str:
    grouped: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for one in raw["runs"]:
        grouped[one["name"], one["clients"]].append(one)
    kinds = ("all", "prefixes", "whole", "one error", "nonsense")
    rows = []
    for (name, clients), runs in grouped.items():
        speed = statistics.median(one["searches/s"] for one in runs)
        times = [
            "/".join(
                f"{statistics.median(one['ms'][kind][place] for one in runs):.1f}"
                for place in (0, 1)
            )
            if all(kind in one["ms"] for one in runs)
            else "–"
            for kind in kinds
        ]
        rows.append(f"| {name} | {clients} | {speed:,.0f} | {' | '.join(times)} |")
    found = [
        f"| {name} | "
        + " | ".join(
            f"{runs[0]['found'][kind]:.2f}" if kind in runs[0]["found"] else "–"
            for kind in kinds[1:]
        )
        + " |"
        for (name, clients), runs in grouped.items()
        if clients == 1 and "floor" not in name
    ]
    tables = [
        f"| {name} | {rows_:,} | {size / 1e6:,.1f} |"
        for name, (rows_, size) in raw["sizes"].items()
    ]
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in raw["seconds"].items())
    return f"""# Search

Measured with `make bench-search`: {SEARCHES:,} searches, each client a process of its own on the
same two cores as PostgreSQL; medians of {ROUNDS} alternating rounds; p50/p99 in milliseconds. No cache.
The floor executes the same statements with the same values and nothing else.

| contender | clients | searches/s | {" | ".join(kinds)} |
|---|---|---|{"---|" * len(kinds)}
{chr(10).join(rows)}

Share of searches with a title of the intended name among the first {FIRST} results (nonsense: without
results):

| contender | {" | ".join(kinds[1:])} |
|---|{"---|" * (len(kinds) - 1)}
{chr(10).join(found)}

Built in: {steps or "not measured"}. SQLite: {raw.get("sqlite", "not measured")}.

| table or index | rows | MB |
|---|---|---|
{chr(10).join(tables)}
"""


if __name__ == "__main__":
    main()
