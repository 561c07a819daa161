"""
A whole catalogue built beside the one in use, then put in its place.

Two connections work at the same time, and a third goes on while one of them commits, which is
waiting for the disk. Each takes a few tables that belong together, and makes them, fills them and
builds their indexes in one transaction: so PostgreSQL need not write them to its log first (with
wal_level=minimal), and nobody looks at rows twice to see whether they were committed, which would
write every page to the log after all.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

from chalicelib.catalog.store import search_index
from worker.imdb import build_genres, build_shows, build_titles, faults, late
from worker.imdb.columns import given
from worker.imdb.connections import session
from worker.imdb.errors import ImportEnded
from worker.imdb.files import BASICS, CORE, EPISODES, RATINGS, ImdbFile
from worker.imdb.finishing import (
    add_keys,
    begin,
    clean_up,
    complete,
    count_facets,
    count_genres,
    tidy,
)
from worker.imdb.genre_slugs import genre_slug
from worker.imdb.holding import hold_known_elsewhere, note_held
from worker.imdb.jobs import Job, Jobs
from worker.imdb.lines import open_lines
from worker.imdb.progress import Progress
from worker.imdb.reading import Numbers, read_all
from worker.imdb.staging import make_raw
from worker.imdb.swap import swap
from worker.imdb.tables import COUNTS, INCOMING, SHOWS, TITLES, make, search_tables
from worker.imdb.together import together

logger = logging.getLogger(__name__)

#: Titles are made in three pieces of work, of which this is the largest.
NAMED = ("media_items", "media_scores", "media_alternate_titles")
GENRES = ("genres", "media_genres")
NUMBERED = ("media_external_ids",)


@dataclass
class Full:
    """
    One full import. `conn` holds the lock of all imports, and does the swap: a process that
    lost the lock together with its connection can no longer change anything.
    """

    dsn: str
    conn: Connection
    paths: dict[ImdbFile, Path]
    progress: Progress
    now: datetime
    is_adult: bool = False
    rows_before: int | None = None  # in all files of the accepted set, for the bar
    workers: int = 2  # how much is done at once
    numbers: Numbers = field(default_factory=Numbers)

    def run(self, accept: Callable[[Numbers], None], finish: Callable[[Connection], None]) -> None:
        """
        Build and swap. `accept` may refuse the files by their numbers of rows; `finish` writes
        down, inside of the swap, what was imported. Raises `ImportEnded`.
        """
        clean_up(self.conn)
        try:
            self._build(accept)
            with self.progress.step("swapping"):
                self._swap(finish)
        except Exception:
            if not self.conn.closed:
                clean_up(self.conn)
            raise
        faults.point("swap committed")
        with self.progress.step("settling the search"):
            clean_up(self.conn)
            self._settle()
        with self.progress.step("checking references"):
            tidy(self.dsn, self.conn, self.tables)
        faults.point("cleaned up")

    @property
    def given(self) -> dict[str, Any]:
        return given(self.now, is_adult=self.is_adult)

    def _build(self, accept: Callable[[Numbers], None]) -> None:
        conn = self.conn
        conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(INCOMING)))
        late.watch(conn)
        self.search = [
            table for table in search_tables(conn) if table not in search_index.LOOKUP_TABLES
        ]
        self.tables = [*TITLES, *SHOWS, *COUNTS, *self.search]
        make_raw(conn, CORE)
        faults.point("staging")
        with ExitStack() as stack:
            first, second, third = (stack.enter_context(session(self.dsn)) for _ in range(3))
            with self.progress.step("reading", self.rows_before):
                self._read(first, second)
            faults.point("staged")
            accept(self.numbers)
            with self.progress.step("tables and indexes"):
                self._fill((first, second, third))
        faults.point("built")
        self._catch_up()
        faults.point("late changes copied")

    def _read(self, first: Connection, second: Connection) -> None:
        """Titles by both; then one lists which there will be while the other reads episodes."""
        for file, path in self.paths.items():
            with open_lines(file, path):  # the headers of all, before anything is done with one
                pass

        def read(connections: Sequence[Connection], *files: ImdbFile) -> None:
            paths = {file: self.paths[file] for file in files}
            read_all(connections, paths, self.progress, self.numbers, self.workers)

        def read_episodes() -> None:
            read([second], EPISODES)
            with _small_sample(second):
                second.execute(build_shows.ANALYZE_LINES)

        read((first, second), BASICS, RATINGS)
        with ThreadPoolExecutor(self.workers) as pool:
            work = (pool.submit(read_episodes), pool.submit(self._list_titles, first))
            together((first, second), *work)

    def _list_titles(self, conn: Connection) -> None:
        """What all need: which titles there will be, and what must not go."""
        with _small_sample(conn):
            conn.execute(build_titles.KNOWN, self.given)
            conn.execute("ANALYZE incoming.known")
            conn.execute(build_titles.ANALYZE_LINES)
            build_titles.list_titles(conn, self.given)
            conn.execute("ANALYZE incoming.titles")
            note_held(conn)
            hold_known_elsewhere(conn)

    def _fill(self, connections: Sequence[Connection]) -> None:
        """All tables. Every hand is busy, so none asks for helpers of its own."""
        jobs = Jobs(
            [
                Job("shows", self._fill_shows, then="episodes filled"),
                Job("titles", self._fill_titles, then="titles filled"),
                Job("names", self._fill_names, after=frozenset({"titles"}), then="search filled"),
                Job("new genres", lambda conn: build_genres.enter_genres(conn, genre_slug)),
                Job("genres", self._fill_genres, after=frozenset({"new genres"})),
                # What is short comes last, so that all are done at about the same time.
                Job("numbers", self._fill_numbers),
                Job("counts of genres", count_genres, after=frozenset({"titles", "genres"})),
                Job("counts of facets", count_facets, after=frozenset({"titles"})),
            ],
            hands=self.workers,
        )
        for conn in connections:
            conn.execute("SET max_parallel_maintenance_workers = 0")
            conn.execute("SET max_parallel_workers_per_gather = 0")
        with ThreadPoolExecutor(len(connections)) as pool:
            together(connections, *(pool.submit(jobs.work, conn) for conn in connections))

    def _make(self, conn: Connection, tables: Sequence[str], fill: Callable[[], None]) -> None:
        """Tables with all that belongs to them. Needs a transaction."""
        for table in tables:
            begin(conn, table)
        fill()
        for table in tables:
            complete(conn, table)

    def _fill_titles(self, conn: Connection) -> None:
        self._make(conn, NAMED, lambda: build_titles.fill(conn, self.given))

    def _fill_names(self, conn: Connection) -> None:
        self._make(conn, self.search, lambda: search_index.build(conn))

    def _fill_shows(self, conn: Connection) -> None:
        def fill() -> None:
            build_shows.place_held(conn, self.given)
            build_shows.fill(conn, self.given)

        self._make(conn, SHOWS, fill)

    def _fill_genres(self, conn: Connection) -> None:
        self._make(conn, GENRES, lambda: build_genres.fill(conn, self.given))

    def _fill_numbers(self, conn: Connection) -> None:
        self._make(conn, NUMBERED, lambda: build_titles.fill_numbers(conn, self.given))

    def _settle(self) -> None:
        """
        What the search keeps of all names together, made beside what it has and then swapped.

        It can wait until the titles are there: short beginnings and typing errors find the old
        ones meanwhile. In place it would be a few times as much work.
        """
        conn = self.conn
        conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(INCOMING)))
        with conn.transaction():
            for table in search_index.LOOKUP_TABLES:
                make(conn, table)
                add_keys(conn, table)
            search_index.rebuild_lookups(conn)
            for table in search_index.LOOKUP_TABLES:
                complete(conn, table)
        faults.point("search settled")
        try:
            swap(conn, search_index.LOOKUP_TABLES, lambda: None)
        except ImportEnded:  # somebody holds on to them: in place, then
            logger.info("the lists of the search are settled in place")
            clean_up(conn)
            with conn.transaction():
                search_index.rebuild_lookups(conn)
        clean_up(conn)

    # --- what changed meanwhile, and the swap -----------------------------------------------

    def _catch_up(self) -> None:
        """Until nothing more was changed, or hardly anything."""
        for _ in range(late.ROUNDS):
            with self.conn.transaction():
                late.rename_people(self.conn)
                if late.take(self.conn) == 0:
                    return
                late.prepare(self.conn)
                late.remake(self.conn, self.given)

    def _swap(self, finish: Callable[[Connection], None]) -> None:
        def settle() -> None:
            faults.point("swap begun")
            late.carry_genres(self.conn)
            late.rename_people(self.conn)
            if late.rescue(self.conn) + late.take(self.conn):
                late.remake(self.conn, self.given)
            finish(self.conn)
            faults.point("swapped")

        try:
            swap(self.conn, self.tables, settle)
        except late.NotPrepared:  # somebody came at the last moment: nobody waits meanwhile
            late.prepare(self.conn)
            swap(self.conn, self.tables, settle)


@contextmanager
def _small_sample(conn: Connection) -> Iterator[None]:
    """Some hundred rows tell that hardly two have the same number, which is all that is asked."""
    conn.execute("SET default_statistics_target = 1")
    yield
    conn.execute("RESET default_statistics_target")
