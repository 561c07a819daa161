"""
A whole catalogue built beside the one in use, then put in its place.

Two connections work at the same time: one on titles and the search, one on episodes. Tables are
filled in the transaction that makes them, so PostgreSQL need not write them to its log first
(with wal_level=minimal), and indexes come afterwards.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

from chalicelib.catalog.store import naming
from worker.imdb import build_genres, build_shows, build_titles, faults, late
from worker.imdb.columns import NUMBERS
from worker.imdb.connections import session
from worker.imdb.errors import ImportEnded
from worker.imdb.files import CORE, ImdbFile
from worker.imdb.finishing import add_keys, clean_up, complete, count, tidy
from worker.imdb.genre_slugs import genre_slug
from worker.imdb.holding import hold_known_elsewhere, note_held
from worker.imdb.progress import Progress
from worker.imdb.reading import Numbers, read_all
from worker.imdb.staging import make_raw
from worker.imdb.swap import swap
from worker.imdb.tables import COUNTS, INCOMING, SHOWS, TITLES, make, search_tables
from worker.imdb.together import together
from worker.imdb.unfinished import Unfinished

logger = logging.getLogger(__name__)

Fill = Callable[[Connection, Unfinished], None]

#: Tables that names to search for are made from.
NAMED = ("media_items", "media_scores", "media_alternate_titles")


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
        """What the statements ask for by name."""
        return {
            **NUMBERS,
            "now": self.now,
            "this_year": self.now.year,
            "adult": self.is_adult,
        }

    def _build(self, accept: Callable[[Numbers], None]) -> None:
        conn = self.conn
        conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(INCOMING)))
        late.watch(conn)
        self.search = [table for table in search_tables(conn) if table not in naming.SETTLED]
        self.tables = [*TITLES, *SHOWS, *COUNTS, *self.search]
        make_raw(conn, CORE)
        faults.point("staging")
        with ExitStack() as stack, ThreadPoolExecutor(self.workers) as pool:
            first, second = (stack.enter_context(session(self.dsn)) for _ in range(2))
            with self.progress.step("reading", self.rows_before):
                self.numbers = read_all((first, second), self.paths, self.progress, self.workers)
            faults.point("staged")
            accept(self.numbers)
            with self.progress.step("titles"):
                self._list_titles(conn)
            with self.progress.step("tables and indexes"):
                self._fill((first, second), pool)
        faults.point("built")
        self._catch_up()
        faults.point("late changes copied")

    def _list_titles(self, conn: Connection) -> None:
        """What both connections need: which titles there will be, and what must not go."""
        conn.execute("SET default_statistics_target = 10")
        conn.execute("ANALYZE incoming.raw_basics, incoming.raw_ratings, incoming.raw_episodes")
        conn.execute(build_titles.KNOWN, self.given)
        conn.execute(build_titles.TITLES, self.given)
        note_held(conn, schema=INCOMING)
        build_genres.enter_genres(conn, genre_slug)
        # However wrong an estimate is, nothing is looked for among all titles again and again.
        conn.execute("CREATE INDEX ON incoming.titles (id)")
        conn.execute("ANALYZE incoming.titles, incoming.known")
        hold_known_elsewhere(conn)
        conn.execute("RESET default_statistics_target")

    def _fill(self, connections: tuple[Connection, Connection], pool: ThreadPoolExecutor) -> None:
        """Each fills its tables, and then helps to finish all of them."""
        unfinished = Unfinished(fillers=2)
        fillers = (self._fill_titles, self._fill_shows)

        def work(conn: Connection, fills: tuple[Fill, ...]) -> None:
            for fill in fills:
                try:
                    fill(conn, unfinished)
                finally:
                    unfinished.filler_is_done()
            for table in unfinished:
                with conn.transaction():
                    count(conn) if table in COUNTS else complete(conn, table)

        shares = [fillers] if self.workers == 1 else [(fill,) for fill in fillers]
        together(
            connections,
            *(
                pool.submit(work, conn, share)
                for conn, share in zip(connections, shares, strict=False)
            ),
        )

    def _fill_titles(self, conn: Connection, unfinished: Unfinished) -> None:
        with conn.transaction():
            for table in TITLES:
                make(conn, table)
            build_genres.fill_genres(conn)
            conn.execute(build_genres.GENRE_LISTS)
            build_titles.fill(conn, self.given)
        faults.point("titles filled")
        # What the search is filled from cannot be finished at the same time.
        unfinished.add(table for table in TITLES if table not in NAMED)
        with conn.transaction():
            for table in self.search:
                make(conn, table)
            naming.fill(conn)
        unfinished.add([*NAMED, *self.search, COUNTS[0]])
        faults.point("search filled")

    def _fill_shows(self, conn: Connection, unfinished: Unfinished) -> None:
        with conn.transaction():
            for table in SHOWS:
                make(conn, table)
            build_shows.place_held(conn, self.given)
            build_shows.fill(conn, self.given)
        faults.point("episodes filled")
        unfinished.add(SHOWS)

    def _settle(self) -> None:
        """
        What the search keeps of all names together, made beside what it has and then swapped.

        It can wait until the titles are there: short beginnings and typing errors find the old
        ones meanwhile. In place it would be a few times as much work.
        """
        conn = self.conn
        conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(INCOMING)))
        with conn.transaction():
            for table in naming.SETTLED:
                make(conn, table)
                add_keys(conn, table)
            naming.settle(conn)
            for table in naming.SETTLED:
                complete(conn, table)
        faults.point("search settled")
        try:
            swap(conn, naming.SETTLED, lambda: None)
        except ImportEnded:  # somebody holds on to them: in place, then
            logger.info("the lists of the search are settled in place")
            clean_up(conn)
            naming.settle(conn)
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
